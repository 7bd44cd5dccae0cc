/* Pointers in globals that are tested for null and loaded again, while a thread makes them null, or another one. */
#include "user.h"

struct session {
    u32 id;
    struct session *next;
};
static struct {
    struct session *current, *locked, *replaced;
} desk;
static struct session *newest;
static struct session spare;
static pthread_mutex_t lock;

static void *closer(void *arg)
{
    struct session *session = arg;
    desk.current = NULL;
    newest = newest ? NULL : &spare;
    pthread_mutex_lock(&lock);
    desk.locked = NULL;
    pthread_mutex_unlock(&lock);
    desk.replaced = &spare;
    session->next = NULL;
    return NULL;
}

int begin_closing(struct session *session)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, closer, session);
}

/* verdict: live */
int tested_and_loaded_again(void)
{
    return desk.current ? (int)desk.current->id : -1;
}

/* verdict: live */
int null_on_some_way(void)
{
    if (newest == NULL)
        return -1;
    return (int)newest->id;
}

/* verdict: none */
int loaded_once(void)
{
    struct session *session = desk.current;
    return session ? (int)session->id : -1;
}

/* verdict: none */
int under_the_lock_of_the_closer(void)
{
    int id = -1;
    pthread_mutex_lock(&lock);
    if (desk.locked)
        id = (int)desk.locked->id;
    pthread_mutex_unlock(&lock);
    return id;
}

/* verdict: none */
int never_made_null(void)
{
    return desk.replaced ? (int)desk.replaced->id : -1;
}

/* verdict: none */
int link_of_some_object(struct session *session)
{
    return session->next ? (int)session->next->id : -1;
}
