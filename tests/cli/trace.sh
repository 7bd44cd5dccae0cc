#!/usr/bin/env bash
# mpx-audit trace: who runs as whom, what is kept, what is said while it happens. What mpx-probe itself records: probe.sh.
. "$(dirname "$0")/lib.sh"
probe=$(dirname "$tool")/mpx-probe

expect_out() { grep -qE -- "$1" out || { cat out err; fail "not on stdout: $1"; }; }
expect_err() { grep -qE -- "$1" err || { cat out err; fail "not on stderr: $1"; }; }

"$tool" trace --backend ptrace -- true 2>err || {
    grep -q 'refuses to trace' err || { cat err; fail "trace does not run"; }
    echo "SKIP: this system refuses ptrace: $(cat err)"
    exit 77
}

"${CC:-cc}" -O2 -g -D_GNU_SOURCE -o calls -xc - <<'C'
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
    char byte = 0;
    syscall(SYS_pkey_free, 5);
    puts("spoken");
    fflush(stdout);
    if (read(0, &byte, 1) < 0)
        return 1;
    syscall(SYS_pkey_free, 6);
    return 42;
}
C

# ---- what is kept and said -----------------------------------------------------------------------------------------

# Every line of the plan that the built-in catalogue gives is one that mpx-probe takes, and every call that has a number
# is seen by its control.
expect_status 0 "$tool" trace --backend ptrace --trace kept -- ./calls <<<x
expect_last_line '^mpx-audit: exit status 0: the command ended with 42$'
expect_out '^spoken$'
expect_err ' 2  pkey_free$'
python3 "$source_folder/tests/cli/trace_dump.py" kept >seen
i386=i386 least=60 # each call is told twice
takes_i386 2>/dev/null || { i386= least=40; echo "SKIP: this kernel takes no system calls of i386: their controls are not seen"; }
[ -z "$i386" ] || ! grep -E '^probe .*state=(silent|attached)' seen | grep -v SEGV_PKUERR || fail "a call is not seen by its control"
[ "$(grep -cE '^probe .*state=seen' seen)" -ge "$least" ] || { cat seen; fail "hardly any call is watched"; }
expect_status 0 "$tool" import kept
expect_err ' 2  pkey_free$'

expect_status 0 "$tool" trace --backend ptrace --family pkeys --trace kept -- ./calls </dev/null
python3 "$source_folder/tests/cli/trace_dump.py" kept >seen
grep -q '^call m' seen && fail "a family that was not asked for is watched"
expect_status 0 "$tool" trace --backend ptrace -- sh -c 'kill -9 $$'
expect_last_line 'the command was killed by signal 9$'
expect_status 0 "$tool" trace --backend ptrace -- sh -c 'exit 125'
expect_last_line 'the command ended with 125$'
expect_status 2 "$tool" trace --backend ptrace -- ./no-such-program
expect_err 'no-such-program: No such file'
expect_last_line 'exit status 2'
[ -z "$(find /tmp -maxdepth 1 -name 'mpx-audit-trace-*' -newer calls)" ] || fail "a nameless trace has a name"

# ---- while it happens ----------------------------------------------------------------------------------------------

expect_status 0 "$tool" trace --backend ptrace --family pkeys --follow -- ./calls </dev/null
expect_out '^[0-9]+/[0-9]+ x86_64 pkey_free\(pkey=0x5\) = -22$'

# The first event is there before the command may go on.
mkfifo gate
"$tool" trace --backend ptrace --family pkeys --follow --json -- ./calls <gate >out 2>err &
tracer=$!
exec 9>gate
for _ in $(seq 200); do
    grep -q '"pkey_free"' out && break
    sleep 0.05
done
[ "$(grep -c '^{"type":"call"' out)" = 1 ] || fail "the first event does not come while the command runs"
exec 9>&-
wait $tracer || fail "--follow ends with $?"
grep '^{' out >lines
[ "$(wc -l <lines)" = 3 ] || fail "not two events behind where they come from"
python3 -c '
import json, sys
for line, key in zip(list(open("lines"))[1:], (5, 6)):
    event = json.loads(line)
    assert event["type"] == "call" and event["interface"] == "pkey_free" and event["result"] == -22, event
    assert event["arguments"][0]["value"] == key and event["comm"] == "calls", event
' || fail "a line is not what it should be"
expect_status 0 "$tool" import lines --allow-incomplete
expect_err ' 2  pkey_free$'

# Reactions see the event as input and variables; nothing of it is expanded.
cp calls '$(touch expanded)'
expect_status 0 "$tool" trace --backend ptrace --family pkeys --exec \
    'read -r line; echo "$MPX_EVENT $MPX_EVENT_INTERFACE $MPX_EVENT_RESULT ${#line} $(id -u)" >>reactions' -- './$(touch expanded)' </dev/null
[ "$(grep -cE "^call pkey_free -22 [0-9]{3,} $(id -u)\$" reactions)" = 2 ] || { cat reactions; fail "no reactions"; }
[ ! -e expanded ] || fail "a name was expanded"
expect_status 0 "$tool" trace --backend ptrace --family pkeys --exec 'exit 3' -- ./calls </dev/null
expect_err '2 runs of --exec failed'

# ---- joined ----------------------------------------------------------------------------------------------------------

mkdir tree && cat >tree/locked.c <<'C'
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
static inline int let_go(int key)
{
    return (int)syscall(SYS_pkey_free, key);
}
int main(int argc, char **argv)
{
    char *page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(page, 4096, PROT_READ);
    if (getpid() == 1)
        munmap(page, 4096);
    int result = 56; /* mpx of i386, out of 64-bit code */
    if (argc > 1) __asm__ volatile("int $0x80" : "+a"(result) : "b"(0), "c"(0), "d"(0), "S"(0) : "memory", "r8", "r9", "r10", "r11");
    return let_go(9) == 0;
}
C
"${CC:-cc}" -O2 -g -o locked tree/locked.c
"$tool" scan -q --db joined.db tree 2>/dev/null || fail "the scan"
expect_status 2 "$tool" trace --backend ptrace --db no-such.db -- touch ran
[ ! -e ran ] || fail "the command ran though nothing can be stored"
expect_status 0 "$tool" trace --backend ptrace --db joined.db -o reports --follow --json -- ./locked $i386
grep -qE '"interface":"mprotect".*"at":\{"file":"locked.c","line":12,.*"match":"(exact|line)"' out || { cat out; fail "mprotect is not at its line"; }
grep -q '"interface":"pkey_free".*"at":{"file":"locked.c","line":7,' out || { cat out; fail "an inlined call is not at its line"; }
[ -z "$i386" ] || grep -qE '"interface":"mpx".*"at":\{"file":"locked.c","line":16,' out || fail "a call of another ABI is not at its line"
expect_err '^mpx-audit: joined: .* 0 function, 0 tail-call, '
[ -s reports/index.html ] && [ -s reports/report.sarif ] || fail "-o wrote no reports"
[ "$(sql joined.db "SELECT line, hits FROM v_site WHERE interface IN ('mmap','mprotect','munmap') ORDER BY line")" = '11|1
12|1
14|0' ] || { sql joined.db 'SELECT line, interface, hits FROM v_site'; fail "sites do not say what was seen of them"; }
[ "$(sql joined.db "SELECT count(*) FROM v_event WHERE interface = 'mprotect' AND match IN ('exact', 'line')")" = 1 ] || fail "v_event"

# While it is followed, others may write, and what was told stays when mpx-audit is killed.
mkfifo hold
"$tool" trace --backend ptrace --db joined.db --follow -- sh -c './locked; read -r _' <hold >out 2>err &
tracer=$!
exec 8>hold
for _ in $(seq 200); do
    [ "$(sql joined.db "SELECT count(*) FROM v_event WHERE interface = 'pkey_free'")" = 2 ] && break
    sleep 0.1
done
[ "$(sql joined.db "SELECT hits FROM v_site WHERE interface = 'mprotect'")" = 2 ] || fail "what was seen is not stored while it happens"
sql joined.db 'BEGIN IMMEDIATE' || fail "the database is locked while nothing happens"
kill -9 $tracer
wait $tracer || true
exec 8>&-
"$tool" db check --db joined.db >out 2>&1 || { cat out; fail "the database is not sound after a kill"; }
[ "$(sql joined.db "SELECT count(*) FROM trace WHERE incomplete LIKE '%did not come to its end'")" = 1 ] || fail "a trace that was broken off does not say so"
"$tool" report --db joined.db -f html=killed.html 2>err || fail "no report of it"

# ---- attaching -----------------------------------------------------------------------------------------------------

"${CC:-cc}" -O2 -D_GNU_SOURCE -o works -xc - <<'C'
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
    for (int i = 0; i < 800; i++) {
        syscall(SYS_pkey_free, 8);
        usleep(5000);
    }
    return 6;
}
C
./works &
works=$!
"$tool" trace --backend ptrace --family pkeys --trace kept -P $works 2>err &
tracer=$!
for _ in $(seq 100); do # a busy machine takes its time to begin
    [ -s kept ] && break
    sleep 0.1
done
sleep 1
kill -TERM $tracer
wait $tracer || { cat err; fail "detaching: status $?"; }
expect_last_line 'exit status 0: the tracing ended'
python3 "$source_folder/tests/cli/trace_dump.py" kept >seen
grep -q '^call pkey_free .* a0=0x8 ' seen || fail "nothing was seen of a process that was attached to"
grep -q '^end .* unpaired=0 ' seen || fail "the trace is not whole"
status=0
wait $works || status=$?
[ $status = 6 ] || fail "a process that was attached to ended with $status"

# ---- who is who ----------------------------------------------------------------------------------------------------

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$work" && mkdir open && chmod 777 open
    who='id -u; id -g; id -G; echo "$HOME $SUDO_UID"; sed -n "/^CapEff/p" /proc/self/status'
    for backend in ptrace auto; do
        SUDO_UID=65534 SUDO_GID=65534 SUDO_USER=nobody "$tool" trace --backend $backend --trace open/kept -- sh -c "$who" >out 2>err ||
            { cat err; fail "trace as root for a user"; }
        printf '65534\n65534\n65534\n/nonexistent \nCapEff:\t0000000000000000\n' | diff - out || fail "the command did not run as the user ($backend)"
        [ "$(stat -c %u open/kept)" = 65534 ] || fail "the trace is not the user's ($backend)"
        rm open/kept
    done
    # Reactions too.
    SUDO_UID=65534 SUDO_GID=65534 "$tool" trace --backend ptrace --family pkeys --exec 'id -u >open/reaction' -- ./calls </dev/null 2>err >out
    grep -qx 65534 open/reaction || fail "a reaction ran as root"

    # A user without any privilege.
    setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all "$tool" trace --trace open/mine -- ./calls </dev/null >out 2>err ||
        { cat err; fail "trace as a user"; }
    expect_err ' 2  pkey_free$'

    # Where root is needed, sudo starts mpx-probe, with plan and trace as input and output, and nobody but us the command.
    mkdir bin sudo
    cp "$tool" bin/mpx-audit
    printf '#!/bin/sh\n[ "$1" = -- ] || exit 1\nshift\nSUDO_UID=65534 SUDO_GID=65534 exec setpriv --reuid 0 --regid 0 --clear-groups "$@"\n' >sudo/sudo
    # Kprobes are not to be had everywhere: what is tested here is who starts whom.
    printf '#!/bin/sh\nid -u >>"%s/open/probe"\necho "$*" >>"%s/open/probe"\nshift 2\nexec "%s" --backend ptrace "$@"\n' "$work" "$work" "$probe" >bin/mpx-probe
    chmod +x bin/mpx-probe sudo/sudo
    touch open/probe && chmod 666 open/probe
    as_user=(setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=+setuid,+setgid --ambient-caps=+setuid,+setgid)
    PATH=$work/sudo:$PATH "${as_user[@]}" bin/mpx-audit trace --backend kprobe --trace open/through -- \
        sh -c 'id -u; sleep 0.5; exec ./calls' >out 2>err <<<x || { cat err; fail "trace through sudo"; }
    printf '65534\nspoken\n' | diff - out || fail "the command did not run as the user, with its own output"
    expect_last_line 'the command ended with 42$'
    expect_err ' 2  pkey_free$'
    head -n 1 open/probe | grep -qx 0 || fail "mpx-probe did not run as root"
    grep -qE -- '^--backend kprobe --plan 0 --output 1 -P [0-9]+ --wake$' open/probe || { cat open/probe; fail "mpx-probe's words"; }

    # What cannot be started leaves no command behind.
    printf '#!/bin/sh\nexit 1\n' >sudo/sudo
    status=0
    PATH=$work/sudo:$PATH "${as_user[@]}" bin/mpx-audit trace --backend kprobe -- touch open/ran 2>err || status=$?
    [ $status = 2 ] || fail "without sudo: status $status"
    expect_err 'mpx-probe failed'
    [ ! -e open/ran ] || fail "the command ran though nothing was watched"
else
    echo "SKIP: only root can try who runs as whom"
fi

# ---- what is refused -----------------------------------------------------------------------------------------------

expect_status 2 "$tool" trace
expect_status 2 "$tool" trace ./calls
expect_status 2 "$tool" trace -P 1x
expect_status 2 "$tool" trace -P 1 -- ./calls
expect_status 2 "$tool" trace --backend strace -- ./calls
expect_status 2 "$tool" trace --family no-such-family -- ./calls
expect_status 2 "$tool" trace --trace no/such/folder -- touch ran
[ ! -e ran ] || fail "the command ran though its trace cannot be kept"
expect_status 2 "$tool" trace --backend ptrace --all
