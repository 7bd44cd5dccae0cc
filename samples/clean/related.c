#define _GNU_SOURCE
#include "clean.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IA32_FEATURE_CONTROL 0x3a

int related_features(int cpu, uint64_t *out)
{
    char name[64];
    snprintf(name, sizeof name, "/dev/cpu/%d/msr", cpu);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    ssize_t n = pread(fd, out, sizeof *out, IA32_FEATURE_CONTROL);
    int error = n < 0 ? -errno : n == (ssize_t)sizeof *out ? 0 : -EIO;
    close(fd);
    return error;
}

/* Only 32-bit programs have thread areas. */
int related_thread_area(void *base)
{
#ifdef __i386__
    if (syscall(SYS_set_thread_area, base) != 0)
        return -errno;
    return 0;
#else
    (void)base;
    return -ENOTSUP;
#endif
}
