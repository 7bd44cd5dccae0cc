/* Ranges that another thread, or a signal handler, takes away meanwhile. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

struct pool {
    pthread_mutex_t lock;
    void *base;
    size_t size;
    int key;
};

static struct pool pool;

static void *reaper(void *unused)
{
    munmap(pool.base, pool.size);
    pool.base = NULL;
    return unused;
}

int checked_then_protected(void)
{
    if (!pool.base)
        return -1;
    return mprotect(pool.base, pool.size, PROT_READ); /* expect: range-race medium */ /* expect: double-load high */
}

int started_here(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, reaper, NULL) != 0)
        return -1;
    int status = mprotect(pool.base, pool.size, PROT_READ); /* expect: range-race high */
    pthread_join(thread, NULL);
    return status;
}

/* The lock is given back between the lookup and the call. */
static struct pool guarded;

static void *guarded_reaper(void *unused)
{
    pthread_mutex_lock(&guarded.lock);
    munmap(guarded.base, guarded.size);
    guarded.base = NULL;
    pthread_mutex_unlock(&guarded.lock);
    return unused;
}

int looked_up_too_early(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, guarded_reaper, NULL);
    pthread_mutex_lock(&guarded.lock);
    void *base = guarded.base;
    size_t size = guarded.size;
    pthread_mutex_unlock(&guarded.lock);
    return base ? mprotect(base, size, PROT_READ) : -1; /* expect: range-race high */
}

/* One side alone holds a lock. */
static struct pool half;

static void half_release(void)
{
    munmap(half.base, half.size);
}

static void *half_reaper(void *unused)
{
    half_release();
    return unused;
}

int one_side_locks(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, half_reaper, NULL);
    pthread_mutex_lock(&half.lock);
    int status = mprotect(half.base, half.size, PROT_READ); /* expect: range-race high */
    pthread_mutex_unlock(&half.lock);
    return status;
}

/* Another mapping comes to the same place. */
static struct pool replaced;

static void *replacer(void *unused)
{
    void *anew =
        mmap(replaced.base, replaced.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return anew == MAP_FAILED ? NULL : unused;
}

int replaced_meanwhile(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, replacer, NULL);
    return pkey_mprotect(replaced.base, replaced.size, PROT_READ, 3); /* expect: range-race high */
}

/* Through the thread's argument: the member of some domain. */
struct domain {
    void *base;
    size_t size;
    int key;
};

static void *worker(void *argument)
{
    struct domain *p = argument;
    pkey_free(p->key);
    return NULL;
}

int key_of_a_domain(struct domain *p)
{
    pthread_t thread;
    pthread_create(&thread, NULL, worker, p);
    return pkey_mprotect(p->base, p->size, PROT_READ, p->key); /* expect: range-race medium */
}

int any_time(struct domain *p)
{
    return pkey_mprotect(p->base, p->size, PROT_READ, p->key); /* expect: range-race low */
}

static struct pool emergency;

static void on_signal(int number)
{
    (void)number;
    munmap(emergency.base, emergency.size);
}

int with_a_handler(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    return mprotect(emergency.base, emergency.size, PROT_READ); /* expect: range-race high */
}
