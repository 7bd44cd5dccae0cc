/* One worker process, seen from both sides; workers.c keeps several. */
#ifndef SCAN_WORKER_H
#define SCAN_WORKER_H

#include <sys/types.h>

#include "scan/workers.h"

#define WORKER_IDLE UINT32_MAX

struct worker {
    pid_t pid;          /* 0: not running */
    int socket, errors; /* errors: what it writes to stderr */
    uint32_t unit;      /* WORKER_IDLE when it waits */
    unsigned served;
    int64_t deadline;         /* g_get_monotonic_time; the unit's */
    int64_t busy_ns, busy_at; /* CPU time that it had used when it was last seen to use some, and when that was */
    bool is_expired, is_stuck, is_large, is_garbled;
    GByteArray *inbox;
    GString *said; /* the first bytes of stderr, for the reason */
};

void worker_init(struct worker *worker);
void worker_clear(struct worker *worker);
/* Forks. False and errno when that cannot be done. */
bool worker_start(struct worker *worker, const struct workers_limits *limits, worker_run run, void *context);
/* Hands it a unit; a worker that is dead already is found out when its socket is read. */
void worker_assign(struct worker *worker, const struct workers_limits *limits, uint32_t unit);
/* Takes in what has arrived. False when the worker is gone or talks nonsense: call worker_reap. */
bool worker_read(struct worker *worker);
void worker_read_errors(struct worker *worker);
/* Sees whether its unit has been given its time. */
bool worker_is_late(struct worker *worker, const struct workers_limits *limits);
/* Sees whether it holds more memory than it may. */
bool worker_is_large(struct worker *worker, const struct workers_limits *limits);
/* Ends it, if it still runs, and says how its unit ended. g_free. */
char *worker_reap(struct worker *worker, const struct workers_limits *limits, enum unit_status *ret_status);

#endif
