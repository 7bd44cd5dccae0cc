#!/usr/bin/env bash
# A baseline is a database: what it holds does not count, whatever line it has moved to; what is new does.
. "$(dirname "$0")/lib.sh"

mkdir tree && cat >tree/a.c <<'C'
#include <sys/mman.h>
void *first(void)
{
    return mmap(0, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
C
expect_status 1 "$tool" scan tree --fail-on high --write-baseline base.db
[ "$(sql base.db 'SELECT count(*) FROM v_finding')" = 1 ] || fail "the baseline holds one finding"
expect_status 0 "$tool" scan tree --fail-on high --baseline base.db
expect_last_line 'baseline'

sed -i '1i /* a line above */\n' tree/a.c
expect_status 0 "$tool" scan tree --fail-on high --baseline base.db
[ "$(sql mpx-audit.db 'SELECT state FROM v_finding WHERE run = (SELECT max(run) FROM v_run)')" = unchanged ] || fail "moved lines made it new"

git mv tree/a.c tree/b.c 2>/dev/null || mv tree/a.c tree/b.c
expect_status 0 "$tool" scan tree --fail-on high --baseline base.db

cat >>tree/b.c <<'C'
void *second(void)
{
    return mmap(0, 8192, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
C
expect_status 1 "$tool" scan tree --fail-on high --baseline base.db
expect_last_line '1 finding at or above high that the baseline does not have'
expect_status 1 "$tool" gate --baseline base.db

rm tree/b.c && echo 'int nothing;' >tree/c.c
expect_status 0 "$tool" scan tree --fail-on high --baseline base.db
[ "$(sql mpx-audit.db "SELECT count(*) FROM v_finding WHERE state = 'fixed' AND run = (SELECT max(run) FROM v_run)")" = 2 ] ||
    fail "two findings are fixed"
expect_status 2 "$tool" scan tree --baseline no.db
