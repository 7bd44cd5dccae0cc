# Not a verdict but figures, for bench/probe-cost.sh: what a watched call takes, and one that nobody watches, alone and
# under each tool that is there. Emulation is slow everywhere: the ratios count.

# figures NAME CALLS TOOL…: both programs under a tool.
figures() {
    local name=$1 calls=$2 watched other
    shift 2
    watched=$("$@" keys spin $calls 2>/dev/null | awk '/^spin/ { print $2 }')
    other=$("$@" keys other $((calls * 10)) 2>/dev/null | awk '/^spin/ { print $2 }')
    echo "$name|$watched|$other"
}

# Of each tool the least, in the order of their first coming: what else the machine does only adds, and for minutes at a time.
least() {
    awk -F'|' '!($1 in watched) { name[++n] = $1; watched[$1] = $2; other[$1] = $3 }
        $2 + 0 < watched[$1] + 0 { watched[$1] = $2 }
        $3 + 0 < other[$1] + 0 { other[$1] = $3 }
        END { for (i = 1; i <= n; i++) printf "%-32s %12s %12s\n", name[i], watched[name[i]], other[name[i]] }'
}

probed() {
    local backend=$1
    shift
    mpx-probe --backend $backend --ring 67108864 --plan 3 --output 4 -- "$@" 3<plan 4>t
}

traced() {
    bpftrace -q -o calls -e 'kprobe:__x64_sys_pkey_free { printf("%d %d\n", tid, reg("di")); } kretprobe:__x64_sys_pkey_free { printf("%d\n", retval); }' -c "$*"
}

each_tool() {
    figures alone 20000 env
    figures "mpx-probe kprobe" 20000 probed kprobe
    figures "mpx-probe ptrace" 1000 probed ptrace
    if command -v strace >/dev/null; then
        figures "strace -e" 1000 strace -f -o calls -e trace=pkey_free
        figures "strace -e --seccomp-bpf" 1000 strace -f --seccomp-bpf -o calls -e trace=pkey_free
        figures "strace -e -k --seccomp-bpf" 200 strace -f -k --seccomp-bpf -o calls -e trace=pkey_free
    fi
    if command -v perf >/dev/null; then figures "perf trace -e" 20000 perf trace -o calls -e pkey_free; fi
    if command -v bpftrace >/dev/null; then figures "bpftrace kprobe, kretprobe" 20000 traced; fi
}

cost() {
    local rounds=1
    ! command -v bpftrace >/dev/null || rounds='1 2 3 4 5'
    only pkey_alloc pkey_free pkey_mprotect SEGV_PKUERR
    printf '%-32s %12s %12s\n' "ns per call" "pkey_free" "getppid"
    for round in $rounds; do each_tool; done | least
}

run_case cost cost
sed 's/^/    /' /tmp/cost/out
