/* What is written by a function that runs once, before everybody who waits for it. */
#include "user.h"

static pthread_once_t once, once_again, other_once;
static u32 level, level_twice, level_called, level_late;

static void set_level(void)
{
    level = (u32)start();
}

static void set_level_twice(void)
{
    level_twice = (u32)start();
}

static void set_level_called(void)
{
    level_called = (u32)start();
}

static void store_late(void)
{
    level_late = (u32)start();
}

static void set_level_late(void)
{
    store_late();
}

static void ensure_late(void)
{
    pthread_once(&other_once, set_level_late);
}

/* verdict: none */
int behind_the_one_call(void)
{
    pthread_once(&once, set_level);
    return level < 16 ? table[level] : -1;
}

/* verdict: live */
int without_the_call(void)
{
    return level < 16 ? table[level] : -1;
}

/* verdict: live */
int on_some_way_only(int is_new)
{
    if (is_new)
        pthread_once(&once, set_level);
    return level < 16 ? table[level] : -1;
}

/* verdict: live */
int once_for_each_of_two(int is_new)
{
    pthread_once(&once, set_level_twice);
    pthread_once(&once_again, set_level_twice);
    return level_twice < 16 ? table[level_twice] : -1;
}

/* verdict: live */
int called_besides(void)
{
    pthread_once(&once, set_level_called);
    return level_called < 16 ? table[level_called] : -1;
}

/* verdict: none */
int behind_a_helper(void)
{
    ensure_late();
    return level_late < 16 ? table[level_late] : -1;
}

static void *reader(void *arg)
{
    set_level_called();
    pthread_once(&once_again, set_level_twice);
    pthread_once(&once, set_level);
    return behind_the_one_call() + without_the_call() + on_some_way_only(1) + once_for_each_of_two(1) +
                   called_besides() + behind_a_helper()
               ? arg
               : NULL;
}

int begin_readers(void)
{
    pthread_t one, two;
    return pthread_create(&one, NULL, reader, NULL) + pthread_create(&two, NULL, reader, NULL) + behind_the_one_call() +
           without_the_call() + on_some_way_only(0) + once_for_each_of_two(0) + called_besides() + behind_a_helper();
}
