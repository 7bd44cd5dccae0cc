#define _GNU_SOURCE
#include "clean.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MESSAGE_MAX 4000

/* Another process writes it at any time. */
struct shared {
    uint32_t length;
    char bytes[MESSAGE_MAX];
};

struct inbox {
    struct shared *shared;
};

static struct shared *map_file(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || status.st_size < (off_t)sizeof(struct shared))
        return NULL;
    void *pages = mmap(NULL, sizeof(struct shared), PROT_READ, MAP_SHARED, fd, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

struct inbox *inbox_open(const char *name)
{
    int fd = shm_open(name, O_RDONLY, 0);
    if (fd < 0)
        return NULL;
    struct inbox *inbox = malloc(sizeof *inbox);
    if (inbox)
        inbox->shared = map_file(fd);
    if (inbox && !inbox->shared) {
        free(inbox);
        inbox = NULL;
    }
    close(fd);
    return inbox;
}

/* One read of the length; what was checked is what is used. */
int inbox_take(struct inbox *inbox, void *out, size_t room)
{
    uint32_t length = *(volatile uint32_t *)&inbox->shared->length;
    if (length > MESSAGE_MAX || length > room)
        return -EMSGSIZE;
    memcpy(out, inbox->shared->bytes, length);
    return (int)length;
}

void inbox_close(struct inbox *inbox)
{
    munmap(inbox->shared, sizeof(struct shared));
    free(inbox);
}
