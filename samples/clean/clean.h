#ifndef CLEAN_H
#define CLEAN_H

#include <stddef.h>
#include <stdint.h>

/* keys.c: pages behind a key of their own. 0, or a negative errno. */
struct cell {
    void *pages;
    size_t size;
    int key;
};
int cell_open(struct cell *cell, size_t size);
int cell_write(struct cell *cell, const void *bytes, size_t n);
int cell_close(struct cell *cell);

/* registers.c */
void rights_give(int key, uint32_t rights);
uint32_t rights_of(int key);

/* pages.c */
void *pages_of_code(const void *code, size_t n);
int pages_free(void *pages, size_t n);

/* numbers.c */
int numbers_protect(void *pages, size_t n, int prot, int key);

/* inbox.c */
struct inbox;
struct inbox *inbox_open(const char *name);
int inbox_take(struct inbox *inbox, void *out, size_t room);
void inbox_close(struct inbox *inbox);

/* related.c */
int related_features(int cpu, uint64_t *out);
int related_thread_area(void *base);

/* decoys.c */
int decoys_count(void);

#endif
