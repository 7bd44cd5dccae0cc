#include "vault.h"

int policy_allows(const struct vreq *r, size_t cap)
{
    uint64_t len = r->len;

    if (len > cap)
        return 0;
    return r->off <= cap - len;
}

static int strict_allows(const struct vreq *r, size_t cap)
{
    if (r->off != 0)
        return 0;
    return r->len <= cap / 2;
}

const struct vpolicy strict_policy = { "strict", strict_allows };
