/* Rings that another process maps too. */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>
#include <stdlib.h>
#include <stdatomic.h>
#include <fcntl.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/shm.h>

struct slot { uint32_t len; uint32_t type; char data[120]; };
struct box { uint32_t head, tail; void *addr; size_t size; struct slot slots[16]; };
static struct box *box;
static char out[120];

int box_open(const char *name)
{
    int fd = shm_open(name, O_RDWR, 0600);
    if (fd < 0)
        return -1;
    box = mmap(NULL, sizeof *box, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return box == MAP_FAILED ? -1 : 0;
}

/* expect: double-load live */
int take_len_twice(unsigned i)
{
    struct slot *s = &box->slots[i % 16];
    if (s->len > sizeof out)
        return -1;
    memcpy(out, s->data, s->len);
    return 0;
}

/* expect: double-load safe snapshot */
int take_len_once(unsigned i)
{
    struct slot *s = &box->slots[i % 16];
    uint32_t len = *(volatile uint32_t *)&s->len;
    if (len > sizeof out)
        return -1;
    memcpy(out, s->data, len);
    return 0;
}

/* expect: double-load safe snapshot */
int take_len_plain_local(unsigned i)
{
    struct slot *s = &box->slots[i % 16];
    uint32_t len = s->len;
    if (len > sizeof out)
        return -1;
    memcpy(out, s->data, len);
    return 0;
}

/* expect: double-load live critical */
int protect_checked_size(void)
{
    if (box->size > 65536)
        return -1;
    return mprotect(out, box->size, PROT_READ);
}

/* expect: shared-argument live */
int protect_unchecked(void)
{
    return mprotect(box->addr, 4096, PROT_READ);
}

/* expect: none */
int protect_snapshot(void)
{
    size_t n = __atomic_load_n(&box->size, __ATOMIC_RELAXED);
    if (n > 65536)
        return -1;
    return mprotect(out, n, PROT_READ);
}

/* expect: double-load live */
int type_dispatch(unsigned i)
{
    static int (*const handlers[4])(struct slot *);
    struct slot *s = &box->slots[i & 15];
    if (s->type >= 4)
        return -1;
    return handlers[s->type](s);
}

/* expect: double-load safe any */
int wait_for_head(unsigned seen)
{
    while (*(volatile uint32_t *)&box->head == seen)
        ;
    return 0;
}

/* expect: double-load live */
int local_mapping(int fd)
{
    int r = -1;
    struct slot *s = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (s == MAP_FAILED)
        return -1;
    if (s->len <= sizeof out) {
        memcpy(out, s->data, s->len);
        r = 0;
    }
    munmap(s, 4096);
    return r;
}

/* expect: none */
int private_mapping(int fd)
{
    int r = -1;
    struct slot *s = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED)
        return -1;
    if (read(fd, s, sizeof *s) == sizeof *s && s->len <= sizeof out) {
        memcpy(out, s->data, s->len);
        r = 0;
    }
    munmap(s, 4096);
    return r;
}

/* expect: double-load live */
int sysv(int id)
{
    struct slot *s = shmat(id, 0, 0);
    int r = -1;
    if (s == (void *)-1)
        return -1;
    if (s->len < sizeof out)
        r = out[s->len];
    shmdt(s);
    return r;
}

/* expect: double-load safe compared */
int reread_compared(unsigned i)
{
    struct slot *s = &box->slots[i & 15];
    uint32_t first = s->len;
    if (first > sizeof out)
        return -1;
    uint32_t second = *(volatile uint32_t *)&s->len;
    if (second != first)
        return -1;
    memcpy(out, s->data, second);
    return 0;
}

#define MIN(a, b) ((a) < (b) ? (a) : (b))
/* expect: double-load live */
int min_macro(unsigned i)
{
    struct slot *s = &box->slots[i & 15];
    size_t n = MIN(s->len, sizeof out);
    memcpy(out, s->data, n);
    return 0;
}

static int valid(const struct slot *s)
{
    return s->len <= sizeof out && s->type < 8;
}

static void deliver(const struct slot *s)
{
    memcpy(out, s->data, s->len);
}

/* expect: double-load live */
int validate_in_place(unsigned i)
{
    struct slot *s = &box->slots[i & 15];
    if (!valid(s))
        return -1;
    deliver(s);
    return 0;
}

/* expect: double-load safe any */
int validate_copy(unsigned i)
{
    struct slot s;
    memcpy(&s, &box->slots[i & 15], sizeof s);
    if (!valid(&s))
        return -1;
    deliver(&s);
    return 0;
}
