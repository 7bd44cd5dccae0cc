/* pool.c -- worker pool; the queue has a mutex, some of its neighbours do not */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QCAP 64
#define SCRATCH 512

struct job {
  void (*fn)(void *);
  void *arg;
  struct job *next;
};

static struct {
  pthread_mutex_t mu;
  pthread_cond_t cv;
  struct job item[QCAP];
  unsigned count;
  size_t blob_len;
  bool ready;
  unsigned char blob[4096];
} q = {.mu = PTHREAD_MUTEX_INITIALIZER, .cv = PTHREAD_COND_INITIALIZER};

static struct {
  pthread_rwlock_t rw;
  unsigned active;
  struct job hook[QCAP];
} reg = {.rw = PTHREAD_RWLOCK_INITIALIZER};

static struct job *current_job;   /* worker clears it when done, no lock */
static _Atomic(struct job *) shown_job;

#define LOCKED(m)                                                            \
  for (int once_ = (pthread_mutex_lock(m), 1); once_;                        \
       once_ = (pthread_mutex_unlock(m), 0))

static void *worker_main(void *unused) {
  (void)unused;
  for (;;) {
    struct job j;

    pthread_mutex_lock(&q.mu);
    while (q.count == 0)
      pthread_cond_wait(&q.cv, &q.mu);
    j = q.item[--q.count];
    if (j.next != NULL && q.count < QCAP) q.item[q.count++] = *j.next;
    q.blob_len = (uintptr_t)j.arg % sizeof q.blob;
    q.ready = true;
    pthread_cond_broadcast(&q.cv);
    pthread_mutex_unlock(&q.mu);

    current_job = &j;
    atomic_store(&shown_job, &j);
    j.fn(j.arg);
    atomic_store(&shown_job, NULL);
    current_job = NULL;

    pthread_rwlock_wrlock(&reg.rw);
    reg.active++;
    pthread_rwlock_unlock(&reg.rw);
  }
  return NULL;
}

int pool_start(int n) {
  pthread_t t;

  while (n-- > 0)
    if (pthread_create(&t, NULL, worker_main, NULL) != 0) return -1;
  return 0;
}

/* expect: double-load safe */
bool pool_push(struct job j) {
  bool ok = false;

  LOCKED(&q.mu) {
    if (q.count < QCAP) {
      q.item[q.count] = j;
      q.count++;
      ok = true;
    }
  }
  if (ok) pthread_cond_signal(&q.cv);
  return ok;
}

/* expect: double-load live */
bool pool_push_racy(struct job j) {
  if (q.count < QCAP) {
    q.item[q.count] = j;
    pthread_cond_signal(&q.cv);
    return true;
  }
  return false;
}

/* expect: double-load live */
void pool_prod(void) {
  if (current_job != NULL && current_job->fn != NULL) current_job->fn(NULL);
}

/* expect: double-load safe snapshot */
bool pool_busy_with(void *arg) {
  struct job *j = atomic_load(&shown_job);

  if (j == NULL) return false;
  return j == arg;
}

/* expect: double-load live */
size_t pool_blob(unsigned char out[SCRATCH]) {
  size_t n = 0;

  pthread_mutex_lock(&q.mu);
  if (q.blob_len > SCRATCH) goto done;
  q.ready = false;
  while (!q.ready) pthread_cond_wait(&q.cv, &q.mu);
  memcpy(out, q.blob, q.blob_len);
  n = SCRATCH;
done:
  pthread_mutex_unlock(&q.mu);
  return n;
}

/* expect: double-load safe rechecked */
size_t pool_blob_after(unsigned char out[SCRATCH]) {
  size_t n = 0;

  pthread_mutex_lock(&q.mu);
  if (q.blob_len > SCRATCH) goto done;
  q.ready = false;
  while (!q.ready) pthread_cond_wait(&q.cv, &q.mu);
  if (q.blob_len > SCRATCH) goto done;
  memcpy(out, q.blob, q.blob_len);
  n = q.blob_len;
done:
  pthread_mutex_unlock(&q.mu);
  return n;
}

/* expect: double-load live */
void reg_fire(void *arg) {
  bool have;

  pthread_rwlock_rdlock(&reg.rw);
  have = reg.active < QCAP;
  pthread_rwlock_unlock(&reg.rw);
  if (!have) {
    fputs("pool: hook table is full\n", stderr);
    return;
  }
  reg.hook[reg.active].fn(arg);
}

/* expect: double-load safe */
void reg_fire_held(void *arg) {
  struct job h = {0};

  pthread_rwlock_rdlock(&reg.rw);
  if (reg.active < QCAP)
    h = reg.hook[reg.active];
  pthread_rwlock_unlock(&reg.rw);
  if (h.fn) h.fn(arg);
}
