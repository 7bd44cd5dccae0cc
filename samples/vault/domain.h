/* A domain is a protection key and the calling thread's rights to it. */
#ifndef DOMAIN_H
#define DOMAIN_H

#include <stdbool.h>

/* Does this machine have protection keys, and is one free? */
bool domain_supported(void);

/* A new key that denies all access, or a negative errno. */
int domain_create(void);
/* For pages that hold code. */
int domain_create_code(void);

/* 0 or a negative errno. */
int domain_open(int key);
int domain_close(int key);
/* Closes in one instruction; cannot fail. */
void domain_close_fast(int key);
/* "Write nothing at all" by way of the key that every page has, the stack included. */
int domain_lockdown(void);

/* Denies writing through every key but `key`; the saved rights, for domain_restore. */
unsigned int domain_only(int key);
void domain_restore(unsigned int rights);

/* Runs `statement` with the domain open. `statement` must not leave. */
#define WITH_DOMAIN(key, statement)                                                                                    \
    do {                                                                                                               \
        if (domain_open(key) == 0) {                                                                                   \
            statement;                                                                                                 \
            if (domain_close(key) != 0)                                                                                \
                abort();                                                                                               \
        }                                                                                                              \
    } while (0)

#endif
