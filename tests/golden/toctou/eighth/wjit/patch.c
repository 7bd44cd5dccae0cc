#define _GNU_SOURCE
#include "wjit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define RX (PROT_READ | PROT_EXEC)
#define RW (PROT_READ | PROT_WRITE)

/* expect: range-race live gap_ */ /* region_copy() drops the lock; gc unmaps under it */
int wjit_patch_begin(uintptr_t pc) {
  struct region snap;
  if (region_copy(pc, &snap) < 0) return -1;
  return region_protect(snap.base, snap.len, RW);
}

/* expect: range-race safe */ /* the gc's lock is held over lookup and call */
int wjit_patch_end(uintptr_t pc) {
  struct region *r;
  int rc = -1;
  pthread_mutex_lock(&wjit_mx);
  r = region_find_locked(pc);
  if (r) rc = region_protect(r->base, r->len, RX);
  pthread_mutex_unlock(&wjit_mx);
  return rc;
}

/* expect: range-race live gap_ */ /* cold regions are unmapped through ops, then sealed through ops */
int wjit_retire(struct region *r) {
  if (r->cold && r->ops->drop(r) < 0) {
    perror("wjit: drop");
    return -1;
  }
  return r->ops->seal(r);
}

/* expect: range-race safe */ /* region_grow() stores the new base before it is read */
int wjit_extend(struct region *r, size_t want) {
  if (want > r->len && region_grow(r, want) < 0) return -1;
  return region_protect(r->base, r->len, RX);
}

/* expect: double-load live */ /* code_len is stored by tier_main without a lock */
int wjit_seal_code(void) {
  if (wjit_main.code_len > wjit_main.r->len) return -1;
  return region_protect(wjit_main.r->base, wjit_main.code_len, RX);
}

/* expect: double-load safe */ /* entry_len: same mutex here and in tier_main */
int wjit_seal_entry(void) {
  int rc = -1;
  pthread_mutex_lock(&wjit_mx);
  if (wjit_main.entry_len <= wjit_main.r->len)
    rc = region_protect(wjit_main.r->base, wjit_main.entry_len, RX);
  pthread_mutex_unlock(&wjit_mx);
  return rc;
}

/* expect: shared-argument live */ /* tier length as stored by the thread, unseen */
int wjit_seal_tier(void) {
  return mprotect(wjit_main.r->base, wjit_tier_len, RX);
}

/* expect: shared-argument safe snapshot */
int wjit_seal_tier_checked(void) {
  size_t n = __atomic_load_n(&wjit_tier_len, __ATOMIC_ACQUIRE);
  if (n == 0 || n > wjit_main.r->len) {
    fprintf(stderr, "wjit: tier of %zu bytes\n", n);
    return -1;
  }
  return mprotect(wjit_main.r->base, n, RX);
}

/* expect: range-race live */ /* the rotor may free the key after the unlock */
int wjit_guard_page(uint8_t *page, size_t len) {
  int key;
  pthread_mutex_lock(&wjit_key_mx);
  key = wjit_dom.key;
  pthread_mutex_unlock(&wjit_key_mx);
  if (key < 0) return -1;
  return pkey_mprotect(page, len, PROT_READ, key);
}

/* expect: range-race safe */ /* key looked up and used under the rotor's lock */
int wjit_guard_domain(void) {
  int rc = -1;
  pthread_mutex_lock(&wjit_key_mx);
  if (wjit_dom.key >= 0) rc = pkey_mprotect(wjit_dom.page, wjit_dom.len, PROT_READ, wjit_dom.key);
  pthread_mutex_unlock(&wjit_key_mx);
  return rc;
}

int main(int argc, char **argv) {
  struct region *own = region_new(16 * 4096), *pages = region_new(4 * 4096), *code = region_new(64 * 4096);
  if (argc < 3 || !own || !pages || !code) return 2;
  wjit_main.r = own;
  wjit_dom.page = pages->base;
  wjit_dom.len = pages->len;
  region_add(code);
  uintptr_t pc = (uintptr_t)code->base;
  struct region *old = region_new(4096);
  if (!old || wjit_background(argv[1]) < 0) return 1;
  old->cold = argc > 3;
  switch (argv[2][0]) {
    case 'b': return wjit_patch_begin(pc);
    case 'e': return wjit_patch_end(pc);
    case 'r': return wjit_retire(old);
    case 'x': return wjit_extend(old, 8 * 4096);
    case 'c': return wjit_seal_code();
    case 'n': return wjit_seal_entry();
    case 't': return wjit_seal_tier();
    case 'T': return wjit_seal_tier_checked();
    case 'g': return wjit_guard_page(own->base, 4096);
    case 'd': return wjit_guard_domain();
  }
  return 2;
}
