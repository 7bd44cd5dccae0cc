/* Memory of several processes, and locks that do not keep them apart. */
#include "user.h"

struct drawer {
    pthread_mutex_t lock;
    u32 used;
    u8 data[256];
};
struct store {
    pthread_mutex_t lock;
    struct drawer drawers[8];
};
struct server {
    pthread_mutex_t lock; /* of this process */
    struct store *store, *other;
};

int server_open(struct server *server, int fd, int other)
{
    server->store = mmap(NULL, sizeof *server->store, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    server->other = mmap(NULL, sizeof *server->other, PROT_READ | PROT_WRITE, MAP_SHARED, other, 0);
    return server->store == MAP_FAILED || server->other == MAP_FAILED ? -1 : 0;
}

/* verdict: live */
int lock_of_our_own(struct server *server, u32 i, u8 *to)
{
    struct drawer *drawer = &server->store->drawers[i & 7];
    int result = -1;
    pthread_mutex_lock(&server->lock);
    if (drawer->used <= sizeof drawer->data) {
        memcpy(to, drawer->data, drawer->used);
        result = 0;
    }
    pthread_mutex_unlock(&server->lock);
    return result;
}

/* verdict: live */
int let_go_in_between(struct server *server, u32 i, u8 *to)
{
    struct drawer *drawer = &server->store->drawers[i & 7];
    pthread_mutex_lock(&drawer->lock);
    int is_too_long = drawer->used > sizeof drawer->data;
    pthread_mutex_unlock(&drawer->lock);
    if (is_too_long)
        return -1;
    pthread_mutex_lock(&drawer->lock);
    memcpy(to, drawer->data, drawer->used);
    pthread_mutex_unlock(&drawer->lock);
    return 0;
}

/* verdict: live */
int looked_at_before_the_lock(struct server *server, u32 i, u8 *to)
{
    struct drawer *drawer = &server->store->drawers[i & 7];
    if (drawer->used > sizeof drawer->data)
        return -1;
    pthread_mutex_lock(&drawer->lock);
    memcpy(to, drawer->data, drawer->used);
    pthread_mutex_unlock(&drawer->lock);
    return 0;
}

/* verdict: live */
int lock_of_another_mapping(struct server *server, u32 i, u8 *to)
{
    struct drawer *drawer = &server->store->drawers[i & 7];
    int result = -1;
    pthread_mutex_lock(&server->other->lock);
    if (drawer->used <= sizeof drawer->data) {
        memcpy(to, drawer->data, drawer->used);
        result = 0;
    }
    pthread_mutex_unlock(&server->other->lock);
    return result;
}
