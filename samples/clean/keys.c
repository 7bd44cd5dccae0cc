#define _GNU_SOURCE
#include "clean.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int cell_map(struct cell *cell)
{
    cell->pages = mmap(NULL, cell->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (cell->pages == MAP_FAILED)
        return -errno;
    if (pkey_mprotect(cell->pages, cell->size, PROT_READ | PROT_WRITE, cell->key) == 0)
        return 0;
    int error = -errno;
    if (munmap(cell->pages, cell->size) != 0)
        return -errno;
    return error;
}

int cell_open(struct cell *cell, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (size == 0 || size > SIZE_MAX - page)
        return -EINVAL;
    cell->size = (size + page - 1) / page * page;
    cell->key = pkey_alloc(0, PKEY_DISABLE_ACCESS);
    if (cell->key < 0)
        return -errno;
    int error = cell_map(cell);
    if (error != 0 && pkey_free(cell->key) != 0)
        return -errno;
    return error;
}

int cell_write(struct cell *cell, const void *bytes, size_t n)
{
    if (n > cell->size)
        return -ENOSPC;
    if (pkey_set(cell->key, 0) != 0)
        return -errno;
    memcpy(cell->pages, bytes, n);
    if (pkey_set(cell->key, PKEY_DISABLE_ACCESS) != 0)
        return -errno;
    return 0;
}

/* The pages go first: a key that is freed stays on pages that have it. */
int cell_close(struct cell *cell)
{
    if (munmap(cell->pages, cell->size) != 0)
        return -errno;
    if (pkey_free(cell->key) != 0)
        return -errno;
    cell->pages = NULL;
    cell->key = -1;
    return 0;
}
