#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ring.h"

int rl_open(struct rl_view *v, const char *name)
{
    struct stat st;
    void *p;

    v->fd = shm_open(name, O_RDWR, 0600);
    if (v->fd < 0)
        return -1;
    if (fstat(v->fd, &st) < 0 || (size_t)st.st_size < sizeof(struct rl_head)) {
        close(v->fd);
        return -1;
    }
    p = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, v->fd, 0);
    if (p == MAP_FAILED) {
        close(v->fd);
        return -1;
    }
    v->size = (size_t)st.st_size;
    v->head = p;
    v->base = p;
    return 0;
}

void rl_close(struct rl_view *v)
{
    munmap(v->base, v->size);
    close(v->fd);
    v->base = NULL;
    v->head = NULL;
}
