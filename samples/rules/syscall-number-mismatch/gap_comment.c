/* Only a comment tells what was meant. */
#define _GNU_SOURCE
#include <unistd.h>

long guard(void *p, int n)
{
    return syscall(56, p, n, 1, 2); /* mpx */ /* expect: syscall-number-mismatch low */
}
