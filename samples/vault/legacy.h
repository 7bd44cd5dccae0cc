/* What earlier versions of the vault did, kept for machines that nobody has any more. */
#ifndef LEGACY_H
#define LEGACY_H

#include <stddef.h>

/* Each returns 0 or a negative errno. */
int legacy_bounds(void *pages, size_t size);
int legacy_protect(void *pages, size_t size, int key);
int legacy_release(void *pages, size_t size);

#endif
