#include "vault.h"

#include <sys/mman.h>

/* expect: double-load live */
int apply_seal(struct vault *v)
{
    if (!policy_allows(v->req, v->size))
        return -1;
    return mprotect((char *)v->base + v->req->off, v->req->len, PROT_READ);
}

/* expect: shared-argument live */
int apply_raw(struct vault *v)
{
    return mprotect(v->base, v->req->len, PROT_READ);
}

/* expect: double-load safe */
int apply_snap(struct vault *v)
{
    struct vreq mine = *v->req;

    if (!policy_allows(&mine, v->size))
        return -1;
    return mprotect((char *)v->base + mine.off, mine.len, PROT_READ);
}

/* expect: double-load live gap_ */
int apply_window(struct vault *v)
{
    const struct vpolicy *pol = v->policy;

    if (!pol->allows(v->req, v->size))
        return -1;
    return mprotect(v->base, v->req->len, PROT_NONE);
}

/* expect: range-race live */
int vault_refresh(struct vault *v)
{
    vault_release(v);
    return mprotect(v->base, v->size, PROT_READ);
}

/* expect: range-race safe */
int vault_renew(struct vault *v)
{
    size_t n = v->size;

    vault_release(v);
    if (vault_map(v, n) < 0)
        return -1;
    return mprotect(v->base, n, PROT_READ);
}
