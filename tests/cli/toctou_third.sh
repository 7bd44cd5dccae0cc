#!/usr/bin/env bash
# A third labelled set (tests/golden/toctou/third), written from the definition alone. The labels are those of the second
# set; `gap_` behind one says that the tool errs there today: what is open is missed, what is safe is alarmed. A gap that
# has closed fails too, so that its mark goes.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/third" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" ./*.c -- -std=gnu11) 2>err || { cat err; fail scan; }

# FILE FUNCTION RULE open|safe -|gap_
awk '/expect: / { label = $0; sub(/.*expect: /, "", label); split(label, word, " ") }
    /^[a-z].*\(.*\)$/ && label {
        name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name)
        file = FILENAME; sub(/.*\//, "", file)
        print file, name, word[1], word[2] == "live" ? "open" : "safe", label ~ /gap_/ ? "gap_" : "-"
        label = ""
    }' cases/*.c | sort >wanted
sql mpx-audit.db >alarms "SELECT DISTINCT file || ' ' || function || ' ' || rule FROM v_finding
    WHERE rule IN ('double-fetch', 'double-load', 'shared-argument', 'range-race') AND level NOT IN ('none', 'note')"
sort -o alarms alarms

awk '($4 == "open") != ($5 == "gap_") { print $1, $2, $3 }' wanted | sort >expected
count() { awk -v kind="$1" -v gap="$2" '$4 == kind && (gap == "" || $5 == gap)' wanted | wc -l; }
echo "open: $(count open -) of $(count open '') found; safe: $(count safe gap_) of $(count safe '') alarmed"
awk '$5 == "gap_" { print "gap_: " $0 }' wanted

[ "$(wc -l <wanted)" -ge 36 ] || fail "labels were lost"
diff -u expected alarms
