#!/usr/bin/env bash
# A fourth labelled set (tests/golden/toctou/fourth): code as it stands in repositories of its own, with the headers of
# the machine and without those of a kernel. `expect: RULE live|safe`, several with commas; `gap_`: missed today.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/fourth" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" . || [ $? = 3 ]) 2>err || { cat err; fail scan; }

# FILE FUNCTION RULE live|safe -|gap_
awk '/expect: / { labels = $0; sub(/.*expect: /, "", labels); sub(/ \*\/.*/, "", labels) }
    /^[a-z].*\(.*\)$/ && labels {
        name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name)
        file = FILENAME; sub(/.*\//, "", file)
        n = split(labels, label, ", ")
        for (i = 1; i <= n; i++) { split(label[i] " -", word, " "); print file, name, word[1], word[2], word[3] }
        labels = ""
    }' cases/*.c | sort >wanted
sql mpx-audit.db "SELECT DISTINCT file || ' ' || function || ' ' || rule FROM v_finding WHERE level NOT IN ('none', 'note')
    AND rule IN ('double-fetch', 'double-load', 'shared-argument', 'range-race')" >alarms
sort -o alarms alarms

awk '$4 == "live" && $5 != "gap_" { print $1, $2, $3 }' wanted >expected
count() { awk -v kind="$1" '$4 == kind' wanted | wc -l; }
echo "open: $(comm -12 expected alarms | wc -l) of $(count live) found; safe: $(comm -23 alarms expected | wc -l) of $(count safe) alarmed"
awk '$5 == "gap_" { print "gap_: " $0 }' wanted
[ "$(wc -l <wanted)" -ge 60 ] || fail "labels were lost"
diff -u expected alarms
