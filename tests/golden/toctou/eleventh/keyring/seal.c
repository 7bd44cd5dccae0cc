#define _GNU_SOURCE
#include "keyring.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

/* expect: range-race live */
int domainSealLoose(void)
{
    Domain *d = &dLoose;

    if (!domainUsable(d) || d->key <= 0)
        return -EINVAL;
    d->uses++;
    if (pkey_mprotect(d->base, d->len, PROT_READ, d->key) < 0)
        return -errno;
    return 0;
}

/* expect: range-race safe */
int domainSealStrict(void)
{
    Domain *d = &dStrict;
    int rc = 0;

    pthread_mutex_lock(&d->mu);
    if (!domainUsable(d) || d->key <= 0) {
        rc = -EINVAL;
        goto out;
    }
    d->uses++;
    if (pkey_mprotect(d->base, d->len, PROT_READ, d->key) < 0)
        rc = -errno;
out:
    pthread_mutex_unlock(&d->mu);
    return rc;
}

/* expect: double-load live */
int domainApplyRights(Domain *d)
{
    switch (settings->rights) {
    case PROT_NONE:
    case PROT_READ:
        return mprotect(d->base, d->len, (int)settings->rights) < 0 ? -errno : 0;
    }
    fprintf(stderr, "keyring: rights refused\n");
    return -EPERM;
}

/* expect: double-load safe compared */
int domainApplyRightsTwice(Domain *d)
{
    uint32_t want = __atomic_load_n(&settings->rights, __ATOMIC_SEQ_CST), now;

    if (want != PROT_NONE && want != PROT_READ)
        return -EPERM;
    now = __atomic_load_n(&settings->rights, __ATOMIC_SEQ_CST);
    if (now == want)
        return mprotect(d->base, d->len, (int)now) < 0 ? -errno : 0;
    fprintf(stderr, "keyring: rights changed\n");
    return -EAGAIN;
}

/* expect: shared-argument live gap_ */
int domainRekey(void *base, size_t len)
{
    if (len == 0)
        return -EINVAL;
    return pkey_mprotect(base, len, PROT_READ, settings->key) < 0 ? -errno : 0;
}

/* expect: shared-argument safe snapshot */
int domainRekeyChecked(void *base, size_t len)
{
    int32_t key = *(volatile int32_t *)&settings->key;

    if (len == 0)
        return -EINVAL;
    if (key < 1 || key > 15)
        return -EPERM;
    return pkey_mprotect(base, len, PROT_READ, key) < 0 ? -errno : 0;
}

/* expect: shared-argument live */
int domainPages(void *base, int drop)
{
    if (drop)
        return munmap(base, settings->pages * (size_t)4096) < 0 ? -errno : 0;
    return 0;
}

/* expect: double-load live */
int domainTrim(Domain *d)
{
    size_t keep;

    if (settings->pages == 0 || settings->pages > d->len / 4096)
        return -ERANGE;
    keep = (size_t)settings->pages * 4096;
    if (mprotect(d->base, keep, PROT_READ) < 0)
        return -errno;
    return 0;
}

/* expect: double-load safe gap_ rechecked */
int domainTrimChecked(Domain *d)
{
    size_t keep;

    if (settings->pages == 0 || settings->pages > d->len / 4096)
        return -ERANGE;
    keep = (size_t)__atomic_load_n(&settings->pages, __ATOMIC_RELAXED) * 4096;
    if (keep == 0 || keep > d->len)
        return -EAGAIN;
    if (mprotect(d->base, keep, PROT_READ) < 0)
        return -errno;
    return 0;
}
