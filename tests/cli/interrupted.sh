#!/usr/bin/env bash
# Killed at any moment, the database is readable and holds whole runs only.
. "$(dirname "$0")/lib.sh"

mkdir tree
for i in $(seq 40); do
    printf '#include <sys/mman.h>\nint f%d(void *p) { mprotect(p, 4096, PROT_READ); return %d; }\n' "$i" "$i" >"tree/$i.c"
done
expect_status 0 "$tool" scan tree
for i in $(seq 12); do
    "$tool" scan -q tree >/dev/null 2>&1 &
    sleep "0.$((RANDOM % 9))$((RANDOM % 9))"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    [ "$(sql mpx-audit.db 'PRAGMA integrity_check')" = ok ] || fail "the database is broken after kill $i"
    [ "$(sql mpx-audit.db 'SELECT count(*) FROM v_run')" = "$(sql mpx-audit.db 'SELECT count(*) FROM (SELECT run FROM v_unit GROUP BY run HAVING count(*) = 40)')" ] ||
        fail "a run is not whole after kill $i"
done
expect_status 0 "$tool" scan tree
expect_status 0 "$tool" report --format text
[ ! -e mpx-audit.db-wal ] || fail "a write-ahead log is left at rest"
