/* Locks that do not keep others out, or not all the time. */
#include "user.h"

struct area {
    void *base;
    size_t size;
    u32 limit;
};

static struct area read_area, written_area, waited_area;
static pthread_rwlock_t read_lock, write_lock;
static pthread_mutex_t wait_lock;
static pthread_cond_t is_ready;
static int ready;

static void *sweeper(void *arg)
{
    pthread_rwlock_rdlock(&read_lock);
    munmap(read_area.base, read_area.size);
    read_area.limit = 1;
    pthread_rwlock_unlock(&read_lock);
    pthread_rwlock_wrlock(&write_lock);
    munmap(written_area.base, written_area.size);
    written_area.limit = 2;
    pthread_rwlock_unlock(&write_lock);
    pthread_mutex_lock(&wait_lock);
    munmap(waited_area.base, waited_area.size);
    waited_area.limit = 3;
    ready = 1;
    pthread_mutex_unlock(&wait_lock);
    return arg;
}

int sweep(void)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, sweeper, NULL);
}

/* verdict: live */
int both_read(void)
{
    sweep();
    pthread_rwlock_rdlock(&read_lock);
    int failed = mprotect(read_area.base, read_area.size, PROT_READ);
    pthread_rwlock_unlock(&read_lock);
    return failed;
}

/* verdict: none */
int they_read_and_we_write(void)
{
    sweep();
    pthread_rwlock_wrlock(&read_lock);
    int failed = mprotect(read_area.base, read_area.size, PROT_READ);
    pthread_rwlock_unlock(&read_lock);
    return failed;
}

/* verdict: none */
int they_write_and_we_read(void)
{
    sweep();
    pthread_rwlock_rdlock(&write_lock);
    int failed = mprotect(written_area.base, written_area.size, PROT_READ);
    pthread_rwlock_unlock(&write_lock);
    return failed;
}

/* verdict: live */
int both_read_a_number(void)
{
    int value = -1;
    pthread_rwlock_rdlock(&read_lock);
    if (read_area.limit < 16)
        value = table[read_area.limit];
    pthread_rwlock_unlock(&read_lock);
    return value;
}

static void read_begin(void)
{
    pthread_rwlock_rdlock(&read_lock);
}

/* verdict: live */
int both_read_by_a_helper(void)
{
    int value = -1;
    read_begin();
    if (read_area.limit < 16)
        value = table[read_area.limit];
    pthread_rwlock_unlock(&read_lock);
    return value;
}

/* verdict: live */
int waits_in_between(void)
{
    int value = -1;
    pthread_mutex_lock(&wait_lock);
    if (waited_area.limit < 16) {
        while (!ready)
            pthread_cond_wait(&is_ready, &wait_lock);
        value = table[waited_area.limit];
    }
    pthread_mutex_unlock(&wait_lock);
    return value;
}

/* verdict: none */
int waits_before(void)
{
    int value = -1;
    pthread_mutex_lock(&wait_lock);
    while (!ready)
        pthread_cond_wait(&is_ready, &wait_lock);
    if (waited_area.limit < 16)
        value = table[waited_area.limit];
    pthread_mutex_unlock(&wait_lock);
    return value;
}

static void wait_until_ready(void)
{
    while (!ready)
        pthread_cond_wait(&is_ready, &wait_lock);
}

/* verdict: live */
int a_helper_waits_in_between(void)
{
    int value = -1;
    pthread_mutex_lock(&wait_lock);
    if (waited_area.limit < 16) {
        wait_until_ready();
        value = table[waited_area.limit];
    }
    pthread_mutex_unlock(&wait_lock);
    return value;
}

/* Called with the lock only.
 * verdict: live */
static int opens_the_callers_lock(void)
{
    if (waited_area.limit >= 16)
        return -1;
    pthread_mutex_unlock(&wait_lock);
    pause_a_little();
    pthread_mutex_lock(&wait_lock);
    return table[waited_area.limit];
}

/* Called with the lock only.
 * verdict: none */
static int keeps_the_callers_lock(void)
{
    return waited_area.limit < 16 ? table[waited_area.limit] : -1;
}

int under_the_lock(void)
{
    pthread_mutex_lock(&wait_lock);
    int value = keeps_the_callers_lock();
    value += opens_the_callers_lock();
    pthread_mutex_unlock(&wait_lock);
    return value;
}

/* verdict: live */
int range_is_looked_up_before_the_wait(void)
{
    sweep();
    pthread_mutex_lock(&wait_lock);
    void *base = waited_area.base;
    while (!ready)
        pthread_cond_wait(&is_ready, &wait_lock);
    int failed = mprotect(base, 4096, PROT_READ);
    pthread_mutex_unlock(&wait_lock);
    return failed;
}
