/* Threads, signal handlers, locks. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t shared_len, locked_len, owned_len;
static int handler_index;
static void *region, *safe_region;
static char buffer[256];
static const char table[32];

static void *writer(void *arg)
{
    (void)arg;
    for (;;) {
        shared_len = (size_t)rand();
        pthread_mutex_lock(&lock);
        locked_len = (size_t)rand();
        munmap(safe_region, 4096);
        safe_region = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        pthread_mutex_unlock(&lock);
        munmap(region, 4096);
    }
    return NULL;
}

static void on_signal(int number)
{
    handler_index = number;
}

int start(void)
{
    pthread_t t;
    struct sigaction action = {0};
    action.sa_handler = on_signal;
    sigaction(SIGUSR1, &action, NULL);
    region = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pthread_create(&t, NULL, writer, NULL);
}

/* expect: double-load live */
int thread_twice(const char *from)
{
    if (shared_len > sizeof buffer)
        return -1;
    memcpy(buffer, from, shared_len);
    return 0;
}

/* expect: double-load safe any */
int thread_locked(const char *from)
{
    int r = -1;
    pthread_mutex_lock(&lock);
    if (locked_len <= sizeof buffer) {
        memcpy(buffer, from, locked_len);
        r = 0;
    }
    pthread_mutex_unlock(&lock);
    return r;
}

/* expect: double-load live */
int lock_dropped_between(const char *from)
{
    pthread_mutex_lock(&lock);
    if (locked_len > sizeof buffer) {
        pthread_mutex_unlock(&lock);
        return -1;
    }
    pthread_mutex_unlock(&lock);
    memcpy(buffer, from, locked_len);
    return 0;
}

/* expect: double-load live */
int signal_twice(void)
{
    if (handler_index < 0 || handler_index > 31)
        return -1;
    return table[handler_index];
}

/* expect: none */
int nobody_writes(const char *from)
{
    if (owned_len > sizeof buffer)
        return -1;
    memcpy(buffer, from, owned_len);
    return 0;
}

/* expect: range-race live */
int protect_while_unmapped(void)
{
    if (!region)
        return -1;
    return mprotect(region, 4096, PROT_READ);
}

/* expect: none */
int protect_under_lock(void)
{
    int r = -1;
    pthread_mutex_lock(&lock);
    if (safe_region)
        r = mprotect(safe_region, 4096, PROT_READ);
    pthread_mutex_unlock(&lock);
    return r;
}
