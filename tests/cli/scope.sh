#!/usr/bin/env bash
# A scan of a part of the tree says nothing about the rest: what it did not look at is neither gone nor new later.
. "$(dirname "$0")/lib.sh"

states() { sql mpx-audit.db "SELECT group_concat(file || '=' || state, ' ') FROM (SELECT * FROM v_finding WHERE run = (SELECT max(run) FROM v_run) ORDER BY file)"; }
expect_states() { [ "$(states)" = "$1" ] || fail "states are “$(states)”, not “$1”"; }

mkdir -p tree/one tree/two tree/.git
cat >tree/one/a.c <<'C'
#include <sys/mman.h>
void *f(void)
{
    return mmap(0, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
C
sed 's/4096/8192/' tree/one/a.c >tree/two/b.c

expect_status 0 "$tool" scan tree
expect_states "one/a.c=new two/b.c=new"
expect_status 0 "$tool" scan tree/one
expect_states "one/a.c=unchanged"
echo 'int nothing;' >tree/one/a.c
expect_status 0 "$tool" scan tree/one
expect_states "one/a.c=fixed"
expect_status 0 "$tool" scan tree
expect_states "two/b.c=unchanged"
rm tree/two/b.c
expect_status 0 "$tool" scan tree
expect_states "two/b.c=fixed"
