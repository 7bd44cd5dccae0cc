/* What the user-side cases need of a system, so that they are read without its headers. */
#ifndef USER_H
#define USER_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef unsigned long size_t;

#define NULL ((void *)0)
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 32
#define WNOHANG 1
#define MAP_FAILED ((void *)-1)
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))

void *mmap(void *addr, size_t length, int prot, int flags, int fd, long offset);
int mprotect(void *addr, size_t length, int prot);
int munmap(void *addr, size_t length);
void *shmat(int id, const void *addr, int flags);
int shmdt(const void *addr);
void *malloc(size_t n);
void *calloc(size_t n, size_t size);
void free(void *p);
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *text);
char *strcpy(char *to, const char *from);
int strcmp(const char *a, const char *b);

int fork(void);
int wait(int *status);
int waitpid(int pid, int *status, int options);
void _exit(int status);

typedef unsigned long pthread_t;
typedef struct {
    int state;
} pthread_mutex_t;
int pthread_create(pthread_t *thread, const void *attr, void *(*start)(void *), void *arg);
int pthread_join(pthread_t thread, void **result);
#define EBUSY 16
int pthread_mutex_lock(pthread_mutex_t *mutex);
int pthread_mutex_trylock(pthread_mutex_t *mutex);
int pthread_mutex_unlock(pthread_mutex_t *mutex);
typedef struct {
    int readers;
} pthread_rwlock_t;
int pthread_rwlock_rdlock(pthread_rwlock_t *lock);
int pthread_rwlock_wrlock(pthread_rwlock_t *lock);
int pthread_rwlock_unlock(pthread_rwlock_t *lock);
typedef struct {
    int waiting;
} pthread_cond_t;
typedef int pthread_once_t;
int pthread_once(pthread_once_t *control, void (*routine)(void));
int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);
void (*signal(int number, void (*handler)(int)))(int);
typedef struct {
    u64 bits[16];
} sigset_t;
struct sigaction {
    void (*sa_handler)(int);
    sigset_t sa_mask;
    int sa_flags;
};
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
int sigaction(int number, const struct sigaction *act, struct sigaction *old);
int sigemptyset(sigset_t *set), sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int number), sigdelset(sigset_t *set, int number);
int sigprocmask(int how, const sigset_t *set, sigset_t *old);
int sigsuspend(const sigset_t *set);

struct slot {
    u32 offset, length;
};
struct ring {
    u32 head, tail;
    u32 len, kind;
    struct slot slots[16];
    u8 data[256];
    char name[32];
};
struct channel {
    struct ring *ring;
    u32 last;
    int fd;
};

/* Elsewhere: nobody knows what they do. */
int consume(u32 value);
int start(void), stop(void), pause_a_little(void);
extern int table[16];
extern int (*const handlers[16])(void);

#endif
