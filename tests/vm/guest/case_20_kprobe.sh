# The kprobe back end: every probe's control, and the calls that it is there for.

# Each probe takes time to be removed, so a case names the interfaces that it needs.
only() {
    { head -n 2 /tests/plan; for interface in "$@"; do grep -E "^(call|hook) [0-9]+ $interface " /tests/plan; done; echo end; } >plan
}

# trace NAME COMMAND…: the trace file NAME and its text NAME.txt; the command's own words in NAME.said.
trace() {
    local name=$1 status=0
    shift
    [ -f plan ] || cp /tests/plan plan
    mpx-probe --backend $backend $probe_options --plan 3 --output 4 -- "$@" 3<plan 4>"$name" >"$name.said" 2>"$name.err" || status=$?
    if [ $status != $ends_with ]; then
        echo "status $status"
        cat "$name.err"
        exit 1
    fi
    dump <"$name" >"$name.txt"
    cat "$name.said"
    grep -v '^probe' "$name.txt" | head -n 40
}
probe_options= backend=kprobe ends_with=0

# has FILE PATTERN: a line like it is there.
has() {
    grep -qE -- "$2" "$1" || fail "no line like: $2"
}
has_not() {
    ! grep -qE -- "$2" "$1" || fail "a line like: $2"
}
complete() {
    has "$1" '^end .* missed=0 skipped=0 full=0 unpaired=0 not_written=0 '
}

controls() {
    insmod /modules/msr.ko || true
    trace t true
    cat t.txt
    has t.txt '^header backend=2 '
    for interface in mpx pkey_alloc pkey_free pkey_mprotect mprotect; do has t.txt "^probe [0-9]+ $interface seen "; done
    for probe in 1 3 4 5 6 7 8 9 10 11 12 13 14 15 16 30 31 32 34; do has t.txt "^probe $probe [^ ]+ seen "; done
    has t.txt '^probe 17 pkey_alloc silent .*ENOSYS'
    has t.txt '^probe 18 unimplemented refused - .*notrace'
    has t.txt '^probe 19 not_there absent - .*no such symbol'
    # A function that can be probed and that the call does not come by: the control answers, and the probe is not taken for seen.
    has t.txt '^probe 20 get_thread_area silent sys_ni_syscall hits=0 .*the control was run \(result -14\) and not seen'
    has t.txt '^probe 33 wrmsr attached '
    complete t.txt
}

run_case kprobe_controls controls
