/* What only looks like a race. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

struct region {
    void *base;
    size_t size;
};

int unmapping_failed(void *page)
{
    if (munmap(page, 4096) == 0)
        return 0;
    return mprotect(page, 4096, PROT_NONE);
}

int mapped_anew(struct region *r)
{
    size_t size = r->size;
    munmap(r->base, size);
    r->base = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (r->base == MAP_FAILED)
        return -1;
    return mprotect(r->base, size, PROT_READ | PROT_WRITE);
}

int mapped_anew_at_the_same_place(void *page)
{
    munmap(page, 4096);
    if (mmap(page, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
        return -1;
    return mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

void *moved_and_followed(void *page)
{
    page = mremap(page, 4096, 8192, MREMAP_MAYMOVE);
    if (page == MAP_FAILED || mprotect(page, 8192, PROT_READ) != 0)
        return NULL;
    return page;
}

int moving_failed(void *page)
{
    void *grown = mremap(page, 4096, 8192, MREMAP_MAYMOVE);
    if (grown == MAP_FAILED)
        return mprotect(page, 4096, PROT_READ);
    return mprotect(grown, 8192, PROT_READ);
}

/* A reservation is cut at both ends; the middle stays. */
void *aligned_region(size_t size)
{
    char *raw = mmap(NULL, size + 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED)
        return NULL;
    char *aligned = (char *)(((unsigned long)raw + 65535) & ~65535ul);
    if (aligned > raw)
        munmap(raw, aligned - raw);
    munmap(aligned + size, raw + 65536 - aligned);
    return mprotect(aligned, size, PROT_READ | PROT_WRITE) == 0 ? aligned : NULL;
}

int the_other_page(char *pages)
{
    munmap(pages, 4096);
    return mprotect(pages + 4096, 4096, PROT_READ);
}

int either_or(void *page, int is_over)
{
    if (is_over)
        munmap(page, 4096);
    puts("decided");
    if (!is_over)
        return mprotect(page, 4096, PROT_READ);
    return 0;
}

int each_round_its_own(int n)
{
    for (int i = 0; i < n; i++) {
        void *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (page == MAP_FAILED || mprotect(page, 4096, PROT_READ) != 0)
            return -1;
        munmap(page, 4096);
    }
    return 0;
}

int each_element_its_own(struct region *regions, int n)
{
    for (int i = 0; i < n; i++) {
        if (mprotect(regions[i].base, regions[i].size, PROT_READ) != 0)
            return -1;
        munmap(regions[i].base, regions[i].size);
    }
    return 0;
}

static void region_close(struct region *r)
{
    munmap(r->base, r->size);
    r->base = NULL;
    r->size = 0;
}

int closed_and_cleared(struct region *r)
{
    region_close(r);
    return r->base ? mprotect(r->base, r->size, PROT_READ) : 0;
}

int goto_out(void *page, int is_broken)
{
    int status = -1;
    if (is_broken)
        goto out;
    status = mprotect(page, 4096, PROT_READ);
out:
    munmap(page, 4096);
    return status;
}

int key_is_new(void *page, int key)
{
    pkey_free(key);
    key = pkey_alloc(0, 0);
    if (key < 0)
        return -1;
    return pkey_mprotect(page, 4096, PROT_READ, key);
}

/* Threads. */
struct pool {
    pthread_mutex_t lock;
    void *base;
    size_t size;
};

static struct pool pool;

static void *reaper(void *unused)
{
    pthread_mutex_lock(&pool.lock);
    munmap(pool.base, pool.size);
    pool.base = NULL;
    pthread_mutex_unlock(&pool.lock);
    return unused;
}

int same_lock(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, reaper, NULL);
    int status = 0;
    pthread_mutex_lock(&pool.lock);
    if (pool.base)
        status = mprotect(pool.base, pool.size, PROT_READ);
    pthread_mutex_unlock(&pool.lock);
    return status;
}

static int protect_locked(void)
{
    return mprotect(pool.base, pool.size, PROT_READ);
}

int lock_of_the_caller(void)
{
    pthread_mutex_lock(&pool.lock);
    int status = protect_locked();
    pthread_mutex_unlock(&pool.lock);
    return status;
}

static struct pool early;

static void *early_reaper(void *unused)
{
    munmap(early.base, early.size);
    return unused;
}

int before_the_thread(void)
{
    pthread_t thread;
    early.base = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    early.size = 4096;
    if (early.base == MAP_FAILED || mprotect(early.base, early.size, PROT_NONE) != 0)
        return -1;
    if (pthread_create(&thread, NULL, early_reaper, NULL) != 0)
        return -1;
    return pthread_join(thread, NULL);
}

static struct pool late;

static void *late_reaper(void *unused)
{
    munmap((char *)late.base + 4096, 4096);
    return unused;
}

int behind_the_join(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, late_reaper, NULL) != 0)
        return -1;
    pthread_join(thread, NULL);
    return mprotect(late.base, 4096, PROT_READ);
}

static struct pool other;

int another_pool(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, early_reaper, NULL);
    return mprotect(other.base, other.size, PROT_READ);
}
