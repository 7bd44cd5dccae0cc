#ifndef JOBQ_H_
#define JOBQ_H_

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#define JOB_BODY 512
#define JOB_SLOTS 32
#define JOB_OPS 3

struct job {
        uint32_t op;
        uint32_t len;
        uint8_t body[JOB_BODY];
};

struct jobq {
        uint32_t head;
        uint32_t tail;
        struct job slots[JOB_SLOTS];
};

struct worker {
        pthread_t tid;
        struct jobq *q;         /* shared with the submitting processes */
        int dry_run;
        unsigned bad;
        uint8_t scratch[JOB_BODY];
};

struct job_op {
        const char *name;
        int (*run)(struct worker *w, const struct job *j);
};

extern const struct job_op job_ops[JOB_OPS];

struct limits {
        pthread_mutex_t lock;
        uint32_t burst;
        uint32_t quota;
};

extern struct limits limits;

/* queue.c */
struct jobq *queue_attach(const char *path);
int workers_start(struct worker *w, unsigned n, const char *path);

/* worker.c */
void *worker_main(void *arg);

/* job.c */
int job_check(const struct job *j);
void job_take(struct job *dst, const struct job *src);
int hash_job(struct worker *w, const struct job *j);

/* limits.c */
int limits_start(pthread_t *t);
int limits_read(const uint8_t *from, uint8_t *out, size_t cap);
int limits_peek(const uint8_t *from, uint8_t *out, size_t cap);

#endif
