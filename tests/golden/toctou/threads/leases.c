/* Ranges that a function of another file takes away, in the same thread. */
#include "leases.h"

/* verdict: live */
int sealed_behind_its_end(struct lease *lease)
{
    lease_end(lease);
    return mprotect(lease->base, lease->len, PROT_READ);
}

/* verdict: none */
int sealed_before_its_end(struct lease *lease)
{
    int result = mprotect(lease->base, lease->len, PROT_READ);
    lease_end(lease);
    return result;
}

/* verdict: none */
int sealed_when_it_did_not_end(struct lease *lease)
{
    if (lease_end(lease) == 0)
        return 0;
    return mprotect(lease->base, lease->len, PROT_READ);
}

/* verdict: none */
int sealed_when_it_was_renewed(struct lease *lease, int fd)
{
    if (lease_renew(lease, fd))
        return -1;
    return mprotect(lease->base, lease->len, PROT_READ);
}

/* verdict: none */
int another_one_is_sealed(struct lease *lease, struct lease *other)
{
    lease_end(lease);
    return mprotect(other->base, other->len, PROT_READ);
}
