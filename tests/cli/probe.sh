#!/usr/bin/env bash
# mpx-probe with its ptrace back end, on small programs. What it wrote is read by trace_dump.py, which shares no code with
# it. Nothing here needs protection keys in the CPU: calls that fail are calls.
. "$(dirname "$0")/lib.sh"
probe=$(dirname "$tool")/mpx-probe
dump=$source_folder/tests/cli/trace_dump.py

cat >plan <<'END'
mpx-audit plan 1
catalogue 0123456789abcdef
call 1 pkey_mprotect x86_64 329 __x64_sys_pkey_mprotect args=0,1,2,3 range=0:@1 does=protect prot=2 key=3
call 2 pkey_alloc x86_64 330 __x64_sys_pkey_alloc args=0,1
call 3 pkey_free x86_64 331 __x64_sys_pkey_free args=0
call 4 mprotect x86_64 10 __x64_sys_mprotect args=0,1,2 range=0:@1 does=protect prot=2
call 5 mmap x86_64 9 __x64_sys_mmap args=0,1,2,3,4,5 range=0:@1 does=map prot=2
call 6 munmap x86_64 11 __x64_sys_munmap args=0,1 range=0:@1 does=unmap
call 7 mremap x86_64 25 __x64_sys_mremap args=0,1,2,3,4 range=0:@1 range=4:@2 does=move
call 8 PR_MPX_ENABLE_MANAGEMENT x86_64 157 __x64_sys_prctl args=1,2,3,4 when=0:43
call 9 mpx i386 56 ia32_sys_call args=0,1,2,3 range=0:@1
call 10 set_thread_area i386 243 __ia32_sys_set_thread_area args=0 input=0:16 written=0:0-3
call 11 mprotect i386 125 __ia32_sys_mprotect args=0,1,2 range=0:@1 does=protect prot=2
call 12 pkey_alloc x32 1073742154 __x64_sys_pkey_alloc args=0,1
call 13 pause x86_64 34 -
call 14 nanosleep x86_64 35 - args=0,1 input=0:16
hook 15 SEGV_PKUERR force_sig_pkuerr
end
END

# watch STATUS COMMAND…: what the trace holds is left in `seen`, the command's output in out and err.
watch() {
    local wanted=$1 status=0
    shift
    "$probe" --backend ptrace --plan 3 --output 4 3<plan 4>file -- "$@" >out 2>err || status=$?
    python3 "$dump" file >seen || fail "the trace of $* cannot be read"
    [ "$status" = "$wanted" ] || { cat err seen; fail "status $status instead of $wanted: $*"; }
}

compile() { "${CC:-cc}" -O2 -D_GNU_SOURCE -o "$1" -xc - -pthread "${@:2}"; }
expect() { grep -qE -- "$1" seen || { cat seen; fail "not in the trace: $1"; }; }
expect_not() { ! grep -qE -- "$1" seen || { cat seen; fail "in the trace: $1"; }; }

# Who wins a race is the scheduler's: it is run until it was seen, and not for ever.
seen_racing() {
    local pattern=$1
    shift
    for _ in {1..20}; do
        watch 0 "$@"
        ! grep -qE -- "$pattern" seen || return 0
    done
    expect "$pattern"
}
expect_complete() { expect ' missed=0 skipped=0 full=0 unpaired=0 not_written=0 '; }

"$probe" --plan 3 --output 4 3<plan 4>file -- true 2>err || {
    grep -q 'refuses to trace' err || { cat err; fail "mpx-probe does not run"; }
    echo "SKIP: this system refuses ptrace: $(cat err)"
    exit 77
}

i386=-DI386
takes_i386 2>/dev/null || { i386=; echo "SKIP: this kernel takes no system calls of i386: what is told of them is seen by tests/vm only"; }

# ---- which calls, and what they say --------------------------------------------------------------------------------

compile calls $i386 <<'C'
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static int i386(int nr, long a, long b, long c, long d)
{
    int result = 0;
#ifdef I386
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d)
                     : "memory", "r8", "r9", "r10", "r11");
#endif
    return result;
}
int main(void)
{
    char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    syscall(SYS_pkey_alloc, 0, 3);
    syscall(SYS_pkey_mprotect, page, 4096, PROT_READ, 15);
    pkey_mprotect(page, 4096, PROT_READ, -1); /* glibc jumps to mprotect */
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    page = mremap(page, 8192, 1 << 20, MREMAP_MAYMOVE);
    prctl(43, 0, 0, 0, 0);
    prctl(PR_SET_NAME, "renamed", 0, 0, 0);
    i386(56, 0x1000, 2, 0x700000003, 4);
    if (syscall(56, SIGCHLD, 0, 0, 0, 0) == 0) /* clone, by its number on this ABI */
        _exit(syscall(SYS_pkey_free, 4) == 0);
    wait(0);
    i386(56, 0x5678, 1, 1, 1);
    syscall(0x40000000 | SYS_pkey_alloc, 7, 8);
    munmap(page, 1 << 20);
    return 42;
}
C
watch 42 ./calls
expect '^header order=0x1020304 version=1 backend=1 pid=[1-9][0-9]* catalogue=0123456789abcdef'
given='-(22|28)'
if grep -qw ospke /proc/cpuinfo; then given='[1-9][0-9]*'; fi # a kernel that has protection keys gives one
expect "^call pkey_alloc abi=x86_64 nr=330 a0=0x0 a1=0x3 result=$given "
expect '^call pkey_mprotect abi=x86_64 nr=329 a0=0x[0-9a-f]+:unchanged a1=0x1000 a2=0x1 a3=0xf result=-22 '
expect '^call mremap abi=x86_64 .*result=[1-9]'
expect '^call PR_MPX_ENABLE_MANAGEMENT abi=x86_64 nr=157 .*result=-22 .*comm=calls'
[ -z "$i386" ] || expect '^call mpx abi=i386 nr=56 a0=0x1000[^ ]* a1=0x2 a2=0x3 a3=0x4 result=-38 .*comm=renamed .*stack=512 '
expect '^call pkey_alloc abi=x32 nr=1073742154 a0=0x7 a1=0x8 '
expect '^process start .*comm=renamed'
expect '^call pkey_free abi=x86_64 nr=331 a0=0x4 result=-22 '
expect '^build-id .* id=[0-9a-f]{40} path=.*/calls$'
expect '^build-id .* path=.*/libc'
expect ' status=10752$' # 42 << 8
expect_complete
[ "$(grep -c '^call mpx' seen)" = "$([ -z "$i386" ] && echo 0 || echo 2)" ] || fail "not two mpx calls: clone has the same number on another ABI"
[ "$(grep -c '^call PR_MPX' seen)" = 1 ] || fail "not one PR_MPX_ENABLE_MANAGEMENT"
expect_not '^call .*(changed\[|remapped|unmapped|protection|unreadable)'
# Every call was controlled: it can be seen here.
expect '^probe probe=1 .*state=seen'
expect '^probe probe=12 .*state=seen'
[ -z "$i386" ] || expect '^probe probe=9 interface=mpx state=seen ran=2'
[ -n "$i386" ] || expect '^probe probe=9 interface=mpx state=silent ran=0'

if [ -n "$i386" ] && "${CC:-cc}" -m32 -nostdlib -static -O1 -xc - -o elf32 2>/dev/null <<'C'; then
static int call(int nr, int a, int b, int c, int d)
{
    int result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
    return result;
}
static char page[8192] __attribute__((aligned(4096)));
void _start(void)
{
    int mpx = call(56, 0x7000, 4096, 1, 2), protect = call(125, (int)page, 4096, 1, 0);
    call(1, mpx == -38 && protect == 0 ? 7 : 8, 0, 0, 0);
}
C
    watch 7 ./elf32
    expect '^call mpx abi=i386 nr=56 a0=0x7000[^ ]* a1=0x1000 a2=0x1 a3=0x2 result=-38 '
    expect '^call mprotect abi=i386 nr=125 .*:unchanged a1=0x1000 a2=0x1 result=0 '
    expect_complete
else
    echo "SKIP: no 32-bit programs can be made or run here"
fi

# ---- evidence ------------------------------------------------------------------------------------------------------

# struct user_desc below 4 GiB, and with an argument a thread that writes into its `limit`, bytes 8 to 11.
compile area <<'C'
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
static volatile unsigned *area;
static void *write_on(void *unused)
{
    for (unsigned i = 0;; i++)
        area[2] = i & 0xff;
    return unused;
}
int main(int argc, char **argv)
{
    pthread_t thread;
    area = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    area[0] = -1;
    area[3] = 0x51; /* a usable 32-bit data segment */
    if (argc > 1)
        pthread_create(&thread, 0, write_on, 0);
    usleep(10000);
    for (int i = 0; i < (argc > 1 ? atoi(argv[1]) : 1); i++) {
        int result;
        __asm__ volatile("int $0x80" : "=a"(result) : "a"(243), "b"(area) : "memory", "r8", "r9", "r10", "r11");
    }
    return area[0] == -1u;
}
C
if [ -n "$i386" ]; then
    watch 0 ./area
    expect '^call set_thread_area abi=i386 nr=243 a0=0x[0-9a-f]+:unchanged result=0 ' # though the kernel wrote the index
    seen_racing '^call set_thread_area abi=i386 .* a0=0x[0-9a-f]+:changed\[8-8\] ' ./area 300
    expect_complete
fi

compile pointers <<'C'
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
    syscall(SYS_nanosleep, 0x10, 0); /* cannot be read */
    syscall(SYS_nanosleep, 0, 0);
    return 0;
}
C
watch 0 ./pointers
expect '^call nanosleep .* a0=0x10:unreadable a1=0x0 result=-14 '
expect '^call nanosleep .* a0=0x0 a1=0x0 result=-14 '

# A thread that maps a file, unmaps, and changes the rights of the range that the main thread protects.
compile ranges <<'C'
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static char *page;
static int file;
static void *disturb(void *how)
{
    for (;;) {
        if (!strcmp(how, "remap"))
            mmap(page, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0);
        if (!strcmp(how, "unmap"))
            munmap(page, 4096);
        if (!strcmp(how, "rights"))
            mprotect(page, 4096, PROT_NONE);
        mmap(page, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    }
    return how;
}
int main(int argc, char **argv)
{
    pthread_t thread;
    file = open(argv[0], O_RDONLY);
    page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (argc > 1)
        pthread_create(&thread, 0, disturb, argv[1]);
    for (int i = 0; i < 400; i++)
        mprotect(page, 4096, PROT_READ);
    return 0;
}
C
seen_racing '^call mprotect .*:remapped a1=0x1000 a2=0x1 ' ./ranges remap
seen_racing '^call mprotect .*:(un|re)mapped a1=0x1000 a2=0x1 ' ./ranges unmap
seen_racing '^call mprotect .*:protection a1=0x1000 a2=0x1 ' ./ranges rights
watch 0 ./ranges
expect_not '^call .*(remapped|unmapped|protection|unreadable)'

# ---- faults --------------------------------------------------------------------------------------------------------

compile forge <<'C'
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    _exit(number == SIGSEGV && info->si_code == 4 ? 0 : 1);
}
int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    siginfo_t info;
    sigaction(SIGSEGV, &action, 0);
    memset(&info, 0, sizeof info);
    info.si_signo = SIGSEGV;
    info.si_code = 4; /* SEGV_PKUERR */
    info.si_addr = (void *)0x1234000;
    info.si_pkey = 7;
    syscall(SYS_rt_sigqueueinfo, getpid(), SIGSEGV, &info);
    return 2;
}
C
watch 0 ./forge
expect '^fault address=0x1234000 key=7 forged=1 '
compile plain <<'C'
int main(void)
{
    return *(volatile int *)16;
}
C
watch 139 ./plain
expect_not '^fault'

# ---- threads, processes, ends --------------------------------------------------------------------------------------

compile threads <<'C'
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
static void *run(void *number)
{
    for (int i = 0; i < 10; i++)
        syscall(SYS_pkey_mprotect, 0x1000 * (long)number, 4096, 1, 20);
    return 0;
}
int main(void)
{
    pthread_t threads[300];
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 1 << 16);
    for (long i = 0; i < 300; i++)
        if (pthread_create(&threads[i], &small, run, (void *)(i + 1)))
            return 1;
    for (int i = 0; i < 300; i++)
        pthread_join(threads[i], 0);
    return 0;
}
C
watch 0 ./threads
[ "$(grep -c '^call pkey_mprotect' seen)" = 3000 ] || fail "not 3000 calls of 300 threads"
[ "$(grep '^call pkey_mprotect' seen | grep -o ' a0=0x[0-9a-f]*' | sort | uniq -c | awk '$1 == 10' | wc -l)" = 300 ] ||
    fail "not ten calls of each thread"
[ "$(grep -c '^process thread' seen)" = 300 ] || fail "not 300 threads"
expect_complete

compile family <<'C'
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static void *spin(void *unused)
{
    for (;;)
        syscall(SYS_pkey_free, 77);
    return unused;
}
static void *replace(void *self)
{
    usleep(20000);
    execl(self, self, "child", (char *)0);
    return 0;
}
int main(int argc, char **argv)
{
    pthread_t thread;
    if (argc > 1)
        return syscall(SYS_pkey_free, 99) == 0;
    if (fork() == 0) { /* a thread that is not the first one execs, while others are in calls */
        for (int i = 0; i < 4; i++)
            pthread_create(&thread, 0, spin, 0);
        pthread_create(&thread, 0, replace, argv[0]);
        pause();
    }
    if (vfork() == 0) {
        execl(argv[0], argv[0], "child", (char *)0);
        _exit(1);
    }
    while (wait(0) > 0)
        ;
    return 0;
}
C
watch 0 ./family
[ "$(grep -c '^call pkey_free .* a0=0x63 ' seen)" = 2 ] || { cat seen; fail "the two programs that were exec'd are not both seen"; }
[ "$(grep -c '^process exec' seen)" = 3 ] || fail "not three execs"
[ "$(grep -c '^process exit' seen)" = 3 ] || fail "not three ends"
expect_complete

watch 137 sh -c 'kill -9 $$'
expect ' status=9$'
watch 143 sh -c 'kill -TERM $$'
watch 127 ./no-such-program
watch 126 ./plan
echo spoken >in
watch 0 cat <in
grep -qx spoken out || fail "the command's input or output is not its own"
watch 0 sh -c 'trap "echo caught" USR1; kill -USR1 $$'
grep -qx caught out || fail "a signal did not reach the command"

# Runs in the background under the probe; its process is $child.
start() {
    "$probe" --plan 3 --output 4 3<plan 4>file -- "$@" >out 2>err &
    watcher=$!
    child=
    for _ in $(seq 200); do
        child=$(pgrep -P $watcher -f "^$1" || true)
        [ -n "$child" ] && break
        sleep 0.05
    done
    [ -n "$child" ] || fail "$1 did not start"
}
# until CONDITION…: for ten seconds.
until_true() {
    for _ in $(seq 200); do
        if "$@"; then return; fi
        sleep 0.05
    done
    fail "never true: $*"
}
in_call() { [ "$(cut -d' ' -f1 /proc/"$child"/syscall 2>/dev/null)" = "$1" ]; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }

compile pauses <<'C'
#include <unistd.h>
int main(void)
{
    pause();
    return 3;
}
C
start ./pauses
until_true in_call 34
kill -9 "$child"
status=0
wait $watcher || status=$?
[ $status = 137 ] || fail "killed command: status $status"
python3 "$dump" file >seen
expect '^call pause .* flags=1 ' # CALL_NO_RETURN
expect_complete

# Job control: a stopped command stays stopped until it is told to go on.
compile stops <<'C'
#include <signal.h>
#include <unistd.h>
int main(void)
{
    raise(SIGSTOP);
    return 4;
}
C
start ./stops
until_true grep -q '^State:.[tT]' "/proc/$child/status"
sleep 0.2
kill -0 "$child" || fail "the stopped command ended"
kill -CONT "$child"
status=0
wait $watcher || status=$?
[ $status = 4 ] || fail "after a stop: status $status"

# A probe that dies takes its command with it, because nobody would answer its filter.
start ./pauses
until_true in_call 34
kill -9 $watcher
wait $watcher 2>/dev/null || true
until_true is_gone "$child"

# SIGTERM is the command's: it ends, and the trace is whole.
start ./pauses
until_true in_call 34
kill -TERM $watcher
status=0
wait $watcher || status=$?
[ $status = 143 ] || fail "SIGTERM: status $status"
python3 "$dump" file >seen
expect_complete

# ---- attaching -----------------------------------------------------------------------------------------------------

compile works <<'C'
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
static volatile int stop;
static void *run(void *unused)
{
    while (!stop) {
        syscall(SYS_pkey_free, 55);
        usleep(1000);
    }
    return unused;
}
int main(void)
{
    pthread_t threads[4];
    char byte;
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], 0, run, 0);
    if (read(0, &byte, 1) < 0)
        return 1;
    stop = 1;
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], 0);
    return 5;
}
C
mkfifo gate
./works <gate &
child=$!
exec 9>gate
"$probe" --plan 3 --output 4 -P $child 3<plan 4>file &
watcher=$!
sleep 0.5
kill -INT $watcher
status=0
wait $watcher || status=$?
[ $status = 0 ] || fail "detaching: status $status"
exec 9>&-
status=0
wait $child || status=$?
[ $status = 5 ] || fail "a process that was attached to ended with $status"
python3 "$dump" file >seen
[ "$(grep '^call pkey_free' seen | grep -o 'tid=[0-9]*' | sort -u | wc -l)" = 4 ] || fail "not all threads were attached to"
expect ' status=-1$'

"$probe" --plan 3 --output 4 -P 999999999 3<plan 4>file 2>err && fail "attached to nobody"
grep -q 'cannot be attached to' err || fail "no reason why nobody was attached to"

# ---- what is refused -----------------------------------------------------------------------------------------------

expect_status 125 "$probe" --plan 3 --output 4 -- true
expect_status 125 "$probe" --plan 0 --output 1 <plan
expect_status 125 "$probe" --plan 0 --output 1 --all -- true <plan
expect_status 125 "$probe" --plan 0 --output 1 --backend ptrace --all <plan
expect_status 125 "$probe" --plan 0 --output 1 --user root -- true <plan
expect_status 0 "$probe" --plan 0 --output 1 -- sh -c 'exit 9' </dev/null # called off: nothing runs
sed 's/@1/@9/' plan >bad
expect_status 125 "$probe" --plan 3 --output 4 -- true 3<bad 4>file
grep -q 'plan, line 3: range=' err || fail "the fault of a plan is not named"

# A trace that cannot be written harms nobody, and is told.
status=0
"$probe" --plan 3 --output 4 -- ./calls 3<plan 4>/dev/full 2>err || status=$?
[ $status = 125 ] || fail "a full disk: status $status"
grep -q 'could not be written whole' err || fail "a full disk is not told"
