#include "vault.h"

#include <sys/mman.h>
#include <unistd.h>

void *reaper_main(void *arg)
{
    (void)arg;
    for (;;)
    {
        sleep(60);
        pthread_mutex_lock(&the_vault.lock);
        if (the_vault.base)
        {
            munmap(the_vault.base, the_vault.size);
            the_vault.base = NULL;
        }
        pthread_mutex_unlock(&the_vault.lock);
    }
    return NULL;
}
