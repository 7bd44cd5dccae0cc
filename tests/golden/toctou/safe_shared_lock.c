/* Memory of several processes that lies beside the lock which all of them take. */
#include "user.h"

struct drawer {
    pthread_mutex_t lock;
    u32 used;
    u8 data[256];
};
struct store {
    pthread_mutex_t lock;
    pthread_rwlock_t table;
    struct drawer drawers[8];
};
struct server {
    struct store *store;
};

int server_open(struct server *server, int fd)
{
    server->store = mmap(NULL, sizeof *server->store, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return server->store == MAP_FAILED ? -1 : 0;
}

/* verdict: none */
int lock_of_the_slot(struct server *server, u32 i, u8 *to)
{
    struct drawer *drawer = &server->store->drawers[i & 7];
    int result = -1;
    pthread_mutex_lock(&drawer->lock);
    if (drawer->used <= sizeof drawer->data) {
        memcpy(to, drawer->data, drawer->used);
        result = 0;
    }
    pthread_mutex_unlock(&drawer->lock);
    return result;
}

/* verdict: none */
int lock_of_the_store(struct server *server, u32 i, u8 *to)
{
    struct drawer *drawer = &server->store->drawers[i & 7];
    int result = -1;
    pthread_rwlock_rdlock(&server->store->table);
    if (drawer->used <= sizeof drawer->data) {
        memcpy(to, drawer->data, drawer->used);
        result = 0;
    }
    pthread_rwlock_unlock(&server->store->table);
    return result;
}
