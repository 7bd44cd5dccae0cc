/* Objects that another thread of ours, or a signal handler, writes. */
#include "user.h"

struct job {
    pthread_mutex_t lock;
    u32 len, kind;
    u8 data[64];
};

static u32 shared_len, guarded, handled;
static u8 text[64];
static pthread_mutex_t mutex;

static void *worker(void *arg)
{
    struct job *job = arg;
    shared_len = 3;
    job->len = 7;
    pthread_mutex_lock(&mutex);
    guarded = 5;
    pthread_mutex_unlock(&mutex);
    job->kind = 1;
    return NULL;
}

static void on_signal(int number)
{
    handled = (u32)number;
}

int begin(struct job *job)
{
    pthread_t thread;
    signal(10, on_signal);
    return pthread_create(&thread, NULL, worker, job);
}

/* verdict: live */
int global_that_a_thread_writes(u8 *out)
{
    if (shared_len > sizeof text)
        return -1;
    memcpy(out, text, shared_len);
    return 0;
}

/* verdict: live */
int member_that_a_thread_writes(struct job *job, u8 *out)
{
    if (job->len > sizeof job->data)
        return -1;
    memcpy(out, job->data, job->len);
    return 0;
}

/* verdict: live */
int lock_that_only_we_take(struct job *job)
{
    int value = -1;
    pthread_mutex_lock(&job->lock);
    if (job->kind < 16)
        value = table[job->kind];
    pthread_mutex_unlock(&job->lock);
    return value;
}

/* verdict: live */
int lock_given_back_in_between(void)
{
    pthread_mutex_lock(&mutex);
    u32 is_bad = guarded >= 16;
    pthread_mutex_unlock(&mutex);
    if (is_bad)
        return -1;
    pthread_mutex_lock(&mutex);
    int value = table[guarded];
    pthread_mutex_unlock(&mutex);
    return value;
}

/* verdict: live */
int written_by_a_handler(void)
{
    if (handled >= 16)
        return -1;
    return table[handled];
}
