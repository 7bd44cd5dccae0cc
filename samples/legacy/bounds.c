#include "bounds.h"

#include <errno.h>
#include <sys/prctl.h>

#ifndef PR_MPX_ENABLE_MANAGEMENT
#define PR_MPX_ENABLE_MANAGEMENT 43
#endif

void *__builtin___bnd_set_ptr_bounds(const void *, size_t);
void *__bnd_narrow_ptr_bounds(const void *, const void *, size_t);
void __bnd_chk_ptr_bounds(const void *, size_t);

int guard_begin(void)
{
    if (prctl(PR_MPX_ENABLE_MANAGEMENT, 0, 0, 0, 0) < 0) /* expect: intel-mpx-removed low */
        return -errno;
    return 0;
}

int guard_end(void)
{
    return prctl(44, 0, 0, 0, 0) < 0 ? -errno : 0; /* expect: intel-mpx-removed low */
}

char *guard_make(char *buffer, size_t size)
{
    return GUARDED(buffer, size); /* expect: intel-mpx-removed low */
}

int guard_check(const char *p, size_t n)
{
    if (n == 0)
        return -EINVAL;
    __bnd_chk_ptr_bounds(p, n); /* expect: intel-mpx-removed low */
    return 0;
}

char *guard_split(char *buffer, size_t head)
{
    return __bnd_narrow_ptr_bounds(buffer, buffer, head); /* expect: intel-mpx-removed low */
}

#ifdef __MPX__
void guard_table(void **table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        __builtin___bnd_store_ptr_bounds(&table[i], table[i]); /* expect: intel-mpx-removed note */
}
#endif
