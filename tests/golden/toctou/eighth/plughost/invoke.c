#define _GNU_SOURCE
#include "plughost.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* expect: double-load live gap_ */ /* ops->check and ops->run both read arg_len from the block */
int plug_invoke(struct plug *p, uint8_t out[PH_ARGMAX])
{
    if (p->ops->check(p) < 0)
        return -1;
    return p->ops->run(p, out);
}

/* expect: double-load safe snapshot */ /* ops->fetch fills a local that ops->exec works on */
int plug_invoke_args(struct plug *p, uint8_t out[PH_ARGMAX])
{
    struct ph_args a;

    if (p->ops->fetch(p, &a) < 0)
        return -1;
    return p->ops->exec(p, &a, out);
}

/* expect: shared-argument live */ /* unchecked length through the mprotect wrapper */
int plug_commit(struct plug *p)
{
    return host_protect(p->heap, p->ctl->commit_len, PROT_READ);
}

/* expect: shared-argument safe snapshot */ /* accessor called once, clamped local passed on */
int plug_commit_prefix(struct plug *p)
{
    size_t n = ctl_commit(p);

    if (n > p->heap_len)
        n = p->heap_len;
    return host_protect(p->heap, n, PROT_READ);
}

/* expect: double-load live */ /* measured in ctl.c, copied here */
char *plug_reply(const struct plug *p)
{
    size_t n = ctl_reply_len(p);
    char *s;

    if (n > 255 || !(s = malloc(n + 1)))
        return NULL;
    strcpy(s, ctl_reply(p));
    return s;
}

struct runs {
    uint8_t *pos;
    size_t left;
};

static int add_size(const struct ph_item *it, void *cx)
{
    *(size_t *)cx += it->size;
    return 0;
}

static int put_run(const struct ph_item *it, void *cx)
{
    struct runs *r = cx;
    uint16_t n = it->size;

    memset(r->pos, it->tag & 0xff, n);
    r->pos += n;
    return 0;
}

static int put_run_room(const struct ph_item *it, void *cx)
{
    struct runs *r = cx;
    uint16_t n = it->size;

    if (n > r->left)
        return -1;
    memset(r->pos, it->tag & 0xff, n);
    r->pos += n;
    r->left -= n;
    return 0;
}

/* expect: double-load live gap_ */ /* two walks by callback, the second believes the first one's sum */
uint8_t *plug_collect(const struct plug *p)
{
    struct runs r;
    size_t total = 0;
    uint8_t *buf;

    ctl_each_item(p, add_size, &total);
    if (total == 0 || !(buf = malloc(total)))
        return NULL;
    r.pos = buf;
    r.left = total;
    ctl_each_item(p, put_run, &r);
    return buf;
}

/* expect: double-load safe rechecked */ /* the second walk's callback watches the room */
uint8_t *plug_collect_room(const struct plug *p)
{
    struct runs r;
    size_t total = 0;
    uint8_t *buf;

    ctl_each_item(p, add_size, &total);
    if (total == 0 || !(buf = malloc(total)))
        return NULL;
    r.pos = buf;
    r.left = total;
    if (ctl_each_item(p, put_run_room, &r) < 0) {
        free(buf);
        return NULL;
    }
    return buf;
}

/* expect: double-load live */ /* compares abi and kind, relies on arg_len */
int plug_capture(const struct plug *p, uint8_t out[PH_ARGMAX])
{
    struct ph_args head;
    struct ph_ctl c;
    uint32_t abi = p->ctl->abi;

    head.kind = p->ctl->kind;
    head.len = p->ctl->arg_len;
    if (abi != 3 || head.kind >= PH_KINDS || head.len > PH_ARGMAX)
        return -1;
    memcpy(&c, p->ctl, sizeof c);
    if (c.abi != abi || c.kind != head.kind)
        return -1;
    memcpy(out, c.arg, c.arg_len);
    return 0;
}

/* expect: double-load safe compared */ /* arg_len itself must be the same in both reads */
int plug_capture_strict(const struct plug *p, uint8_t out[PH_ARGMAX])
{
    uint32_t len = p->ctl->arg_len;
    struct ph_ctl c;

    if (len > PH_ARGMAX)
        return -1;
    c = *p->ctl;
    if (c.arg_len != len)
        return -1;
    memcpy(out, c.arg, c.arg_len);
    return 0;
}

/* expect: none */ /* a built-in "plugin": its control block is from our heap */
int plug_builtin(const uint8_t *arg, size_t n, uint8_t out[PH_ARGMAX])
{
    struct ph_ctl *ctl = calloc(1, sizeof *ctl);
    int rc = -1;

    if (!ctl)
        return -1;
    ctl->arg_len = (uint32_t)n;
    if (ctl->arg_len <= PH_ARGMAX) {
        memcpy(ctl->arg, arg, ctl->arg_len);
        memcpy(out, ctl->arg, ctl->arg_len);
        rc = 0;
    }
    free(ctl);
    return rc;
}

int main(int argc, char **argv)
{
    static struct plug p;
    static uint8_t out[PH_ARGMAX];

    if (argc < 3 || host_map(&p, 1 << 20) < 0)
        return 1;
    switch (fork()) {
    case -1:
        return 1;
    case 0:
        dup2(p.memfd, 3);
        execv(argv[2], argv + 2);
        _exit(127);
    }
    switch (argv[1][0]) {
    case 'i': return plug_invoke(&p, out);
    case 'I': return plug_invoke_args(&p, out);
    case 'c': return plug_commit(&p);
    case 'C': return plug_commit_prefix(&p);
    case 'r': return plug_reply(&p) == NULL;
    case 'l': return plug_collect(&p) == NULL;
    case 'L': return plug_collect_room(&p) == NULL;
    case 's': return plug_capture(&p, out);
    case 'S': return plug_capture_strict(&p, out);
    case 'b': return plug_builtin(out, sizeof out, out);
    }
    return 2;
}
