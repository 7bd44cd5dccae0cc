#!/usr/bin/env bash
# Debian's glibc as a corpus: fetches the source package, configures and builds it under bear.
#
#   bench/corpora/glibc.sh [DIR]      DIR defaults to ${XDG_CACHE_HOME:-~/.cache}/mpx-audit-bench
#
#   DIR/glibc/compile_commands.json   the library's own files, as `make lib others` compiles them (no tests)
#
# The build stands in DIR/glibc/build, inside the tree: what it generates belongs to it. Takes some twenty minutes on two
# processors. apt gets a configuration of its own, as in stress-ng.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/../lib.sh"

dir=$(work_folder "${1:-}")
tree=$dir/glibc
log=$dir/glibc-make.log

check_packages() {
    local tool
    for tool in bear make gcc gawk bison python3 jq; do
        need "$tool" command -v "$tool"
    done
    need dpkg-dev command -v dpkg-source
    need_done
}

unpack() {
    [[ -e $tree/configure ]] && return
    debian_source "$dir" glibc
    mv "$dir"/glibc-[0-9]*/ "$tree"
}

# bear goes on where a part of the build fails: what was compiled until then is in the database.
build() {
    mkdir -p "$tree/build"
    cd "$tree/build"
    [[ -e config.make ]] || ../configure --prefix=/usr --disable-werror
    bear --output "$tree/compile_commands.json" -- make -k -j2 lib others
}

check_packages
unpack
if [[ ! -e $tree/compile_commands.json ]]; then
    note "configure and make, under bear (some twenty minutes): $log"
    (build) >"$log" 2>&1 || note "a part did not build: see $log"
fi
[[ -s $tree/compile_commands.json ]] || die "no compile database: see $log"
note "$(jq length "$tree/compile_commands.json") commands in $tree/compile_commands.json"
