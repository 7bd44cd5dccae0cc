#include "pools.h"

static pthread_t thread;

int start_reaper(void)
{
    return pthread_create(&thread, NULL, reaper, NULL);
}

void stop_reaper(void)
{
    pthread_join(thread, NULL);
}

/* verdict: live */
int object_that_the_thread_was_given(struct job *job, u8 *out)
{
    pthread_t other;
    pthread_create(&other, NULL, worker, job);
    job->kind = 3;
    if (job->len > sizeof job->data)
        return -1;
    memcpy(out, job->data, job->len);
    return 0;
}

/* verdict: none */
int object_before_the_thread_had_it(struct job *job, u8 *out)
{
    pthread_t other;
    if (job->len > sizeof job->data)
        return -1;
    memcpy(out, job->data, job->len);
    return pthread_create(&other, NULL, worker, job);
}
