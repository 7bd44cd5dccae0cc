#include "vault.h"

#include <sys/mman.h>

struct vault the_vault = { .lock = PTHREAD_MUTEX_INITIALIZER, .policy = &strict_policy };

int vault_map(struct vault *v, size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        return -1;
    v->base = p;
    v->size = size;
    return 0;
}

void vault_release(struct vault *v)
{
    munmap(v->base, v->size);
}

int vault_setup(struct vault *v, int memfd, size_t size)
{
    void *r = mmap(NULL, sizeof(struct vreq), PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);

    if (r == MAP_FAILED)
        return -1;
    v->req = r;
    return vault_map(v, size);
}
