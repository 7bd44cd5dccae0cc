#include "mpx-probe/memory.h"

#include <sys/uio.h>

enum { PAGE = 4096, PIECES = 9 };

/* One piece a page, because a piece is read whole or not at all. */
size_t memory_read(pid_t tid, uint64_t address, void *bytes, size_t size)
{
    struct iovec local = {bytes, 0}, remote[PIECES];
    unsigned n = 0;
    if (address > UINT64_MAX - size)
        return 0;
    while (local.iov_len < size && n < PIECES) {
        uint64_t at = address + local.iov_len;
        size_t piece = PAGE - at % PAGE;
        if (piece > size - local.iov_len)
            piece = size - local.iov_len;
        remote[n++] = (struct iovec){(void *)(uintptr_t)at, piece};
        local.iov_len += piece;
    }
    ssize_t got = n ? process_vm_readv(tid, &local, 1, remote, n, 0) : 0;
    return got > 0 ? (size_t)got : 0;
}
