#!/usr/bin/env bash
# The exit status and the last line on stderr, case by case (DESIGN.md §5.1).
. "$(dirname "$0")/lib.sh"

mkdir tree && cat >tree/bad.c <<'C'
#include <sys/mman.h>
void *page(void)
{
    return mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
C
cat >tree/good.c <<'C'
int one(void)
{
    return 1;
}
C

expect_status 0 "$tool" tree
expect_last_line '^mpx-audit: exit status 0: '
grep -q '^tree/bad.c:4\|^bad.c:4' out || fail "the finding is not on stdout"
[ -s mpx-audit-report/index.html ] && [ -s mpx-audit-report/report.xml ] && [ -s mpx-audit-report/report.sarif ] || fail "a report is missing"

expect_status 1 "$tool" tree --fail-on high
expect_last_line 'exit status 1: 1 finding at or above high'
expect_status 0 "$tool" tree/good.c --fail-on note
expect_status 0 "$tool" tree --fail-on high --exit-zero
expect_status 0 "$tool" scan tree
expect_status 0 "$tool" scan -j2 -qv tree
[ ! -s out ] || fail "scan prints nothing on stdout"
expect_status 1 "$tool" gate
expect_status 0 "$tool" gate --fail-on critical
expect_status 0 "$tool" report --format sarif=x.sarif
[ -s x.sarif ] || fail "no SARIF"

expect_status 2 "$tool" nowhere
expect_last_line 'exit status 2'
grep -q 'nowhere' err || fail "the missing path is not named"
expect_status 2 "$tool" --no-such-option
expect_status 2 "$tool" tree --fail-on loud
expect_status 2 "$tool" tree --rules +no-such-rule
expect_status 2 "$tool" tree --jobs -3
expect_status 2 "$tool" report --format no-such-format
expect_status 2 "$tool" report --format html=no/such/folder/x.html
expect_status 2 "$tool" report --db no.db
expect_status 2 "$tool" gate tree
expect_status 2 "$tool" tree -p nowhere
expect_status 2 "$tool" explain no-such-rule

mkdir empty
expect_status 3 "$tool" empty
expect_last_line 'exit status 3: incomplete: no unit was analysed'
expect_status 0 "$tool" empty --allow-incomplete

printf 'int f(void *p) { return mprotect(p, 1, 0) + ; }\n' >tree/broken.c
expect_status 0 "$tool" tree
expect_status 3 "$tool" tree --strict
