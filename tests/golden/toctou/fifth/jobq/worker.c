#include "jobq.h"

#include <string.h>
#include <unistd.h>

/* expect: double-load live */
static int run_job(struct worker *w, unsigned slot)
{
        struct job *j = &w->q->slots[slot % JOB_SLOTS];

        if (job_check(j) < 0)
                return -1;
        return job_ops[j->op].run(w, j);
}

/* expect: double-load safe */
static int spool_job(struct worker *w, unsigned slot)
{
        struct job mine;

        job_take(&mine, &w->q->slots[slot % JOB_SLOTS]);
        if (job_check(&mine) < 0)
                return -1;
        memcpy(w->scratch, mine.body, mine.len);
        return hash_job(w, &mine);
}

/* expect: double-load safe */
static void drain_job(struct worker *w, unsigned slot)
{
        struct job *j = &w->q->slots[slot % JOB_SLOTS];

        if (w->dry_run) {
                if (j->len > JOB_BODY)
                        w->bad++;
        }
        if (!w->dry_run) {
                uint32_t n = *(volatile uint32_t *)&j->len;

                memset(w->scratch, 0, n < JOB_BODY ? n : JOB_BODY);
        }
}

/* expect: double-load live */
void *worker_main(void *arg)
{
        struct worker *w = arg;
        unsigned slot = 0;

        for (;;) {
                struct job *j = &w->q->slots[slot % JOB_SLOTS];

                if (j->len <= sizeof w->scratch)
                        memcpy(w->scratch, j->body, j->len);
                run_job(w, slot);
                spool_job(w, slot);
                drain_job(w, slot);
                slot++;
                usleep(100);
        }
        return NULL;
}
