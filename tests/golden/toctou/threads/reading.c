/* Plain reads of what a thread of another file writes. */
#include "pools.h"

/* verdict: live */
int checked_and_read_again(void)
{
    if (open_pool.limit >= 16)
        return -1;
    return table[open_pool.limit];
}

/* verdict: none */
int under_the_same_lock(void)
{
    int value = -1;
    pthread_mutex_lock(&locked_pool.lock);
    if (locked_pool.limit < 16)
        value = table[locked_pool.limit];
    pthread_mutex_unlock(&locked_pool.lock);
    return value;
}

/* verdict: none */
int under_a_lock_of_helpers(void)
{
    int value = -1;
    pool_lock(&helped_pool);
    if (helped_pool.limit < 16)
        value = table[helped_pool.limit];
    pool_unlock(&helped_pool);
    return value;
}

/* verdict: live */
int the_lock_is_given_back_in_between(void)
{
    pool_lock(&helped_pool);
    u32 is_bad = helped_pool.limit >= 16;
    pool_unlock(&helped_pool);
    if (is_bad)
        return -1;
    pool_lock(&helped_pool);
    int value = table[helped_pool.limit];
    pool_unlock(&helped_pool);
    return value;
}

/* verdict: none */
int under_a_lock_that_came(void)
{
    int value = -1;
    if (pthread_mutex_trylock(&locked_pool.lock) != 0)
        return -1;
    if (locked_pool.limit < 16)
        value = table[locked_pool.limit];
    pthread_mutex_unlock(&locked_pool.lock);
    return value;
}

/* verdict: none */
int under_a_lock_that_was_waited_for(void)
{
    int value = -1, error;
    while ((error = pthread_mutex_trylock(&locked_pool.lock)) != 0)
        if (error != EBUSY)
            return -1;
    if (locked_pool.limit < 16)
        value = table[locked_pool.limit];
    pthread_mutex_unlock(&locked_pool.lock);
    return value;
}

/* verdict: live */
int whether_the_lock_came_or_not(void)
{
    int error = pthread_mutex_trylock(&locked_pool.lock), value = -1;
    if (locked_pool.limit < 16)
        value = table[locked_pool.limit];
    if (!error)
        pthread_mutex_unlock(&locked_pool.lock);
    return value;
}

/* verdict: live */
int where_the_lock_did_not_come(void)
{
    int value = -1;
    if (pthread_mutex_trylock(&locked_pool.lock) != 0)
        return locked_pool.limit < 16 ? table[locked_pool.limit] : 0;
    pthread_mutex_unlock(&locked_pool.lock);
    return value;
}

/* verdict: live */
int given_back_before_the_second_branch(void)
{
    int error = pthread_mutex_trylock(&locked_pool.lock), value = -1;
    if (!error) {
        value = 0;
        pthread_mutex_unlock(&locked_pool.lock);
    }
    if (!error && locked_pool.limit < 16)
        value = table[locked_pool.limit];
    return value;
}

/* verdict: live */
int given_back_at_once(void)
{
    if (pthread_mutex_trylock(&limit_lock) != 0)
        return -1;
    pthread_mutex_unlock(&limit_lock);
    return limit_of_all < 16 ? table[limit_of_all] : 0;
}

/* verdict: none */
int tried_then_waited_for(void)
{
    if (pthread_mutex_trylock(&locked_pool.lock) != 0)
        pthread_mutex_lock(&locked_pool.lock);
    int value = locked_pool.limit < 16 ? table[locked_pool.limit] : 0;
    pthread_mutex_unlock(&locked_pool.lock);
    return value;
}

/* verdict: none */
int asked_for_one_failure(void)
{
    if (pthread_mutex_trylock(&limit_lock) == EBUSY)
        return -1;
    int value = limit_of_all < 16 ? table[limit_of_all] : 0;
    pthread_mutex_unlock(&limit_lock);
    return value;
}

/* verdict: none */
int read_first_in_the_block(void)
{
    for (;;) {
        if (pthread_mutex_trylock(&limit_lock))
            continue;
        int value = limit_of_all < 16 ? table[limit_of_all] : 0;
        pthread_mutex_unlock(&limit_lock);
        if (value)
            return value;
    }
}
