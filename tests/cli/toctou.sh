#!/usr/bin/env bash
# The labelled pairs of tests/golden/toctou: each function says in front of it what double-fetch and double-load must
# find there, `verdict: live`, `verdict: unproven`, `verdict: latent`, `verdict: safe REASON`, or `verdict: none`: nothing is
# said of it. Of several pairs in one function the gravest counts. A gap_ file holds known misses: run, counted and shown, and it must not begin to pass unnoticed.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" ./*.c -- -std=gnu11 || [ $? = 3 ]) 2>err || { cat err; fail scan; }

sed_labels='/verdict: /{s/.*verdict: ([a-z-]+) ?([a-z-]*).*/\1 \2/;h;};/^[a-z].*\(.*\)$/{s/.*[ *]([a-z_0-9]+)\(.*/\1/;G;s/\n/ /;/ [a-z]/p;s/.*//;x;}'
for file in cases/*.c; do
    sed -nE "$sed_labels" "$file" | sed -E "s|^|${file##*/} |; s/ +$//"
done | sort >wanted
sql mpx-audit.db >got "
    SELECT file || ' ' || function || ' ' || verdict || CASE WHEN reason IS NULL THEN '' ELSE ' ' || reason END
    FROM (SELECT *, row_number() OVER (PARTITION BY file, function ORDER BY
              CASE verdict WHEN 'live' THEN 0 WHEN 'unproven' THEN 1 WHEN 'latent' THEN 2 ELSE 3 END, line, col) AS place
          FROM v_finding WHERE rule IN ('double-fetch', 'double-load'))
    WHERE place = 1 ORDER BY 1"
sort -o got got

sed -n 's/ none$/ /p' wanted >quiet
grep -v '^gap_' wanted | grep -v ' none$' >firm
grep -Ff quiet got >loud || true
sed 's/^/nothing was to be said: /' loud
comm -23 firm got >missed
awk '$3 != "safe"' firm | sort >open
awk '$3 == "safe"' firm | sort >safe
awk 'NR == FNR { verdict[$1 $2] = $3; next } verdict[$1 $2] == "live" || verdict[$1 $2] == "unproven"' got open >recalled
awk 'NR == FNR { verdict[$1 $2] = $3; next } verdict[$1 $2] == "live" || verdict[$1 $2] == "unproven"' got safe >false_alarms
comm -12 safe got >right
echo "open: $(wc -l <recalled) of $(wc -l <open) found; safe: $(wc -l <false_alarms) of $(wc -l <safe) alarmed, $(wc -l <right) with the right reason"
while read -r file function rest; do
    echo "$file: $function: wanted “$rest”, found “$(sed -nE "s/^$file $function //p" got)”"
done <missed

closed=0
while read -r file function rest; do
    if grep -qxF "$file $function $rest" got; then
        echo "$file: $function: the gap is closed; move it" && closed=$((closed + 1))
    else
        echo "gap_: $file: $function is still open"
    fi
done < <(grep '^gap_' wanted || true)

[ ! -s loud ] && [ ! -s missed ] && [ "$closed" = 0 ] && [ "$(wc -l <open)" -ge 179 ] && [ "$(wc -l <safe)" -ge 120 ]
