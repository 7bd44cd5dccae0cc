/* Writable, then executable; and values of which nothing is known. */
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

void *in_two_steps(const void *code, size_t n)
{
    void *page = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return NULL;
    memcpy(page, code, n);
    return mprotect(page, n, PROT_READ | PROT_EXEC) == 0 ? page : NULL;
}

int handed_over(void *page, size_t n, int prot)
{
    return mprotect(page, n, prot);
}

int one_or_the_other(void *page, size_t n, int write)
{
    int prot = PROT_READ;
    if (write)
        prot |= PROT_WRITE;
    else
        prot |= PROT_EXEC;
    return mprotect(page, n, prot);
}

int taken_away(void *page, size_t n)
{
    int prot = PROT_READ | PROT_WRITE | PROT_EXEC;
    return mprotect(page, n, prot & ~PROT_WRITE);
}

int excluded(void *page, size_t n, int prot)
{
    if (prot == (PROT_WRITE | PROT_EXEC))
        return -1;
    return mprotect(page, n, prot);
}

static const int kinds[] = {PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC};
static int settled = PROT_READ | PROT_WRITE | PROT_EXEC;

int either_element(void *page, size_t n, int kind)
{
    return mprotect(page, n, kinds[kind]);
}

/* Nobody knows what it holds by then. */
int changed_elsewhere(void *page, size_t n, int prot)
{
    settled = prot;
    return mprotect(page, n, settled);
}
