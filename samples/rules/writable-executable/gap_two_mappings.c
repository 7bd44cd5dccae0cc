/* The same file mapped twice, writable here and executable there. */
#include <stddef.h>
#include <sys/mman.h>

int twice(int fd, size_t n, void **ret_write, void **ret_run)
{
    *ret_write = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    *ret_run = mmap(NULL, n, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0); /* expect: writable-executable medium */
    return *ret_write == MAP_FAILED || *ret_run == MAP_FAILED ? -1 : 0;
}
