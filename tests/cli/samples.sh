#!/usr/bin/env bash
# Every sample's findings are those that its `expect: RULE LEVEL` comments announce, on their lines, and no others.
# A gap_ file holds a known miss: it is run, counted and shown, and must not begin to pass unnoticed.
. "$(dirname "$0")/lib.sh"

expected() {
    { grep -noE 'expect: [a-z-]+ [a-z]+' -- "$@" /dev/null || true; } | sed -E 's/^(.*):([0-9]+):expect: ([a-z-]+) ([a-z]+)$/\1:\2 \3 \4/' | sort
}

# The text report's "FILE:LINE:COL: LEVEL: MESSAGE [RULE]" as "FILE:LINE RULE LEVEL".
found() {
    sed -nE 's/^([^ ].*):([0-9]+):[0-9]+: (critical|high|medium|low|note): .* \[([a-z-]+)\]$/\1:\2 \4 \3/p' out | sort
}

gaps=0 files=0 wrong=0
check_group() {
    local group=$1 gap=0
    shift
    files=$((files + $#))
    rm -f mpx-audit.db
    (cd "$copy" && "$tool" scan -q --root "$copy" --db "$work/mpx-audit.db" "$@" || [ $? = 3 ]) 2>err || { cat err; fail "$group: scan"; }
    "$tool" report -q --severity note >out 2>err || { cat err; fail "$group: report"; }
    (cd "$copy" && expected "$@") >wanted
    found >got
    case $group in *gap_*) gap=1 ;; esac
    if diff -u wanted got >difference; then
        [ $gap = 0 ] || { echo "$group: the gap is closed; rename the file"; wrong=$((wrong + 1)); }
    elif [ $gap = 1 ]; then
        echo "gap_: $group is still open"
        gaps=$((gaps + 1))
    else
        echo "$group: expected (-) and found (+):" && cat difference && wrong=$((wrong + 1))
    fi
}

copy=$work/samples
cp -r "$source_folder/samples" "$copy"
cd "$work"
# Programs of several files are read as a whole, rule samples one by one.
for program in vault seed-api legacy clean mpx-driver; do
    mapfile -t sources < <(cd "$copy" && find "$program" -name '*.c' | sort)
    check_group "$program" "${sources[@]}"
done
for sample in $(cd "$copy" && find rules -name '*.c' | sort); do
    check_group "$sample" "$sample"
done
echo "$files sample files, $gaps gaps, $wrong wrong"
[ "$wrong" = 0 ] && [ "$files" -gt 20 ]
