// SPDX-License-Identifier: MIT
//
// arena.c: page arenas of the indexer. Blocks are whole pages; finished blocks
// are sealed read-only, idle ones are given back by background threads.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#define PG          ((size_t)4096)
#define ROUND_PG(n) (((n) + PG - 1) & ~(PG - 1))

struct block {
    struct block *next;
    uint8_t *base;
    size_t len;
    unsigned idle;
    bool dead;
};

struct arena {
    struct block *blocks;
    uint8_t *base;
    size_t len;
};

static void *map_pages(size_t len)
{
    void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

struct block *arena_block(struct arena *a, size_t npages)
{
    struct block *b;

    if (npages == 0 || npages > 4096 || !(b = calloc(1, sizeof *b)))
        return NULL;
    b->len = npages * PG;
    b->base = map_pages(b->len);
    if (!b->base) {
        free(b);
        return NULL;
    }
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

/* expect: range-race live */ /* dead blocks stay on the list with their old base */
int arena_compact(struct arena *a)
{
    struct block *b;

    for (b = a->blocks; b; b = b->next)
        if (b->idle > 8) {
            munmap(b->base, b->len);
            b->dead = true;
        }
    for (b = a->blocks; b; b = b->next)
        if (mprotect(b->base, b->len, PROT_READ) < 0)
            return -1;
    return 0;
}

/* expect: range-race safe */ /* here the unmapped ones leave the list */
int arena_collect(struct arena *a)
{
    struct block **pp = &a->blocks, *b;

    while ((b = *pp) != NULL) {
        if (b->idle > 8) {
            *pp = b->next;
            munmap(b->base, b->len);
            free(b);
            continue;
        }
        pp = &b->next;
    }
    for (b = a->blocks; b; b = b->next)
        if (mprotect(b->base, b->len, PROT_READ) < 0)
            return -1;
    return 0;
}

/* expect: range-race safe disjoint */ /* the tail goes, the head is protected */
int arena_shrink(struct arena *a, size_t want)
{
    size_t keep;

    if (want == 0 || want > a->len - PG)
        return -1;
    keep = ROUND_PG(want);
    if (keep < a->len && munmap(a->base + keep, a->len - keep) < 0)
        return -1;
    a->len = keep;
    return mprotect(a->base, keep, PROT_READ);
}

/* expect: none */ /* DONTNEED drops the contents, the range stays mapped */
int arena_recycle(struct arena *a)
{
    if (!a->base)
        return -1;
    if (madvise(a->base, a->len, MADV_DONTNEED) < 0)
        perror("madvise");
    return mprotect(a->base, a->len, PROT_READ | PROT_WRITE);
}

// Large scratch buffers come from posix_memalign, not from map_pages().
struct scratch {
    void *mem;
    size_t len;
    int refs;
};

int scratch_init(struct scratch *s, size_t npages)
{
    s->refs = 1;
    s->len = npages * PG;
    return posix_memalign(&s->mem, PG, s->len);
}

/* expect: range-race live */ /* "poisons" pages that the allocator has got back */
int scratch_put(struct scratch *s)
{
    int rc = 0;

    if (--s->refs == 0) {
        free(s->mem);
        rc = mprotect(s->mem, s->len, PROT_NONE);
        if (rc < 0)
            perror("scratch: poison");
        s->mem = NULL;
    }
    return rc;
}

/* expect: range-race live */ /* detached on the cold path, then protected */
int segment_freeze(int id, size_t len, int cold)
{
    void *seg = shmat(id, NULL, 0);

    if (seg == (void *)-1)
        return -1;
    if (cold)
        shmdt(seg);
    else
        memset(seg, 0, len);
    return mprotect(seg, len, PROT_READ);
}

// ---------------------------------------------------------------- threads

static struct { uint8_t *base; size_t len; } staging;   // trimmed by trim_main

static void *trim_main(void *arg)
{
    (void)arg;
    sleep(3);
    uint8_t *p = staging.base;
    staging.base = NULL;
    if (p)
        munmap(p, staging.len);
    return NULL;
}

/* expect: range-race live */ /* the trimmer unmaps without any lock */
int staging_publish(void)
{
    uint8_t *p = staging.base;

    if (!p)
        return -1;
    return mprotect(p, staging.len, PROT_READ);
}

static pthread_rwlock_t pool_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct { uint8_t *base; size_t len; } pool;

static void *pool_main(void *arg)
{
    (void)arg;
    for (;;) {
        sleep(1);
        pthread_rwlock_rdlock(&pool_lock);
        uint8_t *p = pool.base;
        if (p)
            munmap(p, pool.len);
        pool.base = NULL;
        pthread_rwlock_unlock(&pool_lock);
    }
    return NULL;
}

/* expect: range-race live */ /* both sides take the read lock: they do not exclude each other */
int pool_seal(void)
{
    int rc = -1;

    pthread_rwlock_rdlock(&pool_lock);
    uint8_t *p = pool.base;
    if (p)
        rc = mprotect(p, pool.len, PROT_READ);
    pthread_rwlock_unlock(&pool_lock);
    return rc;
}

static pthread_rwlock_t dict_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct { uint8_t *base; size_t len; } dict;

static void *dict_main(void *arg)
{
    (void)arg;
    for (;;) {
        sleep(1);
        pthread_rwlock_wrlock(&dict_lock);
        uint8_t *p = dict.base;
        if (p)
            munmap(p, dict.len);
        dict.base = NULL;
        pthread_rwlock_unlock(&dict_lock);
    }
    return NULL;
}

/* expect: range-race safe */ /* read lock here, write lock in the reaper */
int dict_seal(void)
{
    int rc = -1;

    pthread_rwlock_rdlock(&dict_lock);
    uint8_t *p = dict.base;
    if (p)
        rc = mprotect(p, dict.len, PROT_READ);
    pthread_rwlock_unlock(&dict_lock);
    return rc;
}

static struct { uint8_t *base; size_t len; } spill;

static void *spill_main(void *arg)
{
    FILE *f = arg;

    if (fwrite(spill.base, 1, spill.len, f) == spill.len) {
        munmap(spill.base, spill.len);
        spill.base = NULL;
    }
    return NULL;
}

/* expect: none */ /* the spiller is joined before the lookup */
int spill_finish(FILE *f)
{
    pthread_t t;

    if (pthread_create(&t, NULL, spill_main, f) != 0)
        return -1;
    if (pthread_join(t, NULL) != 0)
        abort();
    if (!spill.base)
        return 0;
    return mprotect(spill.base, spill.len, PROT_READ);
}

int main(int argc, char **argv)
{
    struct arena a = { .len = 32 * PG };
    struct scratch s;
    pthread_t t;
    int i;

    if (argc < 2 || scratch_init(&s, 4) != 0)
        return 2;
    a.base = map_pages(a.len);
    staging.len = pool.len = dict.len = spill.len = 8 * PG;
    staging.base = map_pages(staging.len);
    pool.base = map_pages(pool.len);
    dict.base = map_pages(dict.len);
    spill.base = map_pages(spill.len);
    if (!a.base || !spill.base)
        return 1;
    for (i = 1; i < 6; i++) {
        struct block *b = arena_block(&a, (size_t)i);

        if (b)
            b->idle = (unsigned)i * 3;
    }
    if (pthread_create(&t, NULL, trim_main, NULL) || pthread_create(&t, NULL, pool_main, NULL) ||
        pthread_create(&t, NULL, dict_main, NULL))
        return 1;
    switch (argv[1][0]) {
    case 'c': return arena_compact(&a);
    case 'C': return arena_collect(&a);
    case 's': return arena_shrink(&a, 5 * PG);
    case 'r': return arena_recycle(&a);
    case 'p': return scratch_put(&s);
    case 'f': return segment_freeze(atoi(argv[1] + 1), 4 * PG, argc > 2);
    case 't': return staging_publish();
    case 'o': return pool_seal();
    case 'd': return dict_seal();
    case 'x': return spill_finish(stdout);
    }
    return 0;
}
