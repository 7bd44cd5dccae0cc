/* A vault keeps one secret in pages of its own behind a memory protection key. Outside vault_put and vault_read the
 * calling thread has no access to them. */
#ifndef VAULT_H
#define VAULT_H

#include <stddef.h>

struct vault {
    unsigned char *pages;
    size_t size; /* of the mapping, whole pages */
    size_t used;
    int key;
};

/* All return 0, or a negative errno. */
int vault_open(struct vault *vault, size_t size);
int vault_put(struct vault *vault, const void *secret, size_t length);
int vault_read(const struct vault *vault, void *buffer, size_t length);
int vault_freeze(struct vault *vault);
int vault_rekey(struct vault *vault);
void vault_close(struct vault *vault);

/* The first byte by a plain load, for tests of the protection: faults when the domain is closed. */
unsigned char vault_peek(const struct vault *vault);

#endif
