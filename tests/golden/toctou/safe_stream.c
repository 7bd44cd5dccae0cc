/* Streams that go on, or are set back to other bytes; or what they bring again is looked at again. */
#include "kernel.h"

struct iov_iter;
_Bool copy_from_iter_full(void *to, size_t n, struct iov_iter *from);
void iov_iter_revert(struct iov_iter *from, size_t n);

struct packet {
    u16 kind, length;
    u8 data[124];
};

/* verdict: none */
int one_after_the_other(struct iov_iter *from, u8 *to)
{
    struct packet one, other;
    if (!copy_from_iter_full(&one, sizeof one, from) || one.length > sizeof one.data)
        return -EINVAL;
    if (!copy_from_iter_full(&other, sizeof other, from))
        return -EFAULT;
    memcpy(to, other.data, one.length);
    return 0;
}

/* verdict: none */
int set_back_when_it_failed(struct iov_iter *from, u8 *to)
{
    struct packet one;
    if (!copy_from_iter_full(&one, 4, from) || one.length > sizeof one.data) {
        iov_iter_revert(from, 4);
        return -EINVAL;
    }
    if (!copy_from_iter_full(one.data, one.length, from))
        return -EFAULT;
    memcpy(to, one.data, one.length);
    return 0;
}

/* verdict: safe rechecked */
int looked_at_again(struct iov_iter *from, u8 *to)
{
    struct packet head, all;
    if (!copy_from_iter_full(&head, 4, from) || head.length > sizeof head.data)
        return -EINVAL;
    iov_iter_revert(from, 4);
    if (!copy_from_iter_full(&all, sizeof all, from) || all.length > sizeof all.data)
        return -EINVAL;
    memcpy(to, all.data, all.length);
    return 0;
}
