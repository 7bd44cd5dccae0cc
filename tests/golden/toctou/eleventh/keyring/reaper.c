#define _GNU_SOURCE
#include "keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

Domain    dLoose  = { .key = -1, .mu = PTHREAD_MUTEX_INITIALIZER };
Domain    dStrict = { .key = -1, .mu = PTHREAD_MUTEX_INITIALIZER };
Settings *settings;

void domainFreeKey(int key)
{
    if (pkey_free(key) < 0)
        perror("keyring: pkey_free");
}

static void *looseReaper(void *arg)
{
    (void)arg;
    sleep(30);
    domainFreeKey(dLoose.key);
    return NULL;
}

static void *strictReaper(void *arg)
{
    (void)arg;
    sleep(30);
    pthread_mutex_lock(&dStrict.mu);
    if (dStrict.key > 0) {
        pkey_mprotect(dStrict.base, dStrict.len, PROT_READ, 0);
        domainFreeKey(dStrict.key);
        dStrict.key = -1;
    }
    pthread_mutex_unlock(&dStrict.mu);
    return NULL;
}

static int domainInit(Domain *d, size_t len)
{
    d->base = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (d->base == MAP_FAILED)
        return -errno;
    d->len = len;
    d->key = pkey_alloc(0, 0);
    return d->key < 0 ? -errno : 0;
}

int keyringStart(const char *path)
{
    pthread_t t;
    int fd, rc;
    void *p;

    if ((rc = domainInit(&dLoose, 65536)) < 0 || (rc = domainInit(&dStrict, 65536)) < 0)
        return rc;
    fd = shm_open(path, O_RDWR, 0);
    if (fd < 0)
        return -errno;
    p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return -errno;
    settings = p;
    if (pthread_create(&t, NULL, looseReaper, NULL) != 0)
        return -EAGAIN;
    if (pthread_create(&t, NULL, strictReaper, NULL) != 0)
        return -EAGAIN;
    return 0;
}
