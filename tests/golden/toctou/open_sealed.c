/* Files whose seals leave somebody who can write. */
#include "user.h"

int fcntl(int fd, int command, ...);
#define F_ADD_SEALS 1033
#define F_GET_SEALS 1034
#define F_SEAL_SHRINK 2
#define F_SEAL_WRITE 8
#define F_SEAL_FUTURE_WRITE 16

struct record {
    u32 n, words[32];
};

/* verdict: live */
int sealed_against_another_size(int fd, u32 *to)
{
    struct record *r;
    if (!(fcntl(fd, F_GET_SEALS) & F_SEAL_SHRINK))
        return -1;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}

/* verdict: live */
int sealed_if_one_of_two(int fd, u32 *to)
{
    struct record *r;
    if (!(fcntl(fd, F_GET_SEALS) & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)))
        return -1;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}

/* verdict: live */
int another_file_is_sealed(int fd, int other, u32 *to)
{
    struct record *r;
    if (!(fcntl(other, F_GET_SEALS) & F_SEAL_WRITE))
        return -1;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}

/* verdict: live */
int sealed_or_not(int fd, u32 *to)
{
    struct record *r;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) < 0)
        to[0] = 0;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}

/* A file that cannot be sealed has -1 for its seals. */
/* verdict: live */
int seals_of_any_file(int fd, u32 *to)
{
    struct record *r;
    if (!(fcntl(fd, F_GET_SEALS) & F_SEAL_WRITE))
        return -1;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}
