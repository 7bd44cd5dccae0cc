#define _GNU_SOURCE
#include "vault.h"

#include <sys/mman.h>
#include <unistd.h>

static struct vault local_vault = { .lock = PTHREAD_MUTEX_INITIALIZER, .policy = &strict_policy };

int main(void)
{
    pthread_t t;
    int fd = memfd_create("requests", 0);

    if (fd < 0 || ftruncate(fd, 4096) < 0)
        return 1;
    if (vault_setup(&the_vault, fd, 1 << 20) < 0 || vault_setup(&local_vault, fd, 1 << 20) < 0)
        return 1;
    if (pthread_create(&t, NULL, reaper_main, NULL) != 0)
        return 1;
    if (guard_seal() < 0 || guard_seal_locked() < 0)
        return 1;
    if (apply_seal(&local_vault) < 0 || apply_raw(&local_vault) < 0)
        return 1;
    if (apply_snap(&local_vault) < 0 || apply_window(&local_vault) < 0)
        return 1;
    if (vault_renew(&local_vault) < 0)
        return 1;
    return vault_refresh(&local_vault) < 0;
}
