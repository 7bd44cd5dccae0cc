#define _GNU_SOURCE
#include "wjit.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

struct module wjit_main;
struct domain wjit_dom = {.key = -1};
size_t wjit_tier_len;
pthread_mutex_t wjit_key_mx = PTHREAD_MUTEX_INITIALIZER;

static void *gc_main(void *arg) {
  (void)arg;
  for (;;) {
    sleep(2);
    region_gc();
  }
  return NULL;
}

static void *tier_main(void *arg) {
  FILE *f = fopen(arg, "r");
  size_t a, b, c;
  while (f && fscanf(f, "%zu %zu %zu", &a, &b, &c) == 3) {
    wjit_main.code_len = a;
    __atomic_store_n(&wjit_tier_len, b, __ATOMIC_RELEASE);
    pthread_mutex_lock(&wjit_mx);
    wjit_main.entry_len = c;
    pthread_mutex_unlock(&wjit_mx);
  }
  if (f) fclose(f);
  return NULL;
}

/* A fresh key every minute; the pages go back to key 0 before the old one is freed. */
static void *rotor_main(void *arg) {
  (void)arg;
  for (;;) {
    pthread_mutex_lock(&wjit_key_mx);
    if (wjit_dom.key >= 0) {
      if (pkey_mprotect(wjit_dom.page, wjit_dom.len, PROT_READ | PROT_WRITE, 0) < 0)
        perror("rotor");
      else {
        pkey_free(wjit_dom.key);
        wjit_dom.key = -1;
      }
    }
    if (wjit_dom.key < 0) wjit_dom.key = pkey_alloc(0, 0);
    pthread_mutex_unlock(&wjit_key_mx);
    sleep(60);
  }
  return NULL;
}

int wjit_background(const char *profile) {
  pthread_t t;
  if (pthread_create(&t, NULL, gc_main, NULL) || pthread_create(&t, NULL, rotor_main, NULL) ||
      pthread_create(&t, NULL, tier_main, (void *)profile))
    return -1;
  return 0;
}
