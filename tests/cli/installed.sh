#!/usr/bin/env bash
# Installed elsewhere and run with no source tree near, it finds all that it needs inside itself.
. "$(dirname "$0")/lib.sh"

expect_status 0 cmake --install "$(dirname "$(dirname "$tool")")" --prefix "$work/there"
[ -f there/share/man/man1/mpx-audit.1 ] || fail "no manual page"
echo 'int mprotect(void *, unsigned long, int); void f(void *p) { mprotect(p, 4096, 7); }' >a.c
expect_status 0 there/bin/mpx-audit a.c
[ "$(grep -c '^a.c:1:' out)" = 2 ] || { cat out; fail "two findings"; }
expect_status 0 there/bin/mpx-audit explain key-range
[ -s out ] || fail "no page"
expect_status 0 there/bin/mpx-audit ir a.c
grep -q 'call' out || fail "no IR"
expect_status 0 there/bin/mpx-audit ir a.c --dump-after cfg
expect_status 2 there/bin/mpx-audit ir a.c --dump-after nothing
expect_status 0 there/bin/mpx-audit db info
expect_status 0 there/bin/mpx-audit db check
expect_status 0 there/bin/mpx-audit db vacuum 1
expect_status 0 there/bin/mpx-audit catalogue
expect_status 0 there/bin/mpx-audit --help
