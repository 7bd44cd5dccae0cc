#!/usr/bin/env bash
# A second labelled set of the toctou family (tests/golden/toctou/second), written without a look at the rules. In front of
# a function stands what must be said of it: `expect: RULE live`, an alarm of that rule; `expect: RULE safe REASON` (or
# `any`) and `expect: none`, no alarm of the family; `expect: RULE latent`, none either. Missed ones are counted and shown.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/second" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" ./*.c -- -std=gnu11 || [ $? = 3 ]) 2>err || { cat err; fail scan; }

labels='/expect: / { label = $0; sub(/.*expect: /, "", label); sub(/ \*\/.*/, "", label) }
/^[a-z].*\(.*\)$/ && label { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); sub(/.*\//, "", FILENAME); print FILENAME, name, label; label = "" }'
for file in cases/*.c; do
    awk "$labels" "$file"
done | sort >wanted
sql mpx-audit.db >alarms "SELECT DISTINCT file || ' ' || function || ' ' || rule FROM v_finding
    WHERE rule IN ('double-fetch', 'double-load', 'shared-argument', 'range-race') AND level NOT IN ('none', 'note')"
sort -o alarms alarms

awk '$4 == "live" { print $1, $2, $3 }' wanted | sort >open
awk '$4 != "live" { print $1, $2 }' wanted | sort >safe
awk '{ print $1, $2 }' alarms | sort -u >alarmed
comm -12 open alarms >found
comm -12 safe alarmed >false_alarms
echo "open: $(wc -l <found) of $(wc -l <open) found; safe: $(wc -l <false_alarms) of $(wc -l <safe) alarmed"
comm -23 open alarms | sed 's/^/gap_: /; s/$/ is still open/'
sed 's/^/alarmed: /' false_alarms

[ ! -s false_alarms ] && [ "$(wc -l <open)" -ge 37 ] && [ "$(wc -l <safe)" -ge 45 ] && [ "$(wc -l <found)" -ge 37 ]
