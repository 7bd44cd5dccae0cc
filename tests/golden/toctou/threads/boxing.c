/* One of many ranges or keys of a type, looked up under a lock; another file's thread takes away some of them. */
#include "shelves.h"

/* verdict: unproven */
int looked_up_and_let_go(struct shelf *shelf, unsigned i)
{
    struct box *box = &shelf->boxes[i & 15];
    pthread_mutex_lock(&shelf->lock);
    void *base = box->base;
    size_t size = box->size;
    pthread_mutex_unlock(&shelf->lock);
    return base ? mprotect(base, size, PROT_READ) : -1;
}

/* verdict: unproven */
int looked_up_under_another_lock(struct shelf *shelf, unsigned i)
{
    struct box *box = &shelf->boxes[i & 15];
    pthread_mutex_lock(&shelf->other);
    int failed = mprotect(box->base, box->size, PROT_READ);
    pthread_mutex_unlock(&shelf->other);
    return failed;
}

/* verdict: unproven */
int key_or_none(struct shelf *shelf, unsigned i, void *own)
{
    struct box *box = &shelf->boxes[i & 15];
    pthread_mutex_lock(&shelf->lock);
    int key = box->is_empty ? -1 : box->key;
    pthread_mutex_unlock(&shelf->lock);
    return key < 0 ? -1 : pkey_mprotect(own, 4096, PROT_READ, key);
}

/* verdict: none */
int lock_is_held_to_the_end(struct shelf *shelf, unsigned i)
{
    struct box *box = &shelf->boxes[i & 15];
    pthread_mutex_lock(&shelf->lock);
    int failed = mprotect(box->base, box->size, PROT_READ);
    pthread_mutex_unlock(&shelf->lock);
    return failed;
}

/* Nobody says that this one is on a shelf.
 * verdict: none */
int box_of_the_callers(struct box *box)
{
    return mprotect(box->base, box->size, PROT_READ);
}

/* verdict: none */
int made_and_put_there(struct shelf *shelf, unsigned i)
{
    void *base = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_mutex_lock(&shelf->lock);
    shelf->boxes[i & 15].base = base;
    pthread_mutex_unlock(&shelf->lock);
    return mprotect(base, 4096, PROT_READ);
}

/* verdict: none */
int box_beside_a_shelf_that_is_watched(struct shelf *shelf, struct box *box)
{
    shelf_watch(shelf);
    return mprotect(box->base, box->size, PROT_READ);
}
