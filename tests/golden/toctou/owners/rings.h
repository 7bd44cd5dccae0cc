/* Rings that mapping.c shares with another process, and what others find of them. */
#ifndef RINGS_H
#define RINGS_H

#include "user.h"

struct client {
    struct ring *ring, *own;
    int fd;
};

extern struct ring *shared_ring, *own_ring;

/* mapping.c */
struct ring *ring_of(int fd);
struct ring *ring_of_our_own(void);
int ring_into(struct ring **to, int fd);
void client_open(struct client *client);
/* passing.c */
struct ring *ring_again(void);

#endif
