#ifndef WJIT_H_
#define WJIT_H_

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct region;

struct region_ops {
  int (*drop)(struct region *);
  int (*seal)(struct region *);
};

struct region {
  uint8_t *base;
  size_t len;
  bool cold;
  unsigned idle;     /* gc rounds, under wjit_mx */
  const struct region_ops *ops;
  struct region *next;
};

struct module {
  struct region *r;
  size_t code_len;   /* tier_main stores it whenever it likes */
  size_t entry_len;  /* under wjit_mx on both sides */
};

struct domain {
  int key;           /* under wjit_key_mx */
  uint8_t *page;
  size_t len;
};

/* region.c */
extern pthread_mutex_t wjit_mx;
struct region *region_new(size_t len);
void region_add(struct region *r);
struct region *region_find_locked(uintptr_t pc);
int region_copy(uintptr_t pc, struct region *out);
int region_grow(struct region *r, size_t want);
int region_protect(void *base, size_t len, int prot);
void region_gc(void);

/* background.c */
extern struct module wjit_main;
extern struct domain wjit_dom;
extern size_t wjit_tier_len;
extern pthread_mutex_t wjit_key_mx;
int wjit_background(const char *profile);

#endif
