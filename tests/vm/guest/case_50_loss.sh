# Whatever is lost is counted, and what the counts say adds up.

# of FIELD FILE: a number of the end record.
of() {
    sed -n "s/^end .*\b$1=\([0-9]*\).*/\1/p" "$2"
}

# Who reads the trace is told, by words and by the exit status.
is_told() {
    local status=0
    command -v mpx-audit >/dev/null || return 0
    mpx-audit import --dump /dev/null t 2>told.err || status=$?
    cat told.err
    [ $status = 3 ] || fail "import ends with $status"
    has told.err " [0-9]+  $1\$"
}

has_told() {
    [ ! -e told.err ] || has told.err "$1"
}

# 300 threads in calls that wait for one lock; room for four of them at once.
many_threads() {
    only pkey_mprotect
    probe_options="--maxactive 4" trace t keys threads 300
    has t.said 'calls=6000$'
    tail -n 1 t.txt
    [ "$(of missed t.txt)" -gt 0 ] || fail "300 threads and room for 4, and nothing was missed"
    [ $(($(of calls t.txt) + $(of full t.txt))) -le 6000 ] || fail "more calls than there were"
    # A missed return leaves an entry behind: each is seen as unpaired, or as lost with its thread.
    local returned=$(grep -c '^call pkey_mprotect .* flags=[0-3] ' t.txt)
    [ $returned -lt 6000 ] || fail "all returned"
    is_told "missed by probes"
    has_told "of all processes: __x64_sys_pkey_mprotect [0-9]+ beside [0-9]+ hits"
}

# The same with room: nothing is lost.
enough_room() {
    only pkey_mprotect
    probe_options="--ring 33554432" trace t keys threads 200
    tail -n 1 t.txt
    complete t.txt
    [ "$(grep -c '^call pkey_mprotect x86_64 .* = 0 flags=0 ' t.txt)" = 4000 ] || fail "not 4000 calls"
}

# A ring of one page holds two records.
one_page() {
    only pkey_mprotect
    probe_options="--ring 4096" trace t keys threads 50
    tail -n 1 t.txt
    local calls=$(of calls t.txt) full=$(of full t.txt)
    [ "$full" -gt 0 ] || fail "nothing was too much for one page"
    has t.txt '^call pkey_mprotect '
    # What is not there was counted; so were processes and threads that the ring had no room for.
    [ $((calls + full)) -ge 1000 ] || fail "$((1000 - calls - full)) of 1000 calls are neither there nor counted"
    is_told "lost because a buffer was full"
}

# A probe that was killed leaves its group behind; the next one removes it.
left_behind() {
    only pkey_alloc
    mpx-probe --backend kprobe --plan 3 --output 4 -- sleep 100 3<plan 4>first &
    until_true 30 [ -s first ]
    kill -9 $!
    sleep 1
    grep -q mpxa_ /sys/kernel/tracing/kprobe_events || fail "nothing was left behind: this proves nothing"
    trace t true
    [ ! -s /sys/kernel/tracing/kprobe_events ] || fail "$(cat /sys/kernel/tracing/kprobe_events)"
}

run_case loss_many_threads many_threads
run_case loss_enough_room enough_room
run_case loss_one_page one_page
run_case loss_left_behind left_behind
