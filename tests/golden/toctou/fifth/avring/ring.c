#include "avring.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

AvRing *av_ring_open(const char *name)
{
    int fd = shm_open(name, O_RDWR, 0);
    void *p;

    if (fd < 0)
        return NULL;
    p = mmap(0, sizeof(AvRing), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return NULL;
    return p;
}

uint32_t rb_avail(AvRing *r)
{
    return atomic_load_explicit(&r->head, memory_order_acquire);
}

const AvFrame *rb_frame(AvRing *r, uint32_t at)
{
    return (const AvFrame *)&r->data[at & (AV_RING / 2 - 1)];
}
