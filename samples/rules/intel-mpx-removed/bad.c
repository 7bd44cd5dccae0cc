/* Bound registers, as the manuals of their time had them. */
#include <signal.h>
#include <sys/prctl.h>

#ifndef PR_MPX_ENABLE_MANAGEMENT
#define PR_MPX_ENABLE_MANAGEMENT 43
#endif

int enable(void)
{
    return prctl(PR_MPX_ENABLE_MANAGEMENT, 0, 0, 0, 0); /* expect: intel-mpx-removed low */
}

int disable_by_number(void)
{
    return prctl(44, 0, 0, 0, 0); /* expect: intel-mpx-removed low */
}

#if defined(__x86_64__)
void check_by_mnemonic(const char *p, unsigned long size)
{
    __asm__ volatile("bndmk (%0,%1), %%bnd0" : : "r"(p), "r"(size)); /* expect: intel-mpx-removed low */
    __asm__ volatile("bndcl %0, %%bnd0" : : "r"(p));                  /* expect: intel-mpx-removed low */
}

void make_by_bytes(const char *p)
{
    __asm__ volatile(".byte 0xf3, 0x0f, 0x1b, 0x00" : : "a"(p)); /* expect: intel-mpx-removed low */
}
#endif

const char *describe(const siginfo_t *info)
{
    return info->si_code == SEGV_BNDERR ? "bounds" : "other"; /* expect: intel-mpx-removed note */
}

asm(".globl checked\nchecked:\n\tbndcl (%rdi), %bnd0\n\tret"); /* expect: intel-mpx-removed low */
