#define _GNU_SOURCE
#include "clean.h"

#include <string.h>
#include <sys/mman.h>

/* Writable first, executable afterwards, never both. */
void *pages_of_code(const void *code, size_t n)
{
    void *pages = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
    memcpy(pages, code, n);
    if (mprotect(pages, n, PROT_READ | PROT_EXEC) == 0)
        return pages;
    if (munmap(pages, n) != 0)
        return NULL;
    return NULL;
}

int pages_free(void *pages, size_t n)
{
    if (mprotect(pages, n, PROT_NONE) != 0)
        return -1;
    return munmap(pages, n);
}
