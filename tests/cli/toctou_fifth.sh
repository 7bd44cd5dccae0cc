#!/usr/bin/env bash
# A fifth labelled set (tests/golden/toctou/fifth): twelve small projects in which the place where memory becomes shared,
# the two reads, the check and the use lie in different files; labelled before any of it was scanned. `expect: RULE
# live|safe`; `gap_`: missed today, and it must not begin to be found unnoticed. A kernel's headers are not at hand.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/fifth" cases
for project in cases/*/; do
    name=$(basename "$project")
    (cd "$project" && "$tool" scan -q --root . --db "$work/$name.db" . || [ $? = 3 ]) 2>err || { cat err; fail "scan $name"; }
    # PROJECT FUNCTION RULE live|safe -|gap_
    awk -v project="$name" '/^\/\* expect: / { n = split($0, word, " "); rule = word[3]; kind = word[4]; gap = word[5] == "gap_" ? "gap_" : "-"; next }
        rule { name = $0; sub(/ *\(.*/, "", name); sub(/.*[ *]/, "", name); print project, name, rule, kind, gap; rule = "" }' "$project"*.c
    sql "$name.db" "SELECT DISTINCT '$name ' || function || ' ' || rule FROM v_finding WHERE level NOT IN ('none', 'note')
        AND rule IN ('double-fetch', 'double-load', 'shared-argument', 'range-race')" >>alarms
done | sort >wanted
sort -o alarms alarms

awk '$4 == "live" && $5 != "gap_" { print $1, $2, $3 }' wanted | sort >expected
awk '$4 == "safe" || $5 == "gap_" { print $1, $2, $3 }' wanted | sort >silent
count() { awk -v kind="$1" '$4 == kind' wanted | wc -l; }
echo "open: $(comm -12 expected alarms | wc -l) of $(count live) found; safe: $(awk '$4 == "safe" { print $1, $2, $3 }' wanted | sort | comm -12 - alarms | wc -l) of $(count safe) alarmed"
awk '$5 == "gap_" { print "gap_: " $0 }' wanted
[ "$(wc -l <wanted)" -ge 75 ] || fail 'labels were lost'
comm -23 expected alarms | sed 's/^/missed: /' >wrong
comm -12 silent alarms | sed 's/^/told, though it is safe or a gap: /' >>wrong
cat wrong
[ ! -s wrong ]
