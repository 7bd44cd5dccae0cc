#include "rings.h"

struct ring *shared_ring, *own_ring;

static void *map(int fd, int flags)
{
    return mmap(NULL, sizeof(struct ring), PROT_READ | PROT_WRITE, flags, fd, 0);
}

struct ring *ring_of(int fd)
{
    return mmap(NULL, sizeof(struct ring), PROT_READ, MAP_SHARED, fd, 0);
}

struct ring *ring_of_our_own(void)
{
    return malloc(sizeof(struct ring));
}

int ring_into(struct ring **to, int fd)
{
    *to = mmap(NULL, sizeof(struct ring), PROT_READ, MAP_SHARED, fd, 0);
    return *to == MAP_FAILED;
}

void client_open(struct client *client)
{
    client->ring = mmap(NULL, sizeof(struct ring), PROT_READ, MAP_SHARED, client->fd, 0);
    client->own = malloc(sizeof(struct ring));
}

void open_both(int fd)
{
    shared_ring = mmap(NULL, sizeof(struct ring), PROT_READ, MAP_SHARED, fd, 0);
    own_ring = map(-1, MAP_PRIVATE);
}
