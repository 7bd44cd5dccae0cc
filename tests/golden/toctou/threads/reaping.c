/* What runs in threads that starting.c starts. */
#include "pools.h"

struct pool open_pool, locked_pool, helped_pool, deep_pool;
pthread_mutex_t limit_lock;
u32 limit_of_all;

void *reaper(void *arg)
{
    munmap(open_pool.base, open_pool.size);
    open_pool.limit = 3;
    pthread_mutex_lock(&locked_pool.lock);
    munmap(locked_pool.base, locked_pool.size);
    locked_pool.limit = 4;
    pthread_mutex_unlock(&locked_pool.lock);
    pool_lock(&helped_pool);
    munmap(helped_pool.base, helped_pool.size);
    helped_pool.limit = 5;
    pool_unlock(&helped_pool);
    drop_deep_pool();
    pthread_mutex_lock(&limit_lock);
    limit_of_all = 6;
    pthread_mutex_unlock(&limit_lock);
    return arg;
}

/* `kind` is written by who has started this one.
 * verdict: live */
void *worker(void *arg)
{
    struct job *job = arg;
    job->len = 7;
    if (job->kind < 16)
        job->seen = (u32)table[job->kind];
    return NULL;
}
