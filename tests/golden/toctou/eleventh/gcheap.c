/* gcheap.c -- tiny mark/compact heap with mutator and compactor threads

   GNU style, because the runtime this was written for uses it.  */

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define GC_PAGE ((size_t) 4096)
#define GC_SPACE_MAX ((size_t) 64 << 20)
#define GC_CARDS 512

struct space
{
  char *base;			/* set once before the threads start */
  size_t reserved;		/* likewise */
  size_t used;
  int prot;
  unsigned card_top;
};

static struct space nursery;	/* mutators bump it, nobody locks */

static struct space tenured;	/* all under tenured_lock */
static pthread_mutex_t tenured_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stats_lock = PTHREAD_MUTEX_INITIALIZER;

static char *large_base;	/* unmapped by the compactor, lock-free */
static size_t large_len;

static char *huge_base;		/* unmapped by the compactor under huge_lock */
static size_t huge_len;
static pthread_mutex_t huge_lock = PTHREAD_MUTEX_INITIALIZER;

static unsigned char cards[GC_CARDS];
static unsigned long n_cycles;
static __thread size_t tlab_fill;
static __thread char tlab[1024];

static bool
space_init (struct space *s, size_t n)
{
  s->base = mmap (NULL, n, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (s->base == MAP_FAILED)
    return false;
  s->reserved = n;
  s->prot = PROT_READ | PROT_WRITE;
  return true;
}

static void *
mutator_main (void *arg)
{
  size_t step = (size_t) (uintptr_t) arg;

  for (;;)
    {
      nursery.used += step;
      nursery.card_top = (unsigned) (nursery.used / GC_PAGE);

      pthread_mutex_lock (&tenured_lock);
      tenured.used += step;
      tenured.card_top++;
      pthread_mutex_unlock (&tenured_lock);
      usleep (100);
    }
  return NULL;
}

static void *
compactor_main (void *arg)
{
  (void) arg;
  for (;;)
    {
      sleep (1);
      munmap (large_base, large_len);

      pthread_mutex_lock (&huge_lock);
      munmap (huge_base, huge_len);
      huge_base = NULL;
      pthread_mutex_unlock (&huge_lock);
    }
  return NULL;
}

int
gc_start (unsigned n_mutators)
{
  pthread_t t;

  if (!space_init (&nursery, GC_SPACE_MAX) || !space_init (&tenured, GC_SPACE_MAX))
    return -ENOMEM;
  large_len = huge_len = 1 << 20;
  large_base = mmap (NULL, large_len, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  huge_base = mmap (NULL, huge_len, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (large_base == MAP_FAILED || huge_base == MAP_FAILED)
    return -ENOMEM;
  while (n_mutators--)
    if (pthread_create (&t, NULL, mutator_main, (void *) (uintptr_t) 48) != 0)
      return -EAGAIN;
  if (pthread_create (&t, NULL, compactor_main, NULL) != 0)
    return -EAGAIN;
  return 0;
}

/* expect: double-load live */
int
gc_protect_nursery (void)
{
  if (nursery.used == 0 || nursery.used > nursery.reserved)
    return -ERANGE;
  n_cycles++;
  if (mprotect (nursery.base, nursery.used, PROT_READ) != 0)
    return -errno;
  return 0;
}

/* expect: double-load safe snapshot */
int
gc_protect_nursery_at (void)
{
  size_t used = __atomic_load_n (&nursery.used, __ATOMIC_ACQUIRE);

  if (used == 0 || used > nursery.reserved)
    return -ERANGE;
  n_cycles++;
  if (mprotect (nursery.base, used, PROT_READ) != 0)
    return -errno;
  return 0;
}

/* expect: double-load safe */
int
gc_protect_tenured (void)
{
  int rc = 0;

  pthread_mutex_lock (&tenured_lock);
  if (tenured.used == 0 || tenured.used > tenured.reserved)
    {
      rc = -ERANGE;
      goto out;
    }
  if (mprotect (tenured.base, tenured.used, PROT_READ) != 0)
    rc = -errno;
out:
  pthread_mutex_unlock (&tenured_lock);
  return rc;
}

/* expect: double-load live */
int
gc_protect_tenured_fast (void)
{
  bool ok;

  pthread_mutex_lock (&tenured_lock);
  ok = tenured.used != 0 && tenured.used <= tenured.reserved;
  pthread_mutex_unlock (&tenured_lock);
  if (!ok)
    return -ERANGE;
  if (mprotect (tenured.base, tenured.used, PROT_READ) != 0)
    return -errno;
  return 0;
}

/* expect: double-load live */
int
gc_clear_cards (void)
{
  int rc = -ERANGE;

  /* Takes a lock -- but not the one the mutators take.  */
  pthread_mutex_lock (&stats_lock);
  if (tenured.card_top <= GC_CARDS)
    {
      memset (cards, 0, tenured.card_top);
      rc = 0;
    }
  pthread_mutex_unlock (&stats_lock);
  return rc;
}

/* expect: double-load safe */
int
gc_clear_cards_locked (void)
{
  int rc = -ERANGE;

  pthread_mutex_lock (&tenured_lock);
  if (tenured.card_top <= GC_CARDS)
    {
      memset (cards, 0, tenured.card_top);
      rc = 0;
    }
  pthread_mutex_unlock (&tenured_lock);
  return rc;
}

/* expect: double-load live */
unsigned char
gc_mark_card (void)
{
  if (nursery.card_top < GC_CARDS)
    return cards[nursery.card_top]++;
  return 0;
}

/* expect: range-race live */
int
gc_write_protect_large (void)
{
  if (large_base == NULL || large_len == 0)
    return -ENOENT;
  if (mprotect (large_base, large_len, PROT_READ) != 0)
    return -errno;
  return 0;
}

/* expect: range-race safe */
int
gc_write_protect_huge (void)
{
  int rc = -ENOENT;

  pthread_mutex_lock (&huge_lock);
  if (huge_base != NULL && mprotect (huge_base, huge_len, PROT_READ) == 0)
    rc = 0;
  pthread_mutex_unlock (&huge_lock);
  return rc;
}

/* expect: none */
void *
gc_tlab_alloc (size_t n)
{
  void *p;

  if (n > sizeof tlab || tlab_fill > sizeof tlab - n)
    return NULL;
  p = tlab + tlab_fill;
  tlab_fill += n;
  return p;
}
