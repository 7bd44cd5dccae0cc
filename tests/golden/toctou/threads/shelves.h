/* Shelves of boxes, of which a thread of emptying.c takes away what is empty. */
#ifndef SHELVES_H
#define SHELVES_H

#include "user.h"

int pkey_free(int key);
int pkey_mprotect(void *addr, size_t length, int prot, int key);

struct box {
    void *base;
    size_t size;
    int key, is_empty;
};
struct shelf {
    pthread_mutex_t lock, other;
    struct box boxes[16];
};

int shelf_watch(struct shelf *shelf);

#endif
