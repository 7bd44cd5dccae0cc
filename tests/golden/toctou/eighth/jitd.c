// jitd: out-of-process code generator. A client passes a control page (memfd)
// over the socket; compiled code lives in our cache, sealed on demand.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define kPage 4096u
#define kMaxFix 128u
#define kEntries 256

typedef struct JitFix {
  uint32_t off;
  uint32_t val;
} JitFix;

typedef struct JitCtl {
  uint64_t addr;
  uint64_t len;
  int32_t pkey;
  uint32_t nfix;
  JitFix fix[kMaxFix];
} JitCtl;

typedef struct Entry {
  void *code;
  size_t len;
  time_t lastUse;
} Entry;

static struct {
  uint8_t *base;
  size_t size;
  size_t used;
} arena;

static struct {
  pthread_mutex_t lock;
  Entry ent[kEntries];
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER};

static JitCtl *ctl;

int jitAttach(int memfd) {
  ctl = mmap(NULL, sizeof *ctl, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
  if (ctl == MAP_FAILED) return -1;
  arena.size = 64 * kPage;
  arena.base = mmap(NULL, arena.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return arena.base == MAP_FAILED ? -1 : 0;
}

static int inArena(uint64_t addr, size_t n) {
  uint64_t lo = (uint64_t)(uintptr_t)arena.base;
  return addr >= lo && addr - lo <= arena.size - n && (addr & (kPage - 1)) == 0;
}

/* expect: shared-argument live */ /* the client's length goes straight into mprotect */
int jitSeal(void) {
  if (!arena.base) return -1;
  return mprotect(arena.base, ctl->len, PROT_READ | PROT_EXEC);
}

/* expect: double-load live */ /* length checked, loaded again as the call's argument */
int jitSealPart(void) {
  if (ctl->len == 0 || ctl->len > arena.size) {
    fprintf(stderr, "jitd: bad seal request\n");
    return -1;
  }
  return mprotect(arena.base, ctl->len, PROT_READ | PROT_EXEC);
}

/* expect: shared-argument safe snapshot */
int jitSealPrefix(void) {
  const uint64_t len = __atomic_load_n(&ctl->len, __ATOMIC_RELAXED);
  if (len == 0 || len > arena.size) return -1;
  return mprotect(arena.base, len, PROT_READ | PROT_EXEC);
}

/* expect: double-load live */ /* address range-checked by value, pointer made from a second load */
int jitOpenPage(void) {
  if (!inArena(ctl->addr, kPage)) return -1;
  void *p = (void *)(uintptr_t)ctl->addr;
  return mprotect(p, kPage, PROT_READ | PROT_WRITE);
}

/* expect: double-load safe snapshot */
int jitReopenPage(void) {
  uint64_t a = *(volatile uint64_t *)&ctl->addr;
  if (!inArena(a, kPage)) return -1;
  return mprotect((void *)(uintptr_t)a, kPage, PROT_READ | PROT_WRITE);
}

/* expect: shared-argument live gap_ */ /* key number read from the page at the call */
int jitTagArena(void) {
  int rc = pkey_mprotect(arena.base, arena.size, PROT_READ | PROT_WRITE, ctl->pkey);
  if (rc < 0) perror("pkey_mprotect");
  return rc;
}

/* expect: double-load live */ /* each offset is checked, then loaded again for the store */
int jitPatch(void) {
  uint32_t n = ctl->nfix;
  if (n > kMaxFix) return -1;
  for (uint32_t i = 0; i < n; i++) {
    if (ctl->fix[i].off > arena.size - sizeof(uint32_t)) return -1;
    memcpy(arena.base + ctl->fix[i].off, &ctl->fix[i].val, sizeof(uint32_t));
  }
  return 0;
}

/* expect: double-load safe snapshot */ /* whole table copied once, validated and applied from the copy */
int jitPatchAtomic(void) {
  JitFix fix[kMaxFix];
  uint32_t n = __atomic_load_n(&ctl->nfix, __ATOMIC_ACQUIRE);
  if (n > kMaxFix) return -1;
  memcpy(fix, ctl->fix, sizeof fix);
  for (uint32_t i = 0; i < n; i++)
    if (fix[i].off > arena.size - sizeof(uint32_t)) return -1;
  for (uint32_t i = 0; i < n; i++)
    memcpy(arena.base + fix[i].off, &fix[i].val, sizeof(uint32_t));
  return 0;
}

int jitInsert(unsigned id, const void *code, size_t n) {
  if (id >= kEntries || n == 0 || n > kPage) return -1;
  void *p = mmap(NULL, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return -1;
  memcpy(p, code, n);
  pthread_mutex_lock(&cache.lock);
  if (cache.ent[id].code) munmap(cache.ent[id].code, cache.ent[id].len);
  cache.ent[id] = (Entry){.code = p, .len = kPage, .lastUse = time(NULL)};
  pthread_mutex_unlock(&cache.lock);
  return 0;
}

static void *evictMain(void *arg) {
  (void)arg;
  for (;;) {
    sleep(1);
    time_t now = time(NULL);
    pthread_mutex_lock(&cache.lock);
    for (int i = 0; i < kEntries; i++) {
      Entry *e = &cache.ent[i];
      if (e->code && now - e->lastUse > 30) {
        munmap(e->code, e->len);
        e->code = NULL;
      }
    }
    pthread_mutex_unlock(&cache.lock);
  }
  return NULL;
}

/* expect: range-race live */ /* looked up under the lock, protected after it was dropped */
int jitSealEntry(unsigned id) {
  if (id >= kEntries) return -1;
  pthread_mutex_lock(&cache.lock);
  void *code = cache.ent[id].code;
  size_t len = cache.ent[id].len;
  pthread_mutex_unlock(&cache.lock);
  if (!code) return -1;
  return mprotect(code, len, PROT_READ | PROT_EXEC);
}

/* expect: range-race safe */ /* lookup and call under the evictor's lock */
int jitUnsealEntry(unsigned id) {
  int rc = -1;
  if (id >= kEntries) return -1;
  pthread_mutex_lock(&cache.lock);
  Entry *e = &cache.ent[id];
  if (e->code) {
    e->lastUse = time(NULL);
    rc = mprotect(e->code, e->len, PROT_READ | PROT_WRITE);
  }
  pthread_mutex_unlock(&cache.lock);
  return rc;
}

static int growArena(size_t want) {
  uint8_t *nb = mmap(NULL, want, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (nb == MAP_FAILED) return -1;
  memcpy(nb, arena.base, arena.used);
  munmap(arena.base, arena.size);
  arena.base = nb;
  arena.size = want;
  return 0;
}

/* expect: range-race live */ /* the callee unmaps the block whose old base is kept here */
int jitAppend(const void *insn, size_t n) {
  uint8_t *page = arena.base;
  size_t size = arena.size;
  if (n > size) return -1;
  if (n > size - arena.used && growArena(2 * size) < 0) return -1;
  if (mprotect(page, size, PROT_READ | PROT_WRITE) < 0) return -1;
  memcpy(arena.base + arena.used, insn, n);
  arena.used += n;
  return 0;
}

/* expect: range-race safe */ /* base and size are fetched after the block may have moved */
int jitEmit(const void *insn, size_t n) {
  if (n > arena.size) return -1;
  if (n > arena.size - arena.used && growArena(2 * arena.size) < 0) return -1;
  uint8_t *page = arena.base;
  size_t size = arena.size;
  if (mprotect(page, size, PROT_READ | PROT_WRITE) < 0) return -1;
  memcpy(page + arena.used, insn, n);
  arena.used += n;
  return 0;
}

int main(void) {
  pthread_t t;
  int c;
  if (jitAttach(3) < 0 || pthread_create(&t, NULL, evictMain, NULL) != 0) return 1;
  while ((c = getchar()) != EOF) {
    int rc = 0;
    switch (c) {
      case 's': rc = jitSeal(); break;
      case 'S': rc = jitSealPart(); break;
      case 'x': rc = jitSealPrefix(); break;
      case 'o': rc = jitOpenPage(); break;
      case 'O': rc = jitReopenPage(); break;
      case 't': rc = jitTagArena(); break;
      case 'p': rc = jitPatch(); break;
      case 'P': rc = jitPatchAtomic(); break;
      case 'i': rc = jitInsert(7, "\xc3", 1); break;
      case 'e': rc = jitSealEntry(7); break;
      case 'E': rc = jitUnsealEntry(7); break;
      case 'a': rc = jitAppend("\xc3", 1); break;
      case 'A': rc = jitEmit("\xc3", 1); break;
    }
    if (rc) fprintf(stderr, "jitd: %c failed\n", c);
  }
  return 0;
}
