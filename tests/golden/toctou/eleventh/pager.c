/* pager.c
 *
 * Post-copy pager for a frozen process.  The restorer inside the target fills a
 * control page that we map from an inherited fd; pages come out of an image file
 * that a second program keeps rewriting.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define PG          4096ull
#define STAGE_PAGES 16
#define NREGION     20

typedef struct region { uint64_t start, len; uint32_t img_page, kind; } region;
typedef struct ctl_page {
    uint32_t nregion;
    uint32_t want;
    region   r[NREGION];
} ctl_page;
typedef struct img_head { uint32_t magic, npages, first, flags; } img_head;

typedef struct pager {
    pid_t     target;
    int       uffd;
    ctl_page *ctl;            /* shared with the target */
    img_head *img;            /* MAP_SHARED file, others write it */
    size_t    img_len;
    uint8_t   stage[STAGE_PAGES * PG];
    unsigned  bad;
} pager;

static uint8_t *view;         /* torn down by drain_main, nobody locks */
static size_t   view_len = 1 << 20;

static void *drain_main(void *arg)
{
    (void)arg;
    sleep(5);
    munmap(view, view_len);
    return NULL;
}

static int pager_open(pager *g, int ctl_fd, int img_fd)
{
    struct stat st;

    if (fstat(img_fd, &st) < 0 || st.st_size < (off_t)PG) return -EINVAL;
    g->ctl = mmap(NULL, PG, PROT_READ | PROT_WRITE, MAP_SHARED, ctl_fd, 0);
    if (g->ctl == MAP_FAILED) return -errno;
    g->img = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, img_fd, 0);
    if (g->img == MAP_FAILED) return -errno;
    g->img_len = (size_t)st.st_size;
    return 0;
}

static int uffd_fill(pager *g, uint64_t dst, uint64_t len)
{
    struct uffdio_copy c = { .dst = dst, .src = (uintptr_t)g->stage, .len = len };

    return ioctl(g->uffd, UFFDIO_COPY, &c) < 0 ? -errno : 0;
}

/* expect: double-load live */
int pager_stage(pager *g, unsigned i)
{
    const region *r;

    if (i >= NREGION) return -EINVAL;
    r = &g->ctl->r[i];
    if (r->len > sizeof g->stage) {
        g->bad++;
        return -E2BIG;
    }
    memset(g->stage, 0, r->len);
    return uffd_fill(g, PG, PG);
}

/* expect: double-load safe snapshot */
int pager_stage_val(pager *g, unsigned i)
{
    const volatile region *r;
    uint64_t len;

    if (i >= NREGION) return -EINVAL;
    r = &g->ctl->r[i];
    len = r->len;
    if (len > sizeof g->stage) {
        g->bad++;
        return -E2BIG;
    }
    memset(g->stage, 0, len);
    return uffd_fill(g, PG, len);
}

/* expect: double-load live */
int pager_first(pager *g)
{
    const uint8_t *pages = (const uint8_t *)g->img;

    if (g->img->first >= g->img_len / PG) return -ERANGE;
    memcpy(g->stage, pages + g->img->first * PG, PG);
    return uffd_fill(g, PG, PG);
}

/* expect: double-load safe snapshot */
int pager_first_copy(pager *g)
{
    const uint8_t *pages = (const uint8_t *)g->img;
    img_head h = *g->img;

    if (h.first >= g->img_len / PG) return -ERANGE;
    memcpy(g->stage, pages + h.first * PG, PG);
    return uffd_fill(g, PG, PG);
}

/* expect: double-load live */
uint64_t *pager_table(pager *g)
{
    uint64_t *t = calloc(g->ctl->nregion, sizeof *t);

    if (!t) return NULL;
    for (uint32_t i = 0; i < g->ctl->nregion; i++)
        t[i] = PG;
    return t;
}

/* expect: double-load safe snapshot */
uint64_t *pager_table_n(pager *g)
{
    const uint32_t n = __atomic_load_n(&g->ctl->nregion, __ATOMIC_ACQUIRE);
    uint64_t *t;

    if (n > NREGION) return NULL;
    t = calloc(n, sizeof *t);
    if (!t) return NULL;
    for (uint32_t i = 0; i < n; i++)
        t[i] = g->ctl->r[i].start;
    return t;
}

/* expect: range-race live */
int view_lock(void)
{
    if (view == NULL || view == MAP_FAILED) return -EINVAL;
    return mprotect(view, view_len, PROT_READ) < 0 ? -errno : 0;
}

/* expect: none */
int peek_target(pager *g, uint64_t at, uint64_t *out)
{
    region r;
    struct iovec l = { &r, sizeof r }, f = { (void *)(uintptr_t)at, sizeof r };

    if (process_vm_readv(g->target, &l, 1, &f, 1, 0) != (ssize_t)sizeof r) return -errno;
    if (r.len == 0 || r.len > sizeof g->stage) return -ERANGE;
    memset(g->stage, 0, r.len);
    *out = r.start;
    return 0;
}

int main(int argc, char **argv)
{
    static pager g;
    pthread_t t;

    if (argc < 3 || pager_open(&g, atoi(argv[1]), atoi(argv[2])) < 0) return 1;
    view = mmap(NULL, view_len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (view == MAP_FAILED) return 1;
    if (pthread_create(&t, NULL, drain_main, NULL) != 0) return 1;
    if (view_lock() < 0) perror("pager: view");
    pager_stage(&g, 0);
    pthread_join(t, NULL);
    return 0;
}
