/* keyring.h: protection domains with a background reaper */
#ifndef KEYRING_H
#define KEYRING_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Domain {
    int             key;
    void           *base;
    size_t          len;
    pthread_mutex_t mu;
    unsigned        uses;
} Domain;

/* Settings page, mapped shared with the management daemon. */
typedef struct Settings {
    uint32_t magic;
    uint32_t rights;
    int32_t  key;
    uint32_t pages;
} Settings;

extern Domain    dLoose;     /* reaped without its lock */
extern Domain    dStrict;    /* reaped under its lock */
extern Settings *settings;

static inline int domainUsable(const Domain *d)
{
    return d->base != NULL && d->len != 0;
}

int  keyringStart(const char *path);
void domainFreeKey(int key);
int  domainSealLoose(void);
int  domainSealStrict(void);

#endif
