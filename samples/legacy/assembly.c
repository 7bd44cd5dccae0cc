/* Where the compiler would not do it: bound registers by hand. */
#include <stddef.h>

#ifdef __x86_64__

void bounds_load(const void *p, size_t n)
{
    __asm__ volatile("bndmk (%0,%1,1), %%bnd0" : : "r"(p), "r"(n - 1)); /* expect: intel-mpx-removed low */
}

void bounds_check(const void *p)
{
    __asm__ volatile("bndcl %0, %%bnd0" : : "r"(p)); /* expect: intel-mpx-removed low */
    __asm__ volatile("bndcu %0, %%bnd0" : : "r"(p)); /* expect: intel-mpx-removed low */
}

/* Assemblers before binutils 2.24 know no mnemonic. */
void bounds_load_old(const void *p, size_t n)
{
    /* bndmk (%rdx,%rcx,1), %bnd0 */
    __asm__ volatile(".byte 0xf3,0x0f,0x1b,0x04,0x0a" : : "d"(p), "c"(n - 1)); /* expect: intel-mpx-removed low */
}

void bounds_spill(void *slot)
{
    __asm__ volatile("bndmov %%bnd0, %0" : "=m"(*(char(*)[16])slot)); /* expect: intel-mpx-removed low */
}

#endif
