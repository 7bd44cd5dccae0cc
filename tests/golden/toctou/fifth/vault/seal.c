#include "vault.h"

#include <sys/mman.h>

/* expect: range-race live */
int guard_seal(void)
{
    if (!the_vault.base)
        return -1;
    return mprotect(the_vault.base, the_vault.size, PROT_READ);
}

/* expect: range-race safe */
int guard_seal_locked(void)
{
    int ret = -1;

    pthread_mutex_lock(&the_vault.lock);
    if (the_vault.base)
        ret = mprotect(the_vault.base, the_vault.size, PROT_READ);
    pthread_mutex_unlock(&the_vault.lock);
    return ret;
}
