#include "jobq.h"

#include <string.h>
#include <unistd.h>

int job_check(const struct job *j)
{
        if (j->op >= JOB_OPS)
                return -1;
        return j->len > JOB_BODY ? -1 : 0;
}

void job_take(struct job *dst, const struct job *src)
{
        memcpy(dst, src, sizeof *dst);
}

/* expect: double-load live */
static int echo_job(struct worker *w, const struct job *j)
{
        (void)w;
        if (j->len == 0 || j->len > JOB_BODY)
                return -1;
        return write(1, j->body, j->len) < 0 ? -1 : 0;
}

/* expect: double-load safe */
static int keep_job(struct worker *w, const struct job *j)
{
        uint32_t n = __atomic_load_n(&j->len, __ATOMIC_ACQUIRE);

        if (n > sizeof w->scratch)
                return -1;
        memcpy(w->scratch, j->body, n);
        return 0;
}

/* Only called with a worker's own copy. */
/* expect: double-load safe */
int hash_job(struct worker *w, const struct job *j)
{
        uint32_t h = 0, i;

        if (j->len > JOB_BODY)
                return -1;
        for (i = 0; i < j->len; i++)
                h = h * 31 + j->body[i];
        w->bad ^= h;
        return 0;
}

static int nop_job(struct worker *w, const struct job *j)
{
        (void)w;
        (void)j;
        return 0;
}

const struct job_op job_ops[JOB_OPS] = {
        { "echo", echo_job },
        { "keep", keep_job },
        { "nop", nop_job },
};
