#!/usr/bin/env bash
# What makes a pair safe is taken away from each safe case in turn: the assignment that overrides, the check behind the
# second fetch. The verdict must flip to an alarm.
. "$(dirname "$0")/lib.sh"

mkdir cases
cp "$source_folder/tests/golden/toctou/kernel.h" cases

# Behind the second fetch of a function conditions become what lets everything through; assignments from the first go, also
# in functions that make the second.
mutate='
/^[a-z].*\(.*\)$/ { fetches = 0 }
/(copy_from_user|get_user|memdup_user)\(/ { fetches++; print; next }
/^ *(m->len = len|two\.first = one\.first|two = one|memcpy\(&two|\*\(u32 \*\)m = len)/ && fetches { next }
fetches < 2 { print; next }
/^ *table\[.* & 15\]/ { sub(/ & 15/, "") }
/^ *if \(.*(==|< 8).*\)/ { sub(/if \(.*\)/, "if (1)"); print; next }
/^ *if \(/ { sub(/if \(.*\)/, "if (0)") }
{ print }'
for reason in overridden compared rechecked; do
    awk "$mutate" "$source_folder/tests/golden/toctou/safe_$reason.c" >"cases/$reason.c"
    cmp -s "$source_folder/tests/golden/toctou/safe_$reason.c" "cases/$reason.c" && fail "$reason: nothing was mutated"
done
# A snapshot is read anew at each use; what follows the second of two loads lets everything through.
unsnap='
/^}/ { name = "" }
/^ +u32 (len|kind) = .*;$/ { split($0, part, / = |;/); name = part[1]; sub(/^ +u32 /, "", name); text = part[2]; gsub(/&/, "\\\\&", text); next }
name != "" { gsub(name, "(" text ")") }
{ gsub(/slot\.LEN/, "c->ring->slots[2].LEN"); print }'
sed 's/length/LENGTH/g; s/->len/->LEN/g; s/->kind/->KIND/g' "$source_folder/tests/golden/toctou/safe_load_snapshot.c" |
    awk "$unsnap" | sed 's/LENGTH/length/g; s/LEN/len/g; s/KIND/kind/g' >cases/load_snapshot.c
sed -E -e 's/if \(len > 256\)|if \(first != second\)/if (0)/' -e 's/len < 256 \? len : 256/len/' -e 's/ & 15//' \
    -e '/^    slot\.length = len;$/d' "$source_folder/tests/golden/toctou/safe_load_other.c" |
    awk '/^\/\* verdict: safe (exclusive|disjoint|unused)/ { exit } { print }' >cases/load_other.c
# What is checked of a word is all of it, or of a record the member that is used.
sed -E -e 's/\(c->ring->word & 0xff\)|\(\(c->ring->word \+ 5\) & 0xff\)/c->ring->word/; s/\(int\)c->ring->word < 0/c->ring->word > 3/' \
    -e 's/\(wide & 0x3f\)/wide/; s/\.kind > 3/.length > 3/' "$source_folder/tests/golden/toctou/safe_bits.c" >cases/bits.c
cp "$source_folder/tests/golden/toctou/user.h" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" ./*.c -- -std=gnu11 || [ $? = 3 ]) 2>err || { cat err; fail scan; }

sed -nE 's/^int ([a-z_]+)\(.*/\1/p' cases/*.c | grep -vE '^(channel|packed)_open$' | sort >functions
sql mpx-audit.db "SELECT DISTINCT function FROM v_finding WHERE rule IN ('double-fetch', 'double-load') AND verdict IN ('live', 'unproven')" |
    sort >alarmed
echo "$(comm -12 functions alarmed | wc -l) of $(wc -l <functions) mutated cases alarm"
comm -23 functions alarmed | sed 's/^/still silent: /'
[ -z "$(comm -23 functions alarmed)" ] && [ "$(wc -l <functions)" -ge 15 ]
