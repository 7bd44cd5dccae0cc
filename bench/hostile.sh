#!/usr/bin/env bash
# Hostile inputs, what the tool says to each, how it ends, how long and in how much memory: a table in Markdown on stdout.
#
#   bench/hostile.sh [NAME...]           cases of bench/hostile-cases.sh; none named: all
#
# MPX_AUDIT names the program (default: build/release/cli/mpx-audit of this tree). Needs some 2 GB in the folder for
# temporary files, and python3, sqlite3 and GNU time. Memory is that of the largest process.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"
# shellcheck source=bench/hostile-cases.sh
. "$here/hostile-cases.sh"

tool=$(realpath "${MPX_AUDIT:-$here/../build/release/cli/mpx-audit}")
need time test -x /usr/bin/time
need python3 python3 -c ''
need sqlite3 sqlite3 -version
need_done
[ -x "$tool" ] || die "no program at $tool: ./dev build, or set MPX_AUDIT"

top=$(mktemp -d)
trap 'chmod -R u+w "$top" && rm -rf "$top"' EXIT
chmod 755 "$top"
export HOME=$top LC_ALL=C.UTF-8 NO_COLOR=1

# The tool's last lines without its name and the summary's time, in one cell.
last_lines() {
    grep -v 'flags are guessed' err | tail -n 3 | cut -c 1-220 | sed -E 's/^mpx-audit: //; s/; [0-9.]+ s$//; s/\|/\\|/g; s/`//g' |
        sed "s#$top##g" | sed -E 's/(.*)/`\1`/' | paste -sd '~' | sed 's/~/<br>/g'
}

wrong=0
measure() {
    local name=$1 wanted=$2 title=$3 says=$4 status=0 verdict=''
    local folder=$top/$name command=("$tool" scan tree)
    mkdir -p "$folder/tree" && cd "$folder"
    "make_$name"
    timeout 900 /usr/bin/time -q -o "$top/usage" -f '%e %M' "${command[@]}" >out 2>"$top/err" || status=$?
    cp "$top/err" err 2>/dev/null || { chmod u+w . && cp "$top/err" err; }
    if ! [[ $status =~ ^$wanted$ ]] || ! grep -qE "$says" err; then
        wrong=$((wrong + 1)) verdict=' **(not as expected)**'
        note "$name: status $status instead of $wanted, or not \"$says\""
    fi
    if [ -e precious ] && [ -s precious ] && [ "$(cat precious)" != precious ]; then note "$name: precious was overwritten" && wrong=$((wrong + 1)); fi
    local seconds kib
    read -r seconds kib < <(tail -n 1 "$top/usage")
    printf '| %s | %s | %s%s | %s | %s |\n' "$title" "$(last_lines)" "$status" "$verdict" "$seconds" $((kib / 1024))
    cd "$top" && chmod -R u+w "$folder" && rm -rf "$folder"
}

printf '| input | the last lines on stderr | exit status | s | MiB |\n|---|---|---|---|---|\n'
while IFS='|' read -r name _ wanted title says; do
    [ -n "$name" ] || continue
    if [ $# = 0 ] || [[ " $* " == *" $name "* ]]; then measure "$name" "$wanted" "$title" "$says"; fi
done <<<"$hostile_cases"
[ "$wrong" = 0 ] || die "$wrong not as expected"
