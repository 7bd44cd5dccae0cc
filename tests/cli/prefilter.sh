#!/usr/bin/env bash
# What the prefilter leaves out holds nothing: with and without it the same sites and findings; families; -v tells why.
. "$(dirname "$0")/lib.sh"

mkdir tree && cd tree
cat >keys.h <<'EOF'
#define GUARD(p) hand_on(p, 4096, 1)
int hand_on(void *p, unsigned long n, int prot);
EOF
cat >protect.c <<'EOF'
#include <sys/mman.h>
int hand_on(void *p, unsigned long n, int prot) { return mprotect(p, n, prot); }
EOF
echo 'int nothing(void) { return 0; }' >nothing.c
printf '#include "keys.h"\nvoid macro(void *p)\n{\n    GUARD(p);\n}\n' >macro.c
printf 'int far(void *, int);\nvoid caller(void *p)\n{\n    far(p, 7);\n}\n' >caller.c
printf 'int hand_on(void *, unsigned long, int);\nint far(void *p, int prot) { return hand_on(p, 1, prot); }\n' >far.c
printf 'long copy_from_user(void *, const void *, unsigned long);\nlong f(void *a, void *b) { return copy_from_user(a, b, 8); }\n' >fetch.c
cd ..

what="SELECT family, interface, kind, file, line, col, args, confidence, fingerprint FROM v_site ORDER BY 1, 2, 3, 4, 5, 6, 9;
    SELECT rule, level, file, line, fingerprint FROM v_finding ORDER BY 1, 2, 3, 4, 5"
expect_status 0 "$tool" scan --db with.db tree
cp err told
expect_status 0 "$tool" scan --db without.db --no-prefilter tree
diff <(sql with.db "$what") <(sql without.db "$what") || fail "the prefilter changes what is found"
[ "$(sql with.db "SELECT group_concat(file) FROM v_unit WHERE status = 'skipped'")" = nothing.c ] || fail "skipped"
[ "$(sql without.db "SELECT count(*) FROM v_unit WHERE status = 'skipped'")" = 0 ] || fail "skipped without a prefilter"
grep -q '1 skipped' told || fail "the summary does not tell what was skipped"

# The wrapper's callers are sites, over two files and through a macro.
[ "$(sql with.db "SELECT group_concat(file || ':' || line, ' ') FROM (SELECT file, line FROM v_site
    WHERE kind = 'wrapper' AND args != '[]' ORDER BY file)")" = "caller.c:4 far.c:2 macro.c:4" ] || fail "callers"
[ "$(sql with.db "SELECT count(*) FROM v_finding WHERE rule = 'writable-executable' AND file != 'caller.c'")" = 0 ] ||
    fail "alarm inside a wrapper for what its caller passes"

expect_status 0 "$tool" scan -v --db told.db tree
grep -q 'protect.c: read for mprotect in protect.c:2' err || { cat err; fail "-v does not tell why a unit was read"; }
grep -q 'caller.c: read for far in caller.c:1' err || { cat err; fail "-v does not tell of a wrapper"; }

# Families: one alone, all but one, one that is not there.
expect_status 0 "$tool" scan --db one.db --family fetch tree
[ "$(sql one.db 'SELECT group_concat(DISTINCT family) FROM v_site')" = fetch ] || fail "--family fetch"
[ "$(sql one.db "SELECT count(*) FROM v_unit WHERE status != 'skipped'")" = 1 ] || fail "units read for another family"
[ "$(sql one.db 'SELECT count(*) FROM v_finding')" = 0 ] || fail "findings of families that were not asked for"
expect_status 0 "$tool" scan --db rest.db --family=-fetch tree
[ "$(sql rest.db 'SELECT group_concat(DISTINCT family) FROM v_site')" = protect ] || fail "--family=-fetch"
expect_status 2 "$tool" scan --db none.db --family fetsh tree
grep -q 'there is no family “fetsh”' err || fail "an unknown family is not told"
