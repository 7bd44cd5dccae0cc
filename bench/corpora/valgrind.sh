#!/usr/bin/env bash
# Debian's valgrind as a corpus: fetches the source package and builds it under bear.
#
#   bench/corpora/valgrind.sh [DIR]      DIR defaults to ${XDG_CACHE_HOME:-~/.cache}/mpx-audit-bench
#
#   DIR/valgrind/compile_commands.json   the program, its tools, and the tests (`make check` builds them)
#
# Its tests of instructions hold every opcode there is, MPX among them. apt gets a configuration of its own, as in
# stress-ng.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/../lib.sh"

dir=$(work_folder "${1:-}")
tree=$dir/valgrind
log=$dir/valgrind-make.log

check_packages() {
    local tool
    for tool in bear make gcc g++ perl jq; do
        need "$tool" command -v "$tool"
    done
    need dpkg-dev command -v dpkg-source
    need_done
}

unpack() {
    [[ -e $tree/configure ]] && return
    debian_source "$dir" valgrind
    mv "$dir"/valgrind-[0-9]*/ "$tree"
}

build() {
    cd "$tree"
    [[ -e Makefile ]] || ./configure
    bear --output compile_commands.json -- make -k -j2
    bear --append --output compile_commands.json -- make -k -j2 check
}

check_packages
unpack
if [[ ! -e $tree/compile_commands.json ]]; then
    note "configure and make, under bear (some minutes): $log"
    (build) >"$log" 2>&1 || note "a part did not build: see $log"
fi
[[ -s $tree/compile_commands.json ]] || die "no compile database: see $log"
note "$(jq length "$tree/compile_commands.json") commands in $tree/compile_commands.json"
