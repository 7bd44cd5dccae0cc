/* vmm.h - tiny VMM: guest memory and split virtqueues */
#ifndef VMM_H
#define VMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

/* Guest RAM.  Backed by a memfd, mapped shared: the vcpus run on it, and the
 * vhost-user processes have it as well. */
struct gmem {
    uint8_t *ram;
    size_t   size;
    int      fd;
    size_t   page;
    unsigned faults;
};

struct vdesc {
    uint64_t addr;
    uint32_t len;
    uint16_t flags;
    uint16_t next;
};

struct vavail {
    uint16_t flags;
    uint16_t idx;
    uint16_t ring[];
};

struct vqueue {
    struct gmem   *mem;
    struct vdesc  *desc;     /* in guest RAM */
    struct vavail *avail;    /* in guest RAM */
    uint16_t       num;
    uint16_t       last_avail;
    unsigned       errors;
};

int   gmem_init(struct gmem *m, size_t size);
void *gmem_at(struct gmem *m, uint64_t gpa, size_t len);
bool  vq_setup(struct vqueue *q, struct gmem *m, uint64_t desc, uint64_t avail, uint16_t num);
bool  vq_desc_fits(const struct vqueue *q, const struct vdesc *d);
int   gmem_balloon(struct gmem *m, uint64_t req_gpa);
int   gmem_log_window(struct gmem *m, uint64_t req_gpa);

void  vmm_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
