#!/usr/bin/env bash
# CPU time and memory of a scan, beside clang-19 -fsyntax-only of the same units with the same flags, in one run.
#
#   bench/front-cpu.sh DATABASE [N]      a compile_commands.json; N units spread evenly over it (default: all)
#
# One scan to begin with warms the page cache and tells which units are parsed at all: those that the prefilter skips
# (they name no interface) are not given to clang either, nor to the scans that are measured; nor are those that clang
# rejects. Then three rounds, clang and scan by turns. The scan is whole (parse, rules, store), uncached and with one
# worker. User and system time are added. Clang is started anew for each unit, as a build does; what that costs is
# measured too, on an empty file, and the ratio is given without it as well.
#
# MPX_AUDIT names the program (default: build/release/cli/mpx-audit of this tree), ROUNDS the number of rounds.
# Everything that is made goes to ${XDG_CACHE_HOME:-~/.cache}/mpx-audit-bench/front-cpu.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"

(($# == 1 || $# == 2)) || die "usage: front-cpu.sh DATABASE [N]"
readonly database=$1 wanted=${2:-0} rounds=${ROUNDS:-3}
readonly tool=${MPX_AUDIT:-$here/../build/release/cli/mpx-audit}
[[ -r $database ]] || die "cannot read $database"
[[ -x $tool ]] || die "no program $tool: build it (./dev build) or set MPX_AUDIT"
need clang-19 command -v clang-19
need jq command -v jq
need sqlite3 command -v sqlite3
need time test -x /usr/bin/time
need_done

dir=$(work_folder)/front-cpu
rm -rf "$dir"
mkdir -p "$dir"

units() {
    local program=$1
    shift
    jq -L "$here" "include \"units\"; $program" "$@"
}

# Flags of gcc that clang ends on, one a line.
foreign_flags() {
    local flag
    jq -r '.[].arguments[] | select(test("^-[fm]"))' "$1" | sort -u | while IFS= read -r flag; do
        clang-19 -fsyntax-only "$flag" -x c /dev/null >/dev/null 2>&1 || echo "$flag"
    done
}

# A cache would answer the second scan without any parsing.
no_cache=()
if "$tool" scan --help | grep -q -- --no-cache; then no_cache=(--no-cache); fi

# scan DATABASE STEM: leaves STEM.db and STEM.time ("user system peak-KiB" of the program and its workers).
scan() {
    local status=0
    rm -f "$2.db"
    /usr/bin/time -q -o "$2.time" -f '%U %S %M' "$tool" scan -q -j 1 "${no_cache[@]}" --no-progress -p "$1" --db "$2.db" \
        "$root" >"$2.out" 2>"$2.err" || status=$?
    [[ $status == [013] ]] || die "scan ended with status $status: see $2.err"
}

# peer COMMANDS STEM: clang over the commands, one after the other; COMMANDS that clang accepts are left in STEM.good.
peer() {
    cat >"$dir/peer.sh" <<'END'
while IFS=$'\t' read -r path command; do
    if (eval "$command") 2>/dev/null; then printf '%s\t%s\n' "$path" "$command"; fi
done
END
    /usr/bin/time -q -o "$2.time" -f '%U %S %M' bash "$dir/peer.sh" <"$1" >"$2.good"
}

cpu_of() { awk '{ print $1 + $2 }' "$1.time"; }
query() { sqlite3 -readonly "$@"; }

# ---- which units ----------------------------------------------------------------------------------------------------

jq -e 'all(.[]; .arguments)' "$database" >/dev/null || die "$database: only the \"arguments\" form is understood (bear writes it)"
units "spread($wanted)" "$database" >"$dir/all.json"
root=$(units common_folder -r "$dir/all.json")
foreign_flags "$dir/all.json" >"$dir/foreign-flags"
note "$(jq length "$dir/all.json") units under $root; flags that clang does not know: $(tr '\n' ' ' <"$dir/foreign-flags")"

scan "$dir/all.json" "$dir/warm"
query "$dir/warm.db" "SELECT root || '/' || file FROM v_unit JOIN v_run USING (run) WHERE status <> 'skipped'" >"$dir/parsed"
# shellcheck disable=SC2016 # the variables are jq's
units '($foreign | lines) as $dropped | ($parsed | lines) as $wanted
    | .[] | select($wanted[path_of]) | clang_command($dropped)' -r \
    --rawfile foreign "$dir/foreign-flags" --rawfile parsed "$dir/parsed" "$dir/all.json" >"$dir/commands"
peer "$dir/commands" "$dir/peer-warm"
cut -f 1 "$dir/peer-warm.good" >"$dir/accepted"
# shellcheck disable=SC2016
units '($accepted | lines) as $wanted | map(select($wanted[path_of]))' \
    --rawfile accepted "$dir/accepted" "$dir/all.json" >"$dir/compile_commands.json"
note "$(wc -l <"$dir/parsed") parsed by the scan, $(wc -l <"$dir/accepted") of them accepted by clang: these are measured"
[[ -s $dir/accepted ]] || die "nothing to measure: see $dir/warm.err"

# ---- measure --------------------------------------------------------------------------------------------------------

: >"$dir/ratios"
awk '{ printf "/dev/null\tclang-19 -fsyntax-only -x c /dev/null\n" }' "$dir/peer-warm.good" >"$dir/empty"
for ((round = 1; round <= rounds; round++)); do
    peer "$dir/peer-warm.good" "$dir/peer-$round"
    scan "$dir/compile_commands.json" "$dir/scan-$round"
    peer "$dir/empty" "$dir/start-$round"
    awk -v c="$(cpu_of "$dir/peer-$round")" -v s="$(cpu_of "$dir/scan-$round")" -v e="$(cpu_of "$dir/start-$round")" \
        -v n="$round" 'BEGIN {
            printf "round %d  clang %.2f s (%.2f s of it start)  scan %.2f s  ratio %.3f  without start %.3f\n", \
                n, c, e, s, s / c, s / (c - e)
        }' | tee -a "$dir/ratios"
done

# summary NAME FIELD: smallest, middle and largest of a column of the ratios.
summary() {
    awk -v field="$2" '{ print $(NF - field) }' "$dir/ratios" | sort -n | awk -v name="$1" '
        { r[NR] = $1 }
        END {
            middle = NR % 2 ? r[(NR + 1) / 2] : (r[NR / 2] + r[NR / 2 + 1]) / 2
            printf "%-9s min %.3f  median %.3f  max %.3f\n", name, r[1], middle, r[NR]
        }'
}
summary ratio 3
summary "no start" 0

last=$dir/scan-$rounds
query "$last.db" "SELECT printf('units     %d: %d ok, %d degraded, %d failed', units, units_ok, units_degraded, units_failed) FROM v_run;
    SELECT printf('functions %d, degraded %d (%.2f %%)', functions, functions_degraded, 100.0 * functions_degraded / max(functions, 1)) FROM run;
    SELECT printf('unknown   %d of %d instructions (%.3f %%)', unknowns, instructions, 100.0 * unknowns / max(instructions, 1)) FROM run;
    SELECT printf('memory    parent %d MiB, largest worker %d MiB (the tool''s own totals)', peak_parent_kib / 1024, peak_worker_kib / 1024) FROM run;
    SELECT printf('slowest   %s %d ms', file, parse_ms) FROM v_unit ORDER BY parse_ms DESC, file LIMIT 3;"
awk '{ printf "memory    %d MiB at most in any one process of the scan (time -v)\n", $3 / 1024 }' "$last.time"
awk '{ printf "memory    %d MiB at most in clang\n", $3 / 1024 }' "$dir/peer-$rounds.time"
