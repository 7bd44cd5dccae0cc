/* What another process maps too: an arena whose pages are protected on request. */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct { uint32_t off, len, prot, kind; char text[48]; } Ask;
typedef struct { _Atomic uint32_t head; uint32_t tail; Ask asks[8]; } Desk;
static Desk *desk;
static unsigned char *arena;
static int (*const kinds[4])(const char *);
static pid_t helper;

int desk_open(int fd)
{
    void *p = mmap(NULL, sizeof(Desk), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (p == MAP_FAILED)
        return -1;
    desk = p;
    arena = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return arena == MAP_FAILED ? -1 : 0;
}

/* expect: double-load live */
int ask_seal(unsigned n)
{
    Ask *a = &desk->asks[n & 7];

    if (a->len > (1 << 20))
        return -1;
    return mprotect(arena, a->len, PROT_READ);
}

/* expect: double-load safe any */
int ask_seal_once(unsigned n)
{
    const volatile Ask *a = &desk->asks[n & 7];
    uint32_t len = a->len;

    if (len > (1 << 20))
        return -1;
    return mprotect(arena, len, PROT_READ);
}

/* expect: double-load live */ /* prot checked against W+X, then loaded again */
int ask_prot(unsigned n)
{
    Ask *a = &desk->asks[n & 7];

    if (a->prot & PROT_EXEC)
        return -1;
    return mprotect(arena, 4096, (int)a->prot);
}

/* expect: double-load safe any */
int ask_prot_once(unsigned n)
{
    Ask copy;

    memcpy(&copy, &desk->asks[n & 7], sizeof copy);
    if (copy.prot & PROT_EXEC)
        return -1;
    return mprotect(arena, 4096, (int)copy.prot);
}

/* expect: shared-argument live */
int ask_blindly(unsigned n)
{
    return mprotect(arena, desk->asks[n & 7].len, PROT_NONE);
}

/* expect: double-load live */
int ask_kind(unsigned n)
{
    Ask *a = desk->asks + (n & 7);

    if (a->kind >= 4)
        return -1;
    return kinds[a->kind](a->text);
}

/* expect: double-load safe any */
int ask_kind_kept(unsigned n)
{
    uint32_t kind = __atomic_load_n(&desk->asks[n & 7].kind, __ATOMIC_ACQUIRE);

    if (kind < 4)
        return kinds[kind]("kept");
    return -1;
}

/* expect: double-load live */
char *ask_text(unsigned n)
{
    Ask *a = &desk->asks[n & 7];
    char *room = malloc(a->len);

    if (room)
        memcpy(room, a->text, a->len);
    return room;
}

/* expect: double-load safe any */
char *ask_text_kept(unsigned n)
{
    Ask *a = &desk->asks[n & 7];
    size_t len = *(volatile uint32_t *)&a->len;
    char *room = len <= sizeof a->text ? malloc(len) : NULL;

    if (room)
        memcpy(room, a->text, len);
    return room;
}

/* expect: double-load live */ /* the atomic is read twice */
const Ask *ask_next(void)
{
    if (atomic_load(&desk->head) >= 8)
        return NULL;
    return &desk->asks[atomic_load(&desk->head)];
}

/* expect: double-load safe any */
const Ask *ask_next_once(void)
{
    uint32_t at = atomic_load_explicit(&desk->head, memory_order_acquire);

    return at < 8 ? &desk->asks[at] : NULL;
}

/* expect: none */
void ask_wait(void)
{
    while (atomic_load(&desk->head) == 0)
        usleep(10);
}

/* expect: double-load live */ /* shared with the child of a fork */
int forked(void)
{
    uint32_t *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int table[16] = { 0 };

    if (word == MAP_FAILED)
        return -1;
    helper = fork();
    if (helper == 0) {
        for (;;)
            *word += 1;
    }
    if (*word >= 16)
        return -1;
    return table[*word];
}

/* expect: none */
int forked_private(void)
{
    uint32_t *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int table[16] = { 0 };

    if (word == MAP_FAILED)
        return -1;
    if (*word >= 16)
        return -1;
    return table[*word];
}

/* expect: range-race live */
int arena_drop(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return -1;
    if (munmap(page, 4096))
        return -1;
    return mprotect(page, 4096, PROT_NONE);
}

/* expect: none */
int arena_close(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int rc;

    if (page == MAP_FAILED)
        return -1;
    rc = mprotect(page, 4096, PROT_NONE);
    munmap(page, 4096);
    return rc;
}
