#!/usr/bin/env bash
# probe-cost.sh BUILD KERNEL: what a watched call and an unwatched one cost under mpx-probe's two back ends, and under
# strace, perf trace and bpftrace where they are installed: in one run of one emulated machine (tests/vm), as that is where
# kprobes are to be had. BUILD: a build folder with tests/vm; KERNEL: what tests/vm/kernel.sh filled.
#
# Twice: the kernel copies memory by one instruction where the processor says that it is fast (ERMS), which the emulator
# does byte by byte; a probe that keeps 512 bytes of stack looks dear there. Without it copies are loops of eight bytes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${1:?a build folder} kernel=${2:?a folder that tests/vm/kernel.sh filled}
peers=()
for tool in strace perf bpftrace; do
    if path=$(command -v $tool); then peers+=("$path"); else echo "no $tool here" >&2; fi
done
for cpu in max max,erms=off,fsrm=off; do
    echo "    processor $cpu"
    MPXA_VM_CPU=$cpu MPXA_VM_CASES='case_[128]0' MPXA_VM_PROGRAMS="$build/cli/mpx-probe ${peers[*]}" "$here/../tests/vm/run.sh" "$kernel" "$build/tests/vm" |
        sed -n '/ns per call/,/^MPXA/p'
done
