/* Vectors of buffers that are filled with what was checked a moment ago. */
#include "user.h"

struct iovec {
    void *iov_base;
    size_t iov_len;
};
long writev(int fd, const struct iovec *vector, int n);

struct part {
    u32 offset, size;
};
struct queue {
    struct part *parts;
    u8 *own;
    int fd;
};

int queue_open(struct queue *q)
{
    q->parts = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
    return q->parts == MAP_FAILED ? -1 : 0;
}

/* verdict: live */
long length_of_a_buffer(struct queue *q)
{
    struct iovec vector[1];
    if (q->parts->size > 4096)
        return -1;
    vector[0].iov_base = q->own;
    vector[0].iov_len = q->parts->size;
    return writev(1, vector, 1);
}

/* verdict: live */
long begin_of_a_buffer(struct queue *q)
{
    struct iovec vector;
    if (q->parts->offset > 4096)
        return -1;
    vector.iov_base = q->own + q->parts->offset;
    vector.iov_len = 16;
    return writev(1, &vector, 1);
}
