#define _GNU_SOURCE
#include "filter.h"

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#define CODE_SIZE 4096

/* mov %edi,%eax; xor $mask,%eax; ret */
static void assemble(unsigned char *code, unsigned char mask)
{
    const unsigned char bytes[] = {0x89, 0xf8, 0x35, mask, 0x00, 0x00, 0x00, 0xc3};

    memcpy(code, bytes, sizeof bytes);
}

static filter callable(void *code)
{
    filter function;

    memcpy(&function, &code, sizeof function);
    return function;
}

/* Written first, executable afterwards: never both. */
filter filter_new(unsigned char mask)
{
    void *code = mmap(NULL, CODE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (code == MAP_FAILED)
        return NULL;
    assemble(code, mask);
    if (mprotect(code, CODE_SIZE, PROT_READ | PROT_EXEC) < 0) {
        munmap(code, CODE_SIZE);
        return NULL;
    }
    return callable(code);
}

filter filter_new_live(unsigned char mask)
{
    int prot = PROT_READ | PROT_WRITE;
    void *code = mmap(NULL, CODE_SIZE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (code == MAP_FAILED)
        return NULL;
    assemble(code, mask);
    prot |= PROT_EXEC;
    if (mprotect(code, CODE_SIZE, prot) < 0) { /* expect: writable-executable high */
        munmap(code, CODE_SIZE);
        return NULL;
    }
    return callable(code);
}

void *filter_arena(void)
{
    void *arena = mmap(NULL, CODE_SIZE, PROT_WRITE | PROT_EXEC, /* expect: writable-executable high */
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return arena == MAP_FAILED ? NULL : arena;
}

void filter_free(filter code)
{
    void *page;

    memcpy(&page, &code, sizeof page);
    munmap(page, CODE_SIZE);
}
