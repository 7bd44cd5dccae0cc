#!/usr/bin/env bash
# Debian's Linux 6.1 as a corpus: prepares the tree and writes two compile databases, without building the kernel.
#
#   bench/corpora/linux.sh [DIR [gcc]]      DIR defaults to ${XDG_CACHE_HOME:-~/.cache}/mpx-audit-bench
#
#   DIR/linux-source-6.1/compile_commands.json   every .c of the folders named below
#   DIR/linux-100/compile_commands.json          the units of linux-100.list: all of them parse without an error
#
# With gcc, the same of a tree that is configured for gcc, in DIR/gcc: its commands carry flags that clang does not know.
#
# Every entry is the one real command of kernel/signal.c with the file's own KBUILD names and its folder as include
# path; a few folders need another one, which their makefiles add (extra below). About 3 of 4 files of the large database parse without an error; the others belong to other architectures or
# to options that defconfig leaves out.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/../lib.sh"

readonly folders=(drivers fs kernel net mm sound ipc security arch/x86 block crypto lib)
readonly archive=/usr/src/linux-source-6.1.tar.xz

dir=$(work_folder "${1:-}")
compiler=${2:-clang-19}
case $compiler in
clang-19) with=(LLVM=-19) ;;
gcc)
    with=()
    dir=$(work_folder "$dir/gcc")
    ;;
*) die "usage: linux.sh [DIR [gcc]]" ;;
esac
tree=$dir/linux-source-6.1

check_packages() {
    need linux-source-6.1 test -e "$tree/Makefile" -o -e "$archive"
    if [[ $compiler = clang-19 ]]; then
        need clang-19 command -v clang-19
        need lld-19 command -v ld.lld-19
        need llvm-19 command -v llvm-ar-19
    fi
    local tool
    for tool in make gcc flex bison bc; do
        need "$tool" command -v "$tool"
    done
    need xz-utils command -v xz
    need libelf-dev test -e /usr/include/libelf.h
    need libssl-dev test -e /usr/include/openssl/ssl.h
    need_done
}

unpack() {
    [[ -e $tree/Makefile ]] && return
    note "unpacking $archive"
    tar -C "$dir" -xf "$archive"
}

prepare() {
    [[ -e $tree/include/generated/autoconf.h && -e $tree/include/generated/asm-offsets.h ]] && return
    note "make defconfig prepare"
    make -C "$tree" -s "${with[@]}" defconfig prepare >"$dir/linux-prepare.log" 2>&1 ||
        die "make failed: see $dir/linux-prepare.log"
}

# The full command that the kernel's own makefiles give for kernel/signal.c. kbuild compiles again only what changed.
real_command() {
    rm -f "$tree/kernel/signal.o"
    make -C "$tree" "${with[@]}" V=1 kernel/signal.o 2>"$dir/linux-command.log" |
        sed -n "s/^ *\($compiler .* -c -o kernel\/signal\.o kernel\/signal\.c\).*/\1/p" | head -n 1
}

# write_database COMMAND <list of paths: one entry a path, in the "arguments" form.
write_database() {
    awk -v command="$1" -v directory="$tree" '
        function quoted(s) { gsub(/[\\"]/, "\\\\&", s); return "\"" s "\"" }
        function extra(path) {
            if (path ~ /^arch\/x86\/(mm|kernel)\//) return ", \"-I./arch/x86/include/asm/trace\""
            if (path ~ /^arch\/x86\/kvm\//) return ", \"-I./arch/x86/kvm\""
            return ""
        }
        BEGIN {
            n = split(command, words, / +/)
            for (i = 1; i <= n; i++) {
                w = words[i]
                if (w == "-o") { i++; continue }
                if (w == "" || w == "-c" || w ~ /^-Wp,-MMD|^-D(KBUILD_|__KBUILD)|\.c$/) continue
                common = common (common == "" ? "" : ", ") quoted(w)
            }
            print "["
        }
        {
            stem = $0; sub(/\.c$/, "", stem)
            folder = stem; sub(/\/[^\/]*$/, "", folder)
            base = stem; sub(/.*\//, "", base)
            name = base; gsub(/[-,]/, "_", name)
            symbol = name; gsub(/[^A-Za-z0-9_]/, "_", symbol)
            printf "%s{\"directory\": %s, \"file\": %s, \"arguments\": [%s, %s, %s%s, %s, %s, %s, %s, \"-c\", \"-o\", %s, %s]}",
                (NR > 1 ? ",\n" : ""), quoted(directory), quoted($0), common,
                quoted("-Wp,-MMD," folder "/." base ".o.d"), quoted("-I./" folder), extra($0),
                quoted("-DKBUILD_MODFILE=\"" stem "\""), quoted("-DKBUILD_BASENAME=\"" name "\""),
                quoted("-DKBUILD_MODNAME=\"" name "\""), quoted("-D__KBUILD_MODNAME=kmod_" symbol),
                quoted(stem ".o"), quoted($0)
        }
        END { print "\n]" }'
}

check_packages
unpack
prepare
command=$(real_command)
[[ -n $command ]] || die "no compile command for kernel/signal.c in the output of make: see $dir/linux-command.log"

mkdir -p "$dir/linux-100"
(cd "$tree" && find "${folders[@]}" -name '*.c' ! -name '*.mod.c' -type f | LC_ALL=C sort) |
    write_database "$command" >"$tree/compile_commands.json.new"
mv "$tree/compile_commands.json.new" "$tree/compile_commands.json"
grep -v '^#' "$here/linux-100.list" | write_database "$command" >"$dir/linux-100/compile_commands.json.new"
mv "$dir/linux-100/compile_commands.json.new" "$dir/linux-100/compile_commands.json"

note "$(grep -c '"file"' "$tree/compile_commands.json") units in $tree/compile_commands.json"
note "$(grep -c '"file"' "$dir/linux-100/compile_commands.json") units in $dir/linux-100/compile_commands.json"
