/* Rings that mapping.c shares with another process, and what others find of them. */
#ifndef RINGS_H
#define RINGS_H

#include "user.h"

struct client {
    struct ring *ring, *own;
    int fd;
};

struct ring_ops {
    int (*take)(const struct ring *ring, u8 *out);
    int (*measure)(const struct ring *ring, u8 *out);
};

extern struct ring *shared_ring, *own_ring;

/* mapping.c */
struct ring *ring_of(int fd);
struct ring *ring_of_our_own(void);
int ring_into(struct ring **to, int fd);
void client_open(struct client *client);
/* passing.c */
struct ring *ring_again(void);
/* given.c */
int ring_given(const struct ring *ring, u8 *out);
int ring_in_place(u8 *out, const u32 *len);
int ring_once(const struct ring *ring, u8 *out);
int ring_never_shared(const struct ring *ring, u8 *out);
int ring_handed_on(const struct ring *ring, u8 *out);
u32 ring_entry(const struct ring *ring);
u32 ring_entry_checked(const struct ring *ring);
int ring_refuses(const struct ring *ring);
/* given_on.c */
int ring_at_the_end(const struct ring *ring, u8 *out);
int ring_of_a_member(const struct ring *ring, u8 *out);
void *ring_in_a_thread(void *data);

#endif
