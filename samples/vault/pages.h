/* Whole pages, and what may be done with them. */
#ifndef PAGES_H
#define PAGES_H

#include <stddef.h>

/* The size rounded up to whole pages. */
size_t pages_round(size_t size);

/* Readable and writable pages between two that are neither, or NULL. */
void *pages_new(size_t size);
void pages_free(void *pages, size_t size);

/* 0 or a negative errno. */
int pages_seal(void *pages, size_t size, int key);
int pages_publish(void *pages, size_t size);

typedef int (*protector)(void *pages, size_t size, int prot, int key);

/* pkey_mprotect, or what stands in for it on old C libraries. */
protector pages_protector(int old_library);

/* Seals where the caller cannot do anything about a failure. */
#define PAGES_SEAL_READ_ONLY(pages, size, key) pkey_mprotect((pages), (size), PROT_READ, (key))

#endif
