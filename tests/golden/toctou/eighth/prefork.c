/* prefork.c - the process model of hfiltd: a parent, a board of workers, and
 * one-shot filter children that hand their output back through a shared page. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORKERS = 16, MAX_VHOSTS = 64, REC_TEXT = 200, OUT_MAX = 3072 };

struct job {
    unsigned in_len;
    unsigned out_len;
    char     in[512];
    char     out[OUT_MAX];
};

struct worker_slot {
    pid_t    pid;
    unsigned gen;
    unsigned vhost;
    unsigned cmd_len;
    char     cmd[128];
};

struct board {
    unsigned           nworkers;
    unsigned           rec_len;
    char               rec[REC_TEXT];
    struct worker_slot slot[MAX_WORKERS];
};

struct vhost { const char *name; unsigned long hits; };

static struct vhost  vhosts[MAX_VHOSTS];
static unsigned      nvhosts = MAX_VHOSTS;
static struct board *board;

static struct job *job_page(void)
{
    void *p = mmap(NULL, sizeof(struct job), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static void filter_child(struct job *j)
{
    unsigned i, n = j->in_len;

    if (n > sizeof j->in)
        n = 0;
    for (i = 0; i < n; i++)
        j->out[i] = (char)(j->in[i] ^ 0x20);
    j->out_len = n;
}

/* expect: none */ /* shared page, but nobody has been forked yet that could hold it */
struct job *job_prepare(int fd, char *first_line, size_t room)
{
    struct job *j = job_page();

    if (!j)
        return NULL;
    if (read(fd, j, sizeof *j) != (ssize_t)sizeof *j ||
        j->in_len > sizeof j->in || j->in_len > room) {
        munmap(j, sizeof *j);
        return NULL;
    }
    memcpy(first_line, j->in, j->in_len);
    return j;
}

/* expect: none */ /* the only other holder has been reaped before either read */
int filter_once(char *out, size_t room)
{
    struct job *j = job_page();
    int st, rc = -1;
    pid_t pid, r;

    if (!j)
        return -1;
    pid = fork();
    if (pid == 0) {
        filter_child(j);
        _exit(0);
    }
    if (pid > 0) {
        do
            r = waitpid(pid, &st, 0);
        while (r < 0 && errno == EINTR);
        if (r == pid && j->out_len <= room) {
            memcpy(out, j->out, j->out_len);
            rc = 0;
        }
    }
    munmap(j, sizeof *j);
    return rc;
}

/* expect: double-load live */ /* WNOHANG and a time limit: the child may well be running still */
int filter_timed(char *out, size_t room)
{
    struct job *j = job_page();
    int st, i;
    pid_t pid;

    if (!j || (pid = fork()) < 0)
        return -1;
    if (pid == 0) {
        filter_child(j);
        _exit(0);
    }
    for (i = 0; i < 50; i++) {
        if (waitpid(pid, &st, WNOHANG) == pid)
            break;
        usleep(1000);
    }
    if (j->out_len > room)
        return -1;
    memcpy(out, j->out, j->out_len);
    return 0;
}

/* expect: double-load live */ /* two children on one page, only one waited for */
int filter_pair(char *out, size_t room)
{
    struct job *j = job_page();
    pid_t a, b;
    int rc = -1;

    if (!j)
        return -1;
    if ((a = fork()) == 0) {
        filter_child(j);
        _exit(0);
    }
    if ((b = fork()) == 0) {
        for (;;)
            filter_child(j);
    }
    if (a < 0 || b < 0 || waitpid(a, NULL, 0) != a)
        return -1;
    if (j->out_len <= room) {
        memcpy(out, j->out, j->out_len);
        rc = 0;
    }
    kill(b, SIGTERM);
    waitpid(b, NULL, 0);
    return rc;
}

/* expect: double-load live */ /* the byte on the pipe says "ready", not "gone" */
int filter_handshake(char *out, size_t room)
{
    struct job *j = job_page();
    int fds[2];
    char c;

    if (!j || pipe(fds) < 0)
        return -1;
    switch (fork()) {
    case -1:
        return -1;
    case 0:
        for (;;) {
            filter_child(j);
            if (write(fds[1], "r", 1) != 1)
                _exit(1);
        }
    }
    if (read(fds[0], &c, 1) != 1 || c != 'r')
        return -1;
    if (j->out_len > room)
        return -1;
    memcpy(out, j->out, j->out_len);
    return 0;
}

/* expect: none */ /* copy on write: what the child stores we never see */
int filter_dry_run(char *out, size_t room)
{
    struct job *j = mmap(NULL, sizeof *j, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pid_t pid;

    if (j == MAP_FAILED)
        return -1;
    j->out_len = (unsigned)snprintf(j->out, sizeof j->out, "dry run");
    pid = fork();
    if (pid == 0) {
        filter_child(j);
        _exit(0);
    }
    if (j->out_len > room)
        return -1;
    memcpy(out, j->out, j->out_len);
    return pid < 0 ? -1 : 0;
}

/* Never returns.  Runs in the worker; the parent posts commands. */
/* expect: double-load live */ /* seen from the child, the parent is the other writer */
void worker_main(struct board *b, int me)
{
    struct worker_slot *s = &b->slot[me];
    unsigned seen = 0;
    char cmd[64];

    for (;;) {
        while (__atomic_load_n(&s->gen, __ATOMIC_ACQUIRE) == seen)
            usleep(500);
        seen++;
        if (s->cmd_len >= sizeof cmd)
            continue;
        memcpy(cmd, s->cmd, s->cmd_len);
        cmd[sizeof cmd - 1] = 0;
        if (!strncmp(cmd, "quit", 4))
            _exit(0);
    }
}

int board_start(int n)
{
    int i;

    board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED)
        return -1;
    for (i = 0; i < n && i < MAX_WORKERS; i++) {
        pid_t p = fork();

        if (p < 0)
            return -1;
        if (p == 0)
            worker_main(board, i);
        board->slot[i].pid = p;
    }
    return 0;
}

/* expect: double-load live */ /* index from the board, checked and loaded again */
void board_account(void)
{
    int i;

    for (i = 0; i < MAX_WORKERS; i++)
        if (board->slot[i].vhost < nvhosts)
            vhosts[board->slot[i].vhost].hits++;
}

/* expect: double-load safe disjoint */ /* slot i is asked, the neighbour's length is used */
int board_next_cmd(int i, char *out, size_t room)
{
    struct worker_slot *s, *next;
    unsigned n;

    if (i < 0 || i >= MAX_WORKERS - 1)
        return -1;
    s = &board->slot[i];
    next = s + 1;
    if (s->cmd_len == 0)
        return 0;
    n = next->cmd_len;
    if (n > sizeof next->cmd || n >= room)
        return -1;
    memcpy(out, next->cmd, n);
    out[n] = 0;
    return (int)n;
}

/* expect: double-load safe exclusive-paths */ /* both loads hang on the same unchanged "binary" */
int board_record(int binary, char *out, size_t room)
{
    if (room < REC_TEXT + 1)
        return -1;
    if (binary) {
        if (board->rec_len != REC_TEXT)
            return -1;
    }
    memset(out, 0, room);
    if (!binary) {
        unsigned n = board->rec_len;

        if (n > REC_TEXT)
            n = REC_TEXT;
        memcpy(out, board->rec, n);
        return (int)n;
    }
    memcpy(out, board->rec, REC_TEXT);
    return REC_TEXT;
}

/* expect: none */ /* every child that had the board is dead and reaped */
int board_epilogue(char *out, size_t room)
{
    pid_t p;

    for (;;) {
        p = wait(NULL);
        if (p < 0 && errno == ECHILD)
            break;
    }
    if (board->rec_len >= room || board->rec_len > REC_TEXT)
        return -1;
    memcpy(out, board->rec, board->rec_len);
    out[board->rec_len] = 0;
    return 0;
}

/* expect: double-load live */ /* IPC_RMID keeps newcomers out; who is attached stays */
int import_sysv(key_t key, char *out, size_t room)
{
    int id = shmget(key, sizeof(struct job), 0);
    struct job *j;
    int rc = -1;

    if (id < 0)
        return -1;
    j = shmat(id, NULL, 0);
    if (j == (void *)-1)
        return -1;
    shmctl(id, IPC_RMID, NULL);
    if (j->in_len <= room) {
        memcpy(out, j->in, j->in_len);
        rc = 0;
    }
    shmdt(j);
    return rc;
}

int main(int argc, char **argv)
{
    static char buf[4096];

    if (argc < 2)
        return 2;
    switch (argv[1][0]) {
    case 'p': return job_prepare(0, buf, sizeof buf) == NULL;
    case 'o': return filter_once(buf, sizeof buf);
    case 't': return filter_timed(buf, sizeof buf);
    case '2': return filter_pair(buf, sizeof buf);
    case 'h': return filter_handshake(buf, sizeof buf);
    case 'd': return filter_dry_run(buf, sizeof buf);
    case 'i': return import_sysv(0x4846, buf, sizeof buf);
    }
    if (board_start(4) < 0)
        return 1;
    switch (argv[1][0]) {
    case 'a': board_account(); break;
    case 'n': return board_next_cmd(2, buf, sizeof buf) < 0;
    case 'r': return board_record(argc > 2, buf, sizeof buf) < 0;
    case 'e': return board_epilogue(buf, sizeof buf);
    }
    return 0;
}
