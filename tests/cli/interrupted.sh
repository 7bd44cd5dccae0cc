#!/usr/bin/env bash
# Killed at any moment, the database is readable and holds whole runs only; KILLS says how often it is tried. A signal that
# asks rolls back, says so, leaves no worker and no write-ahead log.
. "$(dirname "$0")/lib.sh"

mkdir tree
for i in $(seq 40); do
    printf '#include <sys/mman.h>\nint f%d(void *p) { mprotect(p, 4096, PROT_READ); return %d; }\n' "$i" "$i" >"tree/$i.c"
done
expect_status 0 "$tool" scan tree
for i in $(seq "${KILLS:-12}"); do
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

runs=$(sql mpx-audit.db 'SELECT count(*) FROM v_run')
{
    echo '#define A0 x,x,x,x,x,x,x,x,x,x'
    for i in $(seq 11); do echo "#define A$i A$((i - 1)),A$((i - 1)),A$((i - 1)),A$((i - 1)),A$((i - 1)),A$((i - 1)),A$((i - 1)),A$((i - 1))"; done
    printf '#include <sys/mman.h>\nint f(int x, void *p) { mprotect(p, 1, 1); return (A11); }\n'
} >tree/9.c
stop() {
    local pid workers status=0
    "$tool" scan tree >out 2>err &
    pid=$!
    for _ in $(seq 100); do
        workers=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null) && [ -n "$workers" ] && break
        sleep 0.05
    done
    sleep 1
    kill -s "$1" "$pid"
    wait "$pid" || status=$?
    [ "$status" = "$2" ] || { cat err; fail "$1: status $status instead of $2"; }
    expect_last_line "^mpx-audit: exit status $2: interrupted; nothing of this run was stored"
    for pid in $workers; do [ ! -e "/proc/$pid" ] || fail "$1: worker $pid is left"; done
    [ "$(sql mpx-audit.db 'SELECT count(*) FROM v_run')" = "$runs" ] || fail "$1: something was stored"
    [ ! -e mpx-audit.db-wal ] || fail "$1: a write-ahead log is left"
}
stop TERM 143
stop HUP 129
