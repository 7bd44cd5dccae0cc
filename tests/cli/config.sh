#!/usr/bin/env bash
# Command line > environment > project file > user file; a project file cannot choose where things are written.
. "$(dirname "$0")/lib.sh"

mkdir -p tree/sub .config/mpx-audit
echo 'void *mmap(void *, unsigned long, int, int, int, long); void *p(void) { return mmap(0, 4096, 6, 34, -1, 0); }' >tree/sub/a.c
printf '[mpx-audit]\nfail-on = high\n' >tree/.mpx-audit.conf
expect_status 1 "$tool" scan tree/sub
[ "$(sql mpx-audit.db 'SELECT file FROM v_unit')" = sub/a.c ] || fail "the root is not the folder of .mpx-audit.conf"
expect_status 0 env MPX_AUDIT_FAIL_ON=none "$tool" scan tree
expect_status 1 env MPX_AUDIT_FAIL_ON=none "$tool" scan tree --fail-on high
rm tree/.mpx-audit.conf
printf '[mpx-audit]\nfail-on = high\n' >.config/mpx-audit/config
expect_status 1 "$tool" scan tree
printf '[mpx-audit]\nfail-on = none\n' >tree/.mpx-audit.conf
expect_status 0 "$tool" scan tree

for line in 'db = /etc/x' 'output = /etc/x' 'no-such = 1' 'jobs = many'; do
    printf '[mpx-audit]\n%s\n' "$line" >tree/.mpx-audit.conf
    expect_status 2 "$tool" scan tree
    grep -q '.mpx-audit.conf' err || fail "the file is not named for: $line"
done
printf '' >tree/.mpx-audit.conf
expect_status 0 env MPX_AUDIT_FAIL_ON=none "$tool" scan tree
printf 'not a key file' >tree/.mpx-audit.conf
expect_status 2 "$tool" scan tree
