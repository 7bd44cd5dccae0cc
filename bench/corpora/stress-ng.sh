#!/usr/bin/env bash
# Debian's stress-ng as a corpus: fetches the source package and builds it under bear.
#
#   bench/corpora/stress-ng.sh [DIR]      DIR defaults to ${XDG_CACHE_HOME:-~/.cache}/mpx-audit-bench
#
#   DIR/stress-ng/compile_commands.json        the program's own files
#   DIR/stress-ng/compile_commands-full.json   all that bear saw: its configure step tries a thousand small files too
#
# apt gets a configuration of its own in DIR/apt, with deb-src: neither root nor a change to the system is needed.
# A DIR/stress-ng that is there already (a git tree, say) is built as it is.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/../lib.sh"

dir=$(work_folder "${1:-}")
tree=$dir/stress-ng

check_packages() {
    local tool
    for tool in bear make gcc jq; do
        need "$tool" command -v "$tool"
    done
    need dpkg-dev command -v dpkg-source
    need_done
}

unpack() {
    [[ -e $tree/stress-ng.h ]] && return
    debian_source "$dir" stress-ng
    mv "$dir"/stress-ng-[0-9]*/ "$tree"
}

build() {
    [[ -e $tree/compile_commands-full.json ]] && return
    note "make, under bear (some minutes): $dir/stress-ng-make.log"
    (cd "$tree" && make -s clean && bear --output compile_commands-full.json -- make -j2) >"$dir/stress-ng-make.log" 2>&1 ||
        die "make failed: see $dir/stress-ng-make.log"
}

check_packages
unpack
build
jq --arg tests "$tree/test/" '[.[] | select(.file | startswith($tests) | not)]' "$tree/compile_commands-full.json" \
    >"$tree/compile_commands.json"
note "$(jq length "$tree/compile_commands.json") units in $tree/compile_commands.json"
