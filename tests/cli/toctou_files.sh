#!/usr/bin/env bash
# Pairs whose fetches, checks and uses lie in several files: tests/golden/toctou/files, labelled as those of
# tests/cli/toctou.sh. What is found does not depend on the number of workers, on the prefilter, or on shards; and with a
# helper's check or override taken out, the callers that rely on it alarm.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/files" cases
cp "$source_folder/tests/golden/toctou/kernel.h" cases

scan() { # DATABASE FOLDER OPTIONS…
    (cd "$2" && "$tool" scan -q --root . --db "$work/$1" "${@:3}" . -- -std=gnu11 || [ $? = 3 ]) 2>err || { cat err; fail "scan $1"; }
}
found() {
    sql "$1" "SELECT file || ' ' || function || ' ' || verdict || CASE WHEN reason IS NULL THEN '' ELSE ' ' || reason END
        FROM (SELECT *, row_number() OVER (PARTITION BY file, function ORDER BY
                  CASE verdict WHEN 'live' THEN 0 WHEN 'unproven' THEN 1 WHEN 'latent' THEN 2 ELSE 3 END, line, col) AS place
              FROM v_finding WHERE rule IN ('double-fetch', 'double-load')) WHERE place = 1 ORDER BY 1"
}
everything() {
    sql "$1" "SELECT f.fingerprint, f.verdict, f.reason, f.message, s.ord, s.role, s.file, s.line, s.why
        FROM v_finding f JOIN v_step s ON s.finding = f.finding ORDER BY 1, 5"
}

scan all.db cases -j 2
for file in cases/*.c cases/inline.h; do
    awk -v file="${file##*/}" '/verdict: / { sub(/.*verdict: /, ""); sub(/ \*\/.*/, ""); label = $0 }
        label != "" && /^[a-z].*\)$/ { sub(/\(.*/, ""); sub(/.*[ *]/, ""); print file " " $0 " " label; label = "" }' "$file"
done | sort >wanted
found all.db | sort >got
comm -23 wanted got | sed 's/^/missed: /' >missed
while read -r line; do
    echo "$line; found: $(grep -F "$(echo "$line" | cut -d' ' -f2,3) " got || echo nothing)"
done <missed
echo "$(comm -12 wanted got | wc -l) of $(wc -l <wanted) with the right verdict and reason"
[ ! -s missed ] && [ "$(wc -l <wanted)" -ge 15 ] || fail labels

everything all.db >all
[ "$(sql all.db "SELECT count(*) FROM v_finding WHERE file = 'inline.h' AND verdict = 'live'")" = 1 ] || fail 'a header function is told more than once'
grep -q 'fetching.c' all || fail 'no step lies in the file of the helper'
scan one.db cases -j 1
scan plain.db cases --no-prefilter
for shard in 1 2 3; do scan "shard$shard.db" cases --shard "$shard/3"; done
"$tool" merge -q merged.db shard1.db shard2.db shard3.db 2>err || { cat err; fail merge; }
for other in one plain merged; do
    everything "$other.db" >other
    cmp -s all other || { diff all other | head; fail "$other differs"; }
done

cp -r cases mutated
sed -i -e 's/if (m->first > 15)/if (0)/; s/if (a->first != b->first)/if (0)/; s/m->first = first;/m->second = first;/' mutated/using.c
sed -i -e 's/if (to->first > 15)/if (0)/' mutated/fetching.c
sed -i -e 's/index > 15 ? -EINVAL : table/table/' mutated/loading.c
scan mutated.db mutated
found mutated.db | awk '$3 == "live" || $3 == "unproven" { print $2 }' | sort >alarmed
for function in checked_again_elsewhere fetched_and_checked_elsewhere checked_where_it_is_consumed compared_elsewhere overridden_elsewhere \
    loaded_and_checked_in_a_file; do
    grep -qx "$function" alarmed || fail "$function: silent though what made it safe is gone"
done
