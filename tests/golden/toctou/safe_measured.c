/* Texts that are measured up to a limit: what is copied by that length ends there, before the next one begins. */
#include "user.h"

size_t strnlen(const char *text, size_t most);
int strncmp(const char *a, const char *b, size_t n);
char *strstr(const char *text, const char *part);
int rename(const char *from, const char *to);

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

static int is_allowed(const struct folder *f, const char *name)
{
    const size_t n = f->fd;
    if (strncmp(name, "folder", n) != 0 || name[n] != '/')
        return 0;
    return strstr(name, "..") == NULL;
}

/* verdict: latent */
int each_ends_before_the_other(struct folder *f)
{
    const struct names *names = f->names;
    char one[65], other[65];
    size_t n = strnlen(names->one, 64), m = strnlen(names->other, 64);
    if (n == 64 || m == 64)
        return -1;
    memcpy(one, names->one, n);
    one[n] = 0;
    memcpy(other, names->other, m);
    other[m] = 0;
    if (!is_allowed(f, one) || !is_allowed(f, other))
        return -1;
    return rename(one, other);
}
