/* A result that is only printed counts as read. */
#include <stdio.h>
#include <sys/mman.h>

void printed(void *page, size_t n)
{
    int rc = mprotect(page, n, PROT_NONE); /* expect: result-ignored low */
    printf("mprotect: %d\n", rc);
}
