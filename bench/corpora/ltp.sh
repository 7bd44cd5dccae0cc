#!/usr/bin/env bash
# The Linux Test Project as a corpus: configures it and builds its system call tests under bear.
#
#   bench/corpora/ltp.sh [DIR]      DIR defaults to ${XDG_CACHE_HOME:-~/.cache}/mpx-audit-bench
#
#   DIR/ltp/compile_commands.json   the library and testcases/kernel/syscalls
#
# The tree is cloned when DIR/ltp is not there. Takes some ten minutes on two processors.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/../lib.sh"

readonly origin=https://github.com/linux-test-project/ltp
dir=$(work_folder "${1:-}")
tree=$dir/ltp
log=$dir/ltp-make.log

check_packages() {
    local tool
    for tool in git bear make gcc jq autoconf automake m4; do
        need "$tool" command -v "$tool"
    done
    need pkg-config command -v pkg-config
    need linux-libc-dev test -e /usr/include/linux/version.h
    need_done
}

# LTP's own make keeps going by itself where one test lacks a library.
build() {
    cd "$tree"
    [[ -e configure ]] || make autotools
    [[ -e include/config.h ]] || ./configure
    bear --output compile_commands.json -- make -k -j2 -C lib
    bear --append --output compile_commands.json -- make -k -j2 -C testcases/kernel/syscalls
}

check_packages
[[ -e $tree/Makefile ]] || git clone --quiet --depth 1 "$origin" "$tree" || die "git clone $origin failed"
if [[ ! -e $tree/compile_commands.json ]]; then
    note "configure and make, under bear: $log"
    (build) >"$log" 2>&1 || note "a part did not build: see $log"
fi
[[ -s $tree/compile_commands.json ]] || die "no compile database: see $log"
note "$(jq length "$tree/compile_commands.json") units in $tree/compile_commands.json"
