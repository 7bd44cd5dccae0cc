#define _GNU_SOURCE
#include "pages.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

size_t pages_round(size_t size)
{
    size_t page = page_size();

    return (size + page - 1) / page * page;
}

void *pages_new(size_t size)
{
    size_t page = page_size();
    unsigned char *pages = mmap(NULL, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (pages == MAP_FAILED)
        return NULL;
    if (mprotect(pages + page, size, PROT_READ | PROT_WRITE) < 0) {
        munmap(pages, size + 2 * page);
        return NULL;
    }
    return pages + page;
}

void pages_free(void *pages, size_t size)
{
    size_t page = page_size();

    munmap((unsigned char *)pages - page, size + 2 * page);
}

int pages_seal(void *pages, size_t size, int key)
{
    return pkey_mprotect(pages, size, PROT_READ | PROT_WRITE, key) < 0 ? -errno : 0;
}

/* Makes the pages readable, then the guard in front of them as well: only the second answer counts. */
int pages_publish(void *pages, size_t size)
{
    size_t page = page_size();
    int result;

    result = mprotect(pages, size, PROT_READ); /* expect: result-ignored medium */
    result = mprotect((unsigned char *)pages - page, page, PROT_READ);
    return result < 0 ? -errno : 0;
}

/* glibc before 2.27 has no pkey_mprotect. */
static int protect_by_number(void *pages, size_t size, int prot, int key)
{
    return (int)syscall(SYS_pkey_mprotect, pages, size, prot, key);
}

protector pages_protector(int old_library)
{
    return old_library ? protect_by_number : pkey_mprotect;
}
