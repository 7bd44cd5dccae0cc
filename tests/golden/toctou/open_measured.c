/* Texts that are measured, and copied as far as another one reaches. */
#include "user.h"

size_t strnlen(const char *text, size_t most);
int take(const char *one);

struct names {
    u32 n;
    char one[64], other[64];
};
struct folder {
    struct names *names;
    int fd;
};

int folder_open(struct folder *f)
{
    f->names = mmap(NULL, sizeof *f->names, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
    return f->names == MAP_FAILED ? -1 : 0;
}

/* verdict: live */
int measured_over_both(struct folder *f)
{
    const struct names *names = f->names;
    char both[129], other[65];
    size_t n = strnlen(names->one, 128), m = strnlen(names->other, 64);
    if (n == 128 || m == 64)
        return -1;
    memcpy(both, names->one, n);
    both[n] = 0;
    memcpy(other, names->other, m);
    other[m] = 0;
    return take(both) && take(other) ? 0 : -1;
}
