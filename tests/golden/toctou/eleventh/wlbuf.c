// wlbuf.c: a screen-share client. Frames and their metadata arrive in memfds
// that the compositor keeps mapped; control messages come over the socket.
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define WL_MIN(a, b)  ((a) < (b) ? (a) : (b))
#define NAME_CAP      32
#define NPLANE        4

struct chunk { uint32_t offset, size; int32_t stride; uint32_t flags; };

struct frame_meta {
    struct chunk plane[NPLANE];
    uint32_t     nplanes;
    uint32_t     format;
    char         output[64];
    struct { uint64_t size, stamp; } ctl;
};

struct stream {
    int                fd;
    struct frame_meta *meta;
    uint8_t           *pixels;
    size_t             pixels_len;
    uint8_t           *copy;
    size_t             copy_cap;
    char               output[NAME_CAP];
    uint32_t           strides[NPLANE];
};

static int take_fd(int sock)
{
    char c, ctl[CMSG_SPACE(sizeof(int))];
    struct iovec iov = { &c, 1 };
    struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
                         .msg_control = ctl, .msg_controllen = sizeof ctl };
    struct cmsghdr *cm;
    int fd = -1;

    if (recvmsg(sock, &mh, MSG_CMSG_CLOEXEC) <= 0) return -1;
    cm = CMSG_FIRSTHDR(&mh);
    if (cm && cm->cmsg_type == SCM_RIGHTS) memcpy(&fd, CMSG_DATA(cm), sizeof fd);
    return fd;
}

int stream_bind(struct stream *s, int sock, size_t pixels_len)
{
    void *m;

    if ((s->fd = take_fd(sock)) < 0) return -EBADF;
    m = mmap(NULL, 4096 + pixels_len, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd, 0);
    if (m == MAP_FAILED) return -errno;
    s->meta = m;
    s->pixels = (uint8_t *)m + 4096;
    s->pixels_len = pixels_len;
    s->copy_cap = 65536;
    s->copy = malloc(s->copy_cap);
    return s->copy ? 0 : -ENOMEM;
}

static inline uint32_t umin(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* expect: double-load live */
void stream_grab_min(struct stream *s)
{
    const struct chunk *c = &s->meta->plane[0];
    memcpy(s->copy, s->pixels, WL_MIN(c->size, 65536u));
}

/* expect: double-load safe snapshot */
void stream_grab_umin(struct stream *s)
{
    const struct chunk *c = &s->meta->plane[0];
    memcpy(s->copy, s->pixels, umin(c->size, 65536u));
}

/* expect: double-load live */
int stream_grab(struct stream *s, unsigned plane)
{
    const struct chunk *c;

    if (plane >= NPLANE) return -EINVAL;
    c = s->meta->plane + plane;
    if (c->offset >= s->pixels_len) return -ERANGE;
    s->copy[0] = s->pixels[c->offset];
    return 0;
}

/* expect: double-load safe snapshot */
int stream_grab_local(struct stream *s, unsigned plane)
{
    struct chunk c;

    if (plane >= NPLANE) return -EINVAL;
    c = s->meta->plane[plane];
    if (c.offset >= s->pixels_len) return -ERANGE;
    s->copy[0] = s->pixels[c.offset];
    return 0;
}

/* expect: double-load live */
int stream_name(struct stream *s)
{
    if (strlen(s->meta->output) >= sizeof s->output) {
        fprintf(stderr, "output name too long\n");
        return -ENAMETOOLONG;
    }
    strcpy(s->output, s->meta->output);
    return 0;
}

/* expect: double-load safe */
int stream_name_cut(struct stream *s)
{
    if (strlen(s->meta->output) >= sizeof s->output) {
        fprintf(stderr, "output name too long\n");
        return -ENAMETOOLONG;
    }
    memcpy(s->output, s->meta->output, sizeof s->output - 1);
    s->output[sizeof s->output - 1] = '\0';
    return 0;
}

/* expect: shared-argument live */
int stream_hold(struct stream *s)
{
    int rc = mprotect(s->pixels, s->meta->ctl.size, PROT_READ);

    if (rc < 0) {
        rc = -errno;
        perror("wlbuf: hold");
    }
    return rc;
}

/* expect: double-load live */
int stream_hold_checked(struct stream *s)
{
    int rc;

    if (s->meta->ctl.size > s->pixels_len) return -ERANGE;
    rc = mprotect(s->pixels, s->meta->ctl.size, PROT_READ);
    if (rc < 0) {
        rc = -errno;
        perror("wlbuf: hold");
    }
    return rc;
}

/* expect: double-load safe snapshot */
int stream_hold_fixed(struct stream *s)
{
    uint64_t n = *(volatile uint64_t *)&s->meta->ctl.size;
    int rc;

    if (n > s->pixels_len) return -ERANGE;
    rc = mprotect(s->pixels, n, PROT_READ);
    if (rc < 0) {
        rc = -errno;
        perror("wlbuf: hold");
    }
    return rc;
}

/* expect: none */
void stream_stamp(const struct stream *s)
{
    printf("frame at %llu\n", (unsigned long long)s->meta->ctl.stamp);
}
