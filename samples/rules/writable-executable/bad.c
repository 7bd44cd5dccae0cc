/* Memory that can be written and run at once. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)

void *at_once(size_t n)
{
    return mmap(NULL, n, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); /* expect: writable-executable high */
}

int by_macro(void *page, size_t n)
{
    return mprotect(page, n, PROT_ALL); /* expect: writable-executable high */
}

int by_number(void *page, size_t n)
{
    return mprotect(page, n, 7); /* expect: writable-executable high */
}

int with_key(void *page, size_t n, int key)
{
    return pkey_mprotect(page, n, PROT_WRITE | PROT_EXEC, key); /* expect: writable-executable high */
}

int in_a_variable(void *page, size_t n)
{
    int prot = PROT_READ | PROT_WRITE;
    prot |= PROT_EXEC;
    return mprotect(page, n, prot); /* expect: writable-executable high */
}

int on_some_path(void *page, size_t n, int jit)
{
    int prot = PROT_READ | PROT_WRITE;
    if (jit)
        prot |= PROT_EXEC;
    return mprotect(page, n, prot); /* expect: writable-executable medium */
}

int added(void *page, size_t n, int prot)
{
    return mprotect(page, n, prot | PROT_WRITE | PROT_EXEC); /* expect: writable-executable high */
}

int through_syscall(void *page, size_t n)
{
    return (int)syscall(SYS_mprotect, page, n, PROT_WRITE | PROT_EXEC); /* expect: writable-executable high */
}

int through_wrong_choice(void *page, size_t n, int code)
{
    return mprotect(page, n, PROT_WRITE | (code ? PROT_EXEC : PROT_READ)); /* expect: writable-executable medium */
}

static const int everything = PROT_READ | PROT_WRITE | PROT_EXEC;
static const int kinds[] = {PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE | PROT_EXEC};

int constant_object(void *page, size_t n)
{
    return mprotect(page, n, everything); /* expect: writable-executable high */
}

int table(void *page, size_t n)
{
    return mprotect(page, n, kinds[2]); /* expect: writable-executable high */
}

int some_element(void *page, size_t n, int kind)
{
    return mprotect(page, n, kinds[kind]); /* expect: writable-executable medium */
}

int added_step_by_step(void *page, size_t n, int prot)
{
    prot |= PROT_EXEC;
    return mprotect(page, n, prot | PROT_WRITE); /* expect: writable-executable high */
}
