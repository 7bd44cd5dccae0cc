# What all other cases rest on.

machine_has_keys() {
    grep -qw ospke /proc/cpuinfo || fail "the CPU has no protection keys"
    grep -qw mpx /proc/cpuinfo || fail "the CPU has no MPX"
    [ -r /sys/kernel/btf/vmlinux ] || fail "the kernel has no BTF"
    [ -w /sys/kernel/tracing/kprobe_events ] || fail "no tracefs"
    echo "# $(uname -r)"
}

run_case machine machine_has_keys
