#define _GNU_SOURCE
#include "plughost.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int std_check(const struct plug *p)
{
    return p->ctl->arg_len <= PH_ARGMAX ? 0 : -1;
}

static int std_run(struct plug *p, uint8_t *out)
{
    memcpy(out, p->ctl->arg, p->ctl->arg_len);
    return 0;
}

static int std_fetch(const struct plug *p, struct ph_args *a)
{
    a->kind = p->ctl->kind;
    a->len = p->ctl->arg_len;
    if (a->kind >= PH_KINDS || a->len > sizeof a->bytes)
        return -1;
    memcpy(a->bytes, p->ctl->arg, a->len);
    return 0;
}

static int std_exec(struct plug *p, const struct ph_args *a, uint8_t *out)
{
    p->calls[a->kind]++;
    memcpy(out, a->bytes, a->len);
    return 0;
}

static const struct plug_ops std_ops = {
    .check = std_check,
    .run = std_run,
    .fetch = std_fetch,
    .exec = std_exec,
};

int host_map(struct plug *p, size_t heap_len)
{
    memset(p, 0, sizeof *p);
    p->memfd = memfd_create("plugctl", MFD_CLOEXEC);
    if (p->memfd < 0 || ftruncate(p->memfd, sizeof(struct ph_ctl)) < 0)
        return -1;
    p->ctl = mmap(NULL, sizeof(struct ph_ctl), PROT_READ | PROT_WRITE, MAP_SHARED, p->memfd, 0);
    if (p->ctl == MAP_FAILED)
        return -1;
    p->heap = mmap(NULL, heap_len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p->heap == MAP_FAILED)
        return -1;
    p->heap_len = heap_len;
    p->ops = &std_ops;
    return 0;
}

int host_protect(void *addr, size_t len, int prot)
{
    return mprotect(addr, len, prot);
}

size_t ctl_reply_len(const struct plug *p)
{
    return strlen(p->ctl->reply);
}

int ctl_each_item(const struct plug *p, ph_item_cb cb, void *cx)
{
    for (int i = 0; i < PH_ITEMS; i++) {
        int rc = cb(&p->ctl->item[i], cx);
        if (rc)
            return rc;
    }
    return 0;
}
