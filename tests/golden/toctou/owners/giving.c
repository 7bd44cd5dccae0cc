/* Gives what it has mapped to functions of other files. */
#include "rings.h"

int give_both(int fd, u8 *out)
{
    struct ring *ring = ring_of(fd);
    struct ring own = {0};
    return ring_given(ring, out) + ring_once(ring, out) + ring_handed_on(ring, out) + ring_in_place(out, &ring->len) +
           ring_never_shared(&own, out) + munmap(ring, sizeof *ring);
}

/* verdict: live */
u32 checked_here_read_in_a_file(int fd)
{
    struct ring *ring = mmap(NULL, sizeof *ring, PROT_READ, MAP_SHARED, fd, 0);
    return ring->kind > 7 ? 0 : ring_entry(ring);
}

/* verdict: live */
u32 checked_in_a_file_read_here(int fd)
{
    static u32 limits[8];
    struct ring *ring = mmap(NULL, sizeof *ring, PROT_READ, MAP_SHARED, fd, 0);
    return ring_refuses(ring) ? 0 : limits[ring->kind];
}

/* verdict: none */
u32 checked_in_a_file_where_it_is_read(int fd)
{
    struct ring *ring = mmap(NULL, sizeof *ring, PROT_READ, MAP_SHARED, fd, 0);
    return ring->kind > 7 ? 0 : ring_entry_checked(ring);
}

int start_a_thread(int fd)
{
    pthread_t thread;
    return pthread_create(&thread, NULL, ring_in_a_thread, ring_of(fd));
}

int call_through_a_table(const struct ring_ops *ops, int fd, u8 *out)
{
    struct ring own = {0};
    return ops->take(ring_of(fd), out) + ops->measure(&own, out);
}
