# The ptrace back end as the oracle: the same program gives the same calls, arguments and results.

# Addresses differ from run to run. Whether an access wrote is not told by a signal.
calls_of() {
    grep -E '^(call|fault)' "$1" | sed -E 's/ pid=[0-9]+//; s/ tid=.*//; s/flags=.*//; s/ stack=.*//; s/0x[0-9a-f]{7,}/ADDRESS/g; s/error=0x27/error=0x25/'
}

same() {
    local name=$1
    shift
    only mpx pkey_alloc pkey_free pkey_mprotect mprotect PR_MPX_ENABLE_MANAGEMENT set_thread_area SEGV_PKUERR
    backend=kprobe trace kernel "$@"
    backend=ptrace trace stops "$@"
    calls_of kernel.txt >kernel.calls
    calls_of stops.txt >stops.calls
    [ -s stops.calls ] || fail "the oracle saw nothing"
    diff kernel.calls stops.calls || fail "the back ends disagree"
    grep -E '^(code|build-id) ' kernel.txt | sort -u >kernel.code
    grep -E '^(code|build-id) ' stops.txt | sort -u >stops.code
    diff kernel.code stops.code || fail "the back ends disagree about the code"
    complete kernel.txt
}

# The product's exact PKRU of the oracle; that of the last switch is what the kernel saved.
run_case oracle_life same life keys life
run_case oracle_minus_one same minus_one keys minus-one
run_case oracle_denied same denied keys denied
run_case oracle_forged same forged keys forged
run_case oracle_slot same slot slot
run_case oracle_slot32 same slot32 slot32
