/* Constants that x86 does not have. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXECUTE_TOO 4

int key_too_large(void *page, size_t n)
{
    return pkey_mprotect(page, n, PROT_READ, 16); /* expect: key-range medium */
}

int key_in_a_variable(void *page, size_t n)
{
    int key = 20;
    return pkey_mprotect(page, n, PROT_READ, key); /* expect: key-range medium */
}

int key_on_some_path(void *page, size_t n, int spare)
{
    int key = 3;
    if (spare)
        key = 16;
    return pkey_mprotect(page, n, PROT_READ, key); /* expect: key-range low */
}

int rights_of_another_machine(void)
{
    return pkey_alloc(0, EXECUTE_TOO); /* expect: key-range medium */
}

int flags(void)
{
    return pkey_alloc(1, PKEY_DISABLE_WRITE); /* expect: key-range medium */
}

int set_to_all_ones(int key)
{
    return pkey_set(key, ~0u); /* expect: key-range medium */
}

int no_such_key(void)
{
    return pkey_get(-1); /* expect: key-range medium */
}

int through_syscall(void *page, size_t n)
{
    return (int)syscall(SYS_pkey_mprotect, page, n, PROT_READ, 99); /* expect: key-range medium */
}

int no_key_at_all(void *page, size_t n)
{
    return pkey_mprotect(page, n, PROT_READ, -1); /* expect: key-range note */
}

static const int reserved_key = 17;
static int spare_key = 16; /* never written */

int key_of_a_constant(void *page, size_t n)
{
    return pkey_mprotect(page, n, PROT_READ, reserved_key); /* expect: key-range medium */
}

int key_of_an_unwritten_static(void *page, size_t n)
{
    return pkey_mprotect(page, n, PROT_READ, spare_key); /* expect: key-range medium */
}

/* The fourth argument travels in a register that only a variable can name. */
static long protect_by_instruction(void *page, unsigned long len, int key)
{
    long result;
    register long in_r10 __asm__("r10") = key;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(SYS_pkey_mprotect), "D"(page), "S"(len), "d"(PROT_READ), "r"(in_r10)
                     : "rcx", "r11", "memory");
    return result;
}

long no_such_key_by_instruction(void *page)
{
    return protect_by_instruction(page, 4096, 16); /* expect: key-range low */
}
