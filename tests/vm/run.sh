#!/usr/bin/env bash
# run.sh KERNEL-FOLDER BUILD-FOLDER: boots a kernel with keys and kprobes under emulation, with what was built as its
# only user space, once for all cases, and judges by what comes out of the serial port. A missing end line is a failure.
# Ends with 77, and says why, where QEMU or the kernel cannot be had.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kernel=$1 build=$2
root=$build/root
limit=${MPXA_VM_SECONDS:-560}

gone() { echo "SKIP: tests/vm: $*" && exit 77; }

command -v qemu-system-x86_64 >/dev/null || gone "no qemu-system-x86_64 (package qemu-system-x86): no kernel probe was tested"
[ -x /bin/busybox ] || gone "no /bin/busybox (package busybox-static): no kernel probe was tested"
[ -s "$kernel/release" ] || gone "no kernel in $kernel: ./dev vm brings one; no kernel probe was tested"
release=$(cat "$kernel/release")

# Copies a program and the libraries that it names.
take() {
    local program=$1 library
    cp "$program" "$root/bin/"
    { ldd "$program" 2>/dev/null || true; } | { grep -oE '/[^ ]+' || true; } | sort -u | while read -r library; do
        mkdir -p "$root$(dirname "$library")"
        cp -Ln "$library" "$root$library"
    done
}

rm -rf "$root"
mkdir -p "$root"/{bin,dev,proc,sys,tmp,tests,modules}
cp /bin/busybox "$root/bin/"
busybox --list | while read -r applet; do [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"; done
cp "$here"/guest/{*.sh,*.sql,plan} "$here"/programs/*.c "$root/tests/"
# MPXA_VM_CASES: a pattern of the case files to be run, for bench/probe-cost.sh and for those who work on one case.
# MPXA_VM_CPU: QEMU's name of the processor.
if [ -n "${MPXA_VM_CASES:-}" ]; then
    for file in "$root"/tests/case_*.sh; do [[ $file =~ $MPXA_VM_CASES ]] || rm "$file"; done
fi
cp "$here"/guest/init "$root/init"
chmod +x "$root/init"
cp "$kernel/image/lib/modules/$release/kernel/arch/x86/kernel/msr.ko" "$root/modules/"
for program in "$build"/programs/* ${MPXA_VM_PROGRAMS:-}; do
    if [ -f "$program" ] && [ -x "$program" ]; then take "$program"; fi
done
# samples/mpx-driver as a module of that kernel. Its headers lie where they would be installed, so that no root is needed.
build_driver() {
    local tree=$kernel/headers/usr/src/linux-headers-$release
    rm -rf "$build/driver"
    cp -r "$here/../../samples/mpx-driver" "$build/driver"
    [ -f "$tree/Makefile" ] && make -C "$build/driver" module KERNEL="$tree" >"$build/driver.log" 2>&1 &&
        cp "$build/driver/mpx_driver.ko" "$root/modules/"
}
build_driver || echo "tests/vm: the driver could not be built, its cases are skipped: $(tail -n 1 "$build/driver.log" 2>/dev/null)"

# tests/vm/shapes and samples/vault, scanned here and run there: the join finds the lines by the debug files that lie where Debian's would.
build_shapes() {
    local tool id program
    tool=$(tr ' ' '\n' <<<"${MPXA_VM_PROGRAMS:-}" | grep '/mpx-audit$') || return 1
    take "$(command -v sqlite3)" || return 1
    rm -rf "$build/shapes"
    cp -r "$here/shapes" "$build/shapes"
    make -C "$build/shapes" all compile_commands.json || return 1
    "$tool" scan --db "$build/shapes/shapes.db" --root "$build/shapes" -p "$build/shapes" "$build/shapes" || return 1
    mkdir -p "$root/usr/lib/debug/.build-id" "$root/usr/lib/debug/shapes" "$root/shapes"
    cp "$build"/shapes/{*.c,*.so,*.db} "$root/shapes/"
    for program in "$build"/shapes/shapes*; do [[ ! -x $program ]] || cp "$program" "$root/shapes/"; done
    # shapes-id's is found by its build-id, shapes-link's by its name; the one that shapes-other names is of another build.
    id=$(readelf -n "$build/shapes/shapes-id" | sed -n 's/.*Build ID: //p')
    mkdir -p "$root/usr/lib/debug/.build-id/${id:0:2}"
    cp "$build/shapes/shapes-id.debug" "$root/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
    cp "$build"/shapes/shapes-{link,other}.debug "$root/usr/lib/debug/shapes/"
    rm -rf "$build/vault"
    cp -r "$here/../../samples/vault" "$build/vault"
    make -C "$build/vault" vault compile_commands.json || return 1
    "$tool" scan --db "$build/vault/vault.db" --root "$build/vault" -p "$build/vault" "$build/vault" || return 1
    mkdir "$root/vault"
    cp "$build"/vault/{vault,*.c,*.h,*.db} "$root/vault/"
}
build_shapes >"$build/shapes.log" 2>&1 ||
    { rm -rf "$root/shapes" "$root/vault" && echo "tests/vm: the programs to join could not be built, their cases are skipped: $(tail -n 1 "$build/shapes.log")"; }

# What the guest's mpx-audit is told of the driver: its scan, and what its sys_mpx is.
for program in ${MPXA_VM_PROGRAMS:-}; do
    [[ $program = */mpx-audit ]] || continue
    cp "$here/../../samples/mpx-driver/catalogue.xml" "$root/tests/driver.xml"
    "$program" scan -q --catalogue "$root/tests/driver.xml" --db "$root/tests/driver.db" "$here/../../samples/mpx-driver" >"$build/scan.log" 2>&1 ||
        echo "tests/vm: the driver could not be scanned: $(tail -n 1 "$build/scan.log")"
done

(cd "$root" && find . | busybox cpio -o -H newc) >"$build/initramfs" 2>/dev/null

# Two emulated machines that start at once can break each other's timer calibration.
exec 9>"${TMPDIR:-/tmp}/mpx-audit-vm.lock"
flock 9
rm -f "$build/results" "$build/console"
rc=0
timeout --kill-after=5 "$limit" qemu-system-x86_64 -accel tcg -cpu "${MPXA_VM_CPU:-max}" -smp 2 -m 1536 -nodefaults -no-reboot -display none \
    -kernel "$kernel/image/boot/vmlinuz-$release" -initrd "$build/initramfs" \
    -append "console=ttyS0 panic=-1 loglevel=5 mitigations=off" \
    -serial "file:$build/console" -serial "file:$build/results" \
    -device isa-debug-exit,iobase=0xf4,iosize=0x04 </dev/null >"$build/qemu.log" 2>&1 || rc=$?

cat "$build/results"
grep -h 'MPXA-CASE [^ ]* skip' "$build/results" | sed 's/.*MPXA-CASE/SKIP: tests\/vm:/' || true
if ! grep -q '^MPXA-DONE rc=' "$build/results"; then
    echo "the guest did not come to its end (status $rc of QEMU, 124: $limit seconds were over); its console:"
    tail -n 60 "$build/console" "$build/qemu.log"
    exit 1
fi
if grep -E 'BUG:|Oops|WARNING: CPU|general protection' "$build/console"; then
    echo "the guest's kernel complained"
    exit 1
fi
grep -q '^MPXA-CASE ' "$build/results" && grep -qx 'MPXA-DONE rc=0' "$build/results"
