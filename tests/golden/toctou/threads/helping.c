#include "pools.h"

void pool_lock(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
}

void pool_unlock(struct pool *pool)
{
    pthread_mutex_unlock(&pool->lock);
}

void drop_deep_pool(void)
{
    munmap(deep_pool.base, deep_pool.size);
}
