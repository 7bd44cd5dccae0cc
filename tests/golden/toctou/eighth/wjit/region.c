#define _GNU_SOURCE
#include "wjit.h"

#include <stdlib.h>
#include <sys/mman.h>

pthread_mutex_t wjit_mx = PTHREAD_MUTEX_INITIALIZER;

static struct region *regions;

static int anon_drop(struct region *r) { return munmap(r->base, r->len); }
static int anon_seal(struct region *r) { return mprotect(r->base, r->len, PROT_READ | PROT_EXEC); }

static const struct region_ops anon_ops = {anon_drop, anon_seal};

struct region *region_new(size_t len) {
  struct region *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  r->base = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (r->base == MAP_FAILED) {
    free(r);
    return NULL;
  }
  r->len = len;
  r->ops = &anon_ops;
  return r;
}

void region_add(struct region *r) {
  pthread_mutex_lock(&wjit_mx);
  r->next = regions;
  regions = r;
  pthread_mutex_unlock(&wjit_mx);
}

/* caller holds wjit_mx */
struct region *region_find_locked(uintptr_t pc) {
  struct region *r;
  for (r = regions; r; r = r->next)
    if (pc - (uintptr_t)r->base < r->len) return r;
  return NULL;
}

int region_copy(uintptr_t pc, struct region *out) {
  struct region *r;
  pthread_mutex_lock(&wjit_mx);
  r = region_find_locked(pc);
  if (r) *out = *r;
  pthread_mutex_unlock(&wjit_mx);
  return r ? 0 : -1;
}

int region_grow(struct region *r, size_t want) {
  void *p = mremap(r->base, r->len, want, MREMAP_MAYMOVE);
  if (p == MAP_FAILED) return -1;
  r->base = p;
  r->len = want;
  return 0;
}

int region_protect(void *base, size_t len, int prot) { return mprotect(base, len, prot); }

/* called from gc_main */
void region_gc(void) {
  struct region **pp, *r;
  pthread_mutex_lock(&wjit_mx);
  for (pp = &regions; (r = *pp) != NULL;) {
    if (!r->cold && ++r->idle < 32) {
      pp = &r->next;
      continue;
    }
    *pp = r->next;
    munmap(r->base, r->len);
    free(r);
  }
  pthread_mutex_unlock(&wjit_mx);
}
