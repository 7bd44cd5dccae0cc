#!/usr/bin/env bash
# What makes a pair safe is taken away from each safe case in turn: the assignment that overrides, the check behind the
# second fetch. The verdict must flip to an alarm.
. "$(dirname "$0")/lib.sh"

mkdir cases
cp "$source_folder/tests/golden/toctou/kernel.h" cases

# Behind the second fetch of a function: conditions become what lets everything through, assignments from the first go.
mutate='
/^[a-z].*\(.*\)$/ { fetches = 0 }
/(copy_from_user|get_user|memdup_user)\(/ { fetches++; print; next }
fetches < 2 { print; next }
/^ *if \(.*(==|< 8).*\)/ { sub(/if \(.*\)/, "if (1)"); print; next }
/^ *if \(/ { sub(/if \(.*\)/, "if (0)") }
/^ *(m->len = len|two\.first = one\.first|two = one|memcpy\(&two|\*\(u32 \*\)m = len)/ { next }
{ print }'
for reason in overridden compared rechecked; do
    awk "$mutate" "$source_folder/tests/golden/toctou/safe_$reason.c" >"cases/$reason.c"
    cmp -s "$source_folder/tests/golden/toctou/safe_$reason.c" "cases/$reason.c" && fail "$reason: nothing was mutated"
done
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" ./*.c -- -std=gnu11 || [ $? = 3 ]) 2>err || { cat err; fail scan; }

sed -nE 's/^int ([a-z_]+)\(.*/\1/p' cases/*.c | sort >functions
sql mpx-audit.db "SELECT DISTINCT function FROM v_finding WHERE rule = 'double-fetch' AND verdict IN ('live', 'unproven')" |
    sort >alarmed
echo "$(comm -12 functions alarmed | wc -l) of $(wc -l <functions) mutated cases alarm"
comm -23 functions alarmed | sed 's/^/still silent: /'
[ -z "$(comm -23 functions alarmed)" ] && [ "$(wc -l <functions)" -ge 15 ]
