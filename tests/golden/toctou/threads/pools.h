/* Pools that the threads of reaping.c take away, and jobs that they work on. */
#ifndef POOLS_H
#define POOLS_H

#include "user.h"

struct pool {
    void *base;
    size_t size;
    u32 limit;
    pthread_mutex_t lock;
};
struct job {
    u32 len, kind, seen;
    u8 data[64];
};

extern struct pool open_pool, locked_pool, helped_pool, deep_pool;
extern pthread_mutex_t limit_lock;
extern u32 limit_of_all;

/* reaping.c */
void *reaper(void *arg);
void *worker(void *arg);
/* helping.c */
void pool_lock(struct pool *pool);
void pool_unlock(struct pool *pool);
void drop_deep_pool(void);
/* starting.c */
int start_reaper(void);
void stop_reaper(void);

#endif
