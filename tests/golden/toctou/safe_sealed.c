/* Files that nobody can write any more: their seals are looked at, or set. */
#include "user.h"

int fcntl(int fd, int command, ...);
#define F_ADD_SEALS 1033
#define F_GET_SEALS 1034
#define F_SEAL_SHRINK 2
#define F_SEAL_WRITE 8

struct record {
    u32 n, words[32];
};

/* verdict: none */
int seal_is_looked_at(int fd, u32 *to)
{
    struct record *r;
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals < 0 || !(seals & F_SEAL_WRITE))
        return -1;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}

/* verdict: none */
int all_seals_are_looked_at(int fd, u32 *to)
{
    struct record *r;
    int seals = fcntl(fd, F_GET_SEALS);
    if (seals == -1 || (seals & (F_SEAL_WRITE | F_SEAL_SHRINK)) != (F_SEAL_WRITE | F_SEAL_SHRINK))
        return -1;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}

/* verdict: none */
int seal_is_set(int fd, u32 *to)
{
    struct record *r;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK) < 0)
        return -1;
    r = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (r->n > 32)
        return -1;
    memcpy(to, r->words, r->n * sizeof *to);
    return 0;
}
