#!/usr/bin/env bash
# explain: a rule's page; a finding of any rule as a story, by its fingerprint, how that begins, or its place.
. "$(dirname "$0")/lib.sh"

mkdir tree && cp "$source_folder"/tests/golden/toctou/{kernel.h,open_header.c,safe_compared.c} tree
cp "$source_folder/samples/rules/writable-executable/bad.c" tree/jit.c
expect_status 0 "$tool" scan -q tree -- -std=gnu11

# The words of $1, in this order, each on a line of its own of what was printed.
in_order() {
    local at=0 found
    for word in "$@"; do
        found=$(grep -nF -- "$word" out | cut -d: -f1 | awk -v at="$at" '$1 > at' | head -n 1)
        [ -n "$found" ] || { cat out; fail "“$word” is not there, or not behind line $at"; }
        at=$found
    done
}

fingerprint_of() { sql mpx-audit.db "SELECT fingerprint FROM v_finding WHERE $1 ORDER BY file, line LIMIT 1"; }

expect_status 0 "$tool" explain double-fetch
in_order '# double-fetch' '## What it finds' '## Repair'

open=$(fingerprint_of "verdict = 'live'")
expect_status 0 "$tool" explain "$open"
in_order 'double-fetch, CWE-367, high' 'open_header.c:' "finding $open" 'are fetched twice' \
    'who can write it' 'user space can write' 'the first read' ' fetches bytes ' ' | ' 'what is believed' ' | ' 'the second read' \
    'where it is relied on' ' | ' 'Why' 'Open:' 'What it gives away' 'The smallest repair'
cp out whole
expect_status 0 "$tool" explain "${open:0:6}"
cmp out whole
expect_status 0 "$tool" explain "$(tr a-f A-F <<<"${open:0:8}")"
cmp out whole
expect_status 0 "$tool" explain --db mpx-audit.db "$(sql mpx-audit.db "SELECT file || ':' || line FROM v_finding WHERE fingerprint = '$open'")"
cmp out whole

safe=$(fingerprint_of "verdict = 'safe'")
expect_status 0 "$tool" explain "$safe"
in_order 'safe' 'the second read' 'what makes it safe' 'both values are compared here' ' | ' 'Safe (compared): both values'
if grep -q 'smallest repair' out; then fail "a safe pair needs no repair"; fi

other=$(fingerprint_of "rule = 'writable-executable'")
expect_status 0 "$tool" explain "$other"
in_order 'writable-executable, CWE-732, high' 'jit.c:' ' 1. ' ' | ' 'What it gives away' 'The smallest repair' \
    'mpx-audit explain writable-executable'

expect_status 2 "$tool" explain "${open:0:5}"
grep -q 'at least 6 digits' err || fail "nobody says how many digits"
expect_status 2 "$tool" explain "${open:0:12}00000000"
grep -q "the nearest is finding ${open:0:12}" err || { cat err; fail "the nearest finding is not named"; }
expect_status 2 "$tool" explain double-fetsch
grep -q 'the nearest is rule double-fetch' err || { cat err; fail "the nearest rule is not named"; }
expect_status 2 "$tool" explain
expect_status 2 "$tool" explain "$open" "$safe"
expect_status 2 "$tool" explain nowhere.c:7
expect_status 2 "$tool" explain "$open" --db no.db

# Two that begin alike.
sql mpx-audit.db "UPDATE finding SET fingerprint = 'abcdef0' || substr(fingerprint, 8) WHERE fingerprint IN ('$safe', '$other')"
expect_status 2 "$tool" explain abcdef
grep -q '2 findings begin like this: abcdef0' err || { cat err; fail "the candidates are not listed"; }
expect_status 0 "$tool" explain "abcdef0${other:7}"

# Whatever stands in the database, it does not drive the terminal.
sql mpx-audit.db "UPDATE finding SET message = char(27) || '[31m' || char(7) || char(8238), function = char(27) || ']0;x';
    UPDATE step SET text = char(10) || char(155) || 'x', why = char(27) || 'c', file = 'a' || char(13) || 'b'"
expect_status 0 "$tool" explain "$open"
if LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' out; then fail "control characters on the terminal"; fi
in_order '\x{1b}[31m\x{7}\x{202e}' 'a\x{d}b' '\x{1b}c.' '\x{a}\x{9b}x'
