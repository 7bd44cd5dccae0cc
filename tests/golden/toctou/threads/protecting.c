/* Ranges that a thread of another file takes away. */
#include "pools.h"

static struct pool own_pool;

/* verdict: live */
int behind_the_start(void)
{
    start_reaper();
    return mprotect(open_pool.base, open_pool.size, PROT_READ);
}

/* verdict: unproven */
int nobody_knows_when(void)
{
    return mprotect(open_pool.base, open_pool.size, PROT_READ);
}

/* verdict: none */
int before_the_start(void)
{
    int failed = mprotect(open_pool.base, open_pool.size, PROT_READ);
    return failed ? failed : start_reaper();
}

/* verdict: none */
int behind_the_end(void)
{
    start_reaper();
    stop_reaper();
    return mprotect(open_pool.base, open_pool.size, PROT_READ);
}

/* verdict: none */
int both_hold_one_lock(void)
{
    start_reaper();
    pthread_mutex_lock(&locked_pool.lock);
    int failed = mprotect(locked_pool.base, locked_pool.size, PROT_READ);
    pthread_mutex_unlock(&locked_pool.lock);
    return failed;
}

/* verdict: live */
int each_holds_a_lock_of_his_own(void)
{
    start_reaper();
    pthread_mutex_lock(&open_pool.lock);
    int failed = mprotect(locked_pool.base, locked_pool.size, PROT_READ);
    pthread_mutex_unlock(&open_pool.lock);
    return failed;
}

/* verdict: none */
int locked_by_a_helper(void)
{
    start_reaper();
    pool_lock(&helped_pool);
    int failed = mprotect(helped_pool.base, helped_pool.size, PROT_READ);
    pool_unlock(&helped_pool);
    return failed;
}

/* verdict: live */
int given_back_by_a_helper_before(void)
{
    start_reaper();
    pool_lock(&helped_pool);
    void *base = helped_pool.base;
    pool_unlock(&helped_pool);
    return mprotect(base, 4096, PROT_READ);
}

/* verdict: live */
int taken_away_two_files_off(void)
{
    start_reaper();
    return mprotect(deep_pool.base, deep_pool.size, PROT_READ);
}

/* verdict: none */
int a_pool_of_this_file(void)
{
    start_reaper();
    return mprotect(own_pool.base, own_pool.size, PROT_READ);
}
