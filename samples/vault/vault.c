#define _GNU_SOURCE
#include "vault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "domain.h"
#include "pages.h"

int vault_open(struct vault *vault, size_t size)
{
    int result;

    vault->used = 0;
    vault->size = pages_round(size);
    vault->key = domain_create();
    if (vault->key < 0)
        return vault->key;
    vault->pages = pages_new(vault->size);
    if (!vault->pages)
        return -ENOMEM; /* later: key-leak */
    result = pages_seal(vault->pages, vault->size, vault->key);
    if (result < 0)
        vault_close(vault);
    return result;
}

int vault_put(struct vault *vault, const void *secret, size_t length)
{
    int result = domain_open(vault->key);

    if (result < 0)
        return result;
    if (length > vault->size)
        return -EMSGSIZE; /* later: domain-left-open */
    memcpy(vault->pages, secret, length);
    vault->used = length;
    return domain_close(vault->key);
}

int vault_read(const struct vault *vault, void *buffer, size_t length)
{
    if (length > vault->used)
        return -EMSGSIZE;
    WITH_DOMAIN(vault->key, memcpy(buffer, vault->pages, length));
    return 0;
}

unsigned char vault_peek(const struct vault *vault)
{
    return *(volatile unsigned char *)vault->pages;
}

/* From here on nobody changes the secret any more. */
int vault_freeze(struct vault *vault)
{
    protector protect = pages_protector(0);

    if (protect(vault->pages, vault->size, PROT_READ, vault->key) != 0)
        return -errno;
    /* The first page once more, under the key: it holds what matters most. */
    PAGES_SEAL_READ_ONLY(vault->pages, pages_round(1), vault->key); /* expect: result-ignored medium */
    return 0;
}

/* A new key for the same pages; the old one goes back to the kernel. */
int vault_rekey(struct vault *vault)
{
    int old = vault->key;
    int key = (int)syscall(SYS_pkey_alloc, 0, PKEY_DISABLE_ACCESS);

    if (pkey_mprotect(vault->pages, vault->size, PROT_READ | PROT_WRITE, key) < 0) /* later: key-unchecked */
        return -errno;
    vault->key = key;
    syscall(SYS_pkey_free, old);
    return 0;
}

/* The pages go back to the key that they started with, so that nobody inherits them with the vault's. */
void vault_close(struct vault *vault)
{
    (void)pkey_mprotect(vault->pages, vault->size, PROT_READ | PROT_WRITE, 0); /* expect: result-ignored note */
    memset(vault->pages, 0, vault->size);
    pages_free(vault->pages, vault->size);
    pkey_free(vault->key);
    vault->pages = NULL;
}
