#ifndef VAULT_H
#define VAULT_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* Filled by the sandboxed child. */
struct vreq
{
    uint32_t op;
    uint32_t prot;
    uint64_t off;
    uint64_t len;
};

struct vpolicy
{
    const char *name;
    int (*allows)(const struct vreq *r, size_t cap);
};

struct vault
{
    pthread_mutex_t lock;
    void *base;
    size_t size;
    struct vreq *req;
    const struct vpolicy *policy;
};

extern struct vault the_vault;
extern const struct vpolicy strict_policy;

int vault_setup(struct vault *v, int memfd, size_t size);
int vault_map(struct vault *v, size_t size);
void vault_release(struct vault *v);

int policy_allows(const struct vreq *r, size_t cap);

int apply_seal(struct vault *v);
int apply_raw(struct vault *v);
int apply_snap(struct vault *v);
int apply_window(struct vault *v);
int vault_refresh(struct vault *v);
int vault_renew(struct vault *v);

int guard_seal(void);
int guard_seal_locked(void);
void *reaper_main(void *arg);

#endif
