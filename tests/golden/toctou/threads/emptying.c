#include "shelves.h"

static void *watch(void *arg)
{
    struct shelf *shelf = arg;
    pthread_mutex_lock(&shelf->lock);
    for (int i = 0; i < 16; i++) {
        struct box *box = &shelf->boxes[i];
        if (!box->is_empty)
            continue;
        munmap(box->base, box->size);
        box->base = NULL;
        pkey_free(box->key);
        box->key = -1;
    }
    pthread_mutex_unlock(&shelf->lock);
    return arg;
}

int shelf_watch(struct shelf *shelf)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, watch, shelf);
}
