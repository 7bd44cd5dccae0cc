# What programs do, as the kprobe back end sees it.

life() {
    only pkey_alloc pkey_free pkey_mprotect
    trace t keys life
    has t.txt '^call pkey_alloc x86_64 .* \(0, 0x2\) = 1 flags=0 pkru=0x[0-9a-f]+/2 stack=512 '
    has t.txt '^call pkey_mprotect x86_64 .* \(0x[0-9a-f]+:unchanged, 0x1000, 0x1, 0x1\) = 0 '
    has t.txt '^call pkey_mprotect x86_64 .* \(0x[0-9a-f]+:unchanged, 0x1000, 0x3, 0\) = 0 '
    [ "$(grep -c '^call pkey_free .* (0x1) = 0 ' t.txt)" = 1 ] || fail "not one pkey_free that succeeds"
    [ "$(grep -c '^call pkey_free .* (0x1) = -22 ' t.txt)" = 1 ] || fail "not one pkey_free that fails"
    has t.txt "^call pkey_mprotect .* \($(awk '{ print $2 }' t.said):"
    has t.txt '^process exec pid=[0-9]+ tid=[0-9]+ parent=[0-9]+ comm=keys'
    has_not t.txt 'time=backwards'
    has t.txt '^code r-xp .* /bin/keys$'
    has t.txt '^build-id [0-9a-f]{40} /bin/keys$'
    complete t.txt
}

# glibc hands key -1 to mprotect: the kernel never sees the call that the source names.
minus_one() {
    only pkey_mprotect mprotect
    trace t keys minus-one
    has_not t.txt '^call pkey_mprotect '
    has t.txt "^call mprotect x86_64 .* nr=10 \($(awk '{ print $2 }' t.said):unchanged, 0x1000, 0x1\) = 0 "
    complete t.txt
}

denied() {
    only pkey_alloc pkey_mprotect SEGV_PKUERR
    trace t keys denied
    has t.said 'code=4 key=1$'
    has t.txt "^fault x86_64 pid=[0-9]+ at=$(awk '{ print $2 }' t.said) key=1 error=0x27 kernel=0 forged=0 "
    [ "$(grep -c '^fault ' t.txt)" = 1 ] || fail "not one fault"
    # The register as the signal's frame has it: key 1 denied, key 0 not.
    has t.txt '^fault .* pkru=0x[0-9a-f]*[4-7c-f]/3$'
    complete t.txt
}

denied_read() {
    only pkey_mprotect SEGV_PKUERR
    trace t keys denied-read
    has t.said 'result=-1 errno=14$'
    has t.txt "^fault x86_64 pid=[0-9]+ at=$(awk '{ print $2 }' t.said) key=1 error=0x23 kernel=1 forged=0 "
    [ "$(grep -c '^fault ' t.txt)" = 1 ] || fail "not one fault"
    complete t.txt
}

forged() {
    only SEGV_PKUERR
    trace t keys forged
    has t.said '0x1234000 code=4 key=7$'
    has t.txt '^fault x86_64 pid=[0-9]+ at=0x1234000 key=7 error=0 kernel=0 forged=1 '
    [ "$(grep -c '^fault ' t.txt)" = 1 ] || fail "not one fault"
    complete t.txt
}

# A mapping that may only be executed: denied by a key that no call gave it, before there was a page that could be.
exec_only() {
    only pkey_alloc pkey_mprotect SEGV_PKUERR
    trace t keys exec-only
    has t.said 'code=4 key=[1-9]'
    has_not t.txt '^call '
    has t.txt "^fault x86_64 pid=[0-9]+ at=$(awk '{ print $2 }' t.said) key=$(sed -n 's/.*key=//p' t.said) error=0x4 kernel=0 forged=0 "
    complete t.txt
}

# What a probe cannot read is told, and never taken for unchanged: a page that is not there yet, and one that a key denies.
unread() {
    only set_thread_area SEGV_PKUERR
    trace t slot unread
    has t.said '^unread 0x[0-9a-f]+ -22 -14$'
    has t.txt "^call set_thread_area i386 .* \($(awk '{ print $2 }' t.said):unreadable\) = -22 "
    has t.txt "^call set_thread_area i386 .* \($(awk '{ print $2 }' t.said):unreadable\) = -14 "
    [ "$(grep -c '^fault .* kernel=1 ' t.txt)" = 1 ] || fail "not one denied access, the kernel's: our own reading is none"
    complete t.txt
}

slot() {
    only mpx PR_MPX_ENABLE_MANAGEMENT set_thread_area
    slot_seen
}

# As kernels have to be watched in which no function stands for all calls of i386.
slot_by_tracepoint() {
    only mpx PR_MPX_ENABLE_MANAGEMENT set_thread_area
    sed -i 's/ ia32_sys_call / raw_syscalls:sys_enter /' plan
    slot_seen
    has t.txt '^probe 1 mpx seen raw_syscalls:sys_enter '
}

slot_seen() {
    trace t slot
    has t.said '^slot -38 -38 child=[0-9]+ prctl=-1 area=0 entry=[0-9]+'
    has t.txt '^call mpx i386 .* nr=56 \(0x1000[^,]*, 0x2000, 0x3, 0x4\) = -38 '
    has t.txt '^call mpx i386 .* nr=56 \(0x5000[^,]*, 0x6000, 0x7, 0x8\) = -38 '
    [ "$(grep -c '^call mpx ' t.txt)" = 2 ] || fail "the clone was taken for mpx, or a call is missing"
    [ "$(grep -oE '^(call mpx|process start)' t.txt | tr '\n' ,)" = "call mpx,process start,call mpx," ] || fail "the clone was not between them"
    has t.txt '^call PR_MPX_ENABLE_MANAGEMENT x86_64 .* = -22 '
    has t.txt '^call set_thread_area i386 .* nr=243 \(0x[0-9a-f]+:unchanged\) = 0 '
    complete t.txt
}

slot_of_elf32() {
    only mpx pkey_alloc
    trace t slot32
    has t.txt '^call mpx i386 .* nr=56 \(0x11000[^,]*, 0x12000, 0xd, 0xe\) = -38 .* stack=(512|256|128) '
    has t.txt '^call pkey_alloc i386 .* nr=381 '
    complete t.txt
}

# Another thread writes what the kernel reads: seen at least once. That a thread does so is never claimed of `slot`.
racing_writer() {
    local round
    only set_thread_area
    for round in 1 2 3 4 5; do
        trace t slot race
        ! grep -q ':changed' t.txt || break
    done
    has t.txt '^call set_thread_area i386 .*:changed\[4-[0-9]+ of 16\]'
    has_not t.txt '^call set_thread_area i386 .*:changed\[[0-3]-'
    complete t.txt
}

# A call from which nobody comes back is no loss, and says so.
no_return() {
    only leaving
    trace t keys minus-one
    has t.txt '^call leaving x86_64 .* \(0\) = 0 flags=1 '
    complete t.txt
}

# The one probe that has no control of its own, as nobody's registers are ours to write: IA32_BNDCFGS by the device.
msr_written() {
    only rdmsr wrmsr msr_device
    insmod /modules/msr.ko || true
    trace t sh -c 'head -c 8 /dev/zero | dd of=/dev/cpu/0/msr bs=8 count=1 seek=3472 oflag=seek_bytes 2>dd.err'
    has t.txt '^call wrmsr .* \(0xd90'
    complete t.txt
}

# A shell that runs already, and what it executes from now on.
attached() {
    only pkey_alloc pkey_free
    : >t
    sh -c 'until [ -s t ]; do sleep 0.2; done; keys life; keys life' >said &
    mpx-probe --backend kprobe --plan 3 --output 4 -P $! 3<plan 4>t
    dump <t >t.txt
    tail -n 12 t.txt
    [ "$(grep -c '^call pkey_alloc x86_64 .* comm=keys' t.txt)" = 2 ] || fail "not two"
    has t.txt '^code r-xp .* /bin/keys$'
    has t.txt '^process exit .* comm=keys'
    complete t.txt
}

# Everybody's calls, until the probe is told to stop.
whole_system() {
    local probe
    only pkey_alloc pkey_free
    mpx-probe --backend kprobe --plan 3 --output 4 --all 3<plan 4>t &
    probe=$!
    until_true 30 [ -s t ] # the probe writes when it begins to watch
    keys life
    sleep 1
    kill $probe
    wait $probe
    dump <t >t.txt
    tail -n 12 t.txt
    has t.txt '^call pkey_free x86_64 .* \(0x1\) = 0 .* comm=keys'
    complete t.txt
}

# The group is gone, and so are its probes.
nothing_left() {
    [ ! -s /sys/kernel/tracing/kprobe_events ] || fail "$(cat /sys/kernel/tracing/kprobe_events)"
}

run_case kprobe_life life
run_case kprobe_minus_one minus_one
run_case kprobe_denied denied
run_case kprobe_denied_read denied_read
run_case kprobe_forged forged
run_case kprobe_exec_only exec_only
run_case kprobe_unread unread
run_case kprobe_slot slot
run_case kprobe_slot_by_tracepoint slot_by_tracepoint
run_case kprobe_slot_of_elf32 slot_of_elf32
run_case kprobe_racing_writer racing_writer
run_case kprobe_no_return no_return
run_case kprobe_msr_written msr_written
run_case kprobe_attached attached
run_case kprobe_whole_system whole_system
run_case kprobe_nothing_left nothing_left
