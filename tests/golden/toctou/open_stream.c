/* Streams that are set back: the next fetch brings the same bytes again. */
#include "kernel.h"

struct iov_iter;
size_t copy_from_iter(void *to, size_t n, struct iov_iter *from);
_Bool copy_from_iter_full(void *to, size_t n, struct iov_iter *from);
void iov_iter_revert(struct iov_iter *from, size_t n);

struct packet {
    u16 kind, length;
    u8 data[124];
};

/* verdict: live */
int head_then_all(struct iov_iter *from, u8 *to)
{
    struct packet head, all;
    if (!copy_from_iter_full(&head, 4, from) || head.length > sizeof head.data)
        return -EINVAL;
    iov_iter_revert(from, 4);
    if (!copy_from_iter_full(&all, sizeof all, from))
        return -EFAULT;
    memcpy(to, all.data, all.length);
    return 0;
}

/* verdict: live */
int as_much_as_was_taken(struct iov_iter *from, size_t n)
{
    struct packet packet;
    u16 kind[2];
    if (n != 4 || copy_from_iter(kind, n, from) != n || kind[0] > 15)
        return -EINVAL;
    iov_iter_revert(from, n);
    if (copy_from_iter(&packet, sizeof packet, from) != sizeof packet)
        return -EFAULT;
    return table[packet.kind];
}
