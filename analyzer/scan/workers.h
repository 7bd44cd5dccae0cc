/* A pool of worker processes for code that may crash, hang, or eat memory. A unit that kills its worker costs that unit
 * and nothing else. Results come in order of the units whatever the number of workers. */
#ifndef SCAN_WORKERS_H
#define SCAN_WORKERS_H

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/words.h"
#include "scan/confine.h"

struct workers_limits {
    unsigned jobs;
    unsigned cpu_seconds;                  /* of one unit */
    unsigned wall_seconds;                 /* of one unit: for a worker that sleeps */
    unsigned idle_seconds;                 /* without any CPU time: for one that waits for a file; 0: no limit */
    uint64_t memory_bytes;                 /* that a worker may hold, looked at every 100 ms */
    const volatile sig_atomic_t *stop;     /* looked at while waiting; or NULL */
    unsigned recycle;                      /* a worker is replaced after so many units */
    const struct confinement *confinement; /* or NULL */
    int file;                              /* a descriptor that workers keep, by its number; 0: none */
};

/* Runs inside a worker, forked from the parent as it is: all that the parent had is there. Fills `payload` and returns
 * true, or sets *ret_reason (g_free) and returns false. */
typedef bool (*worker_run)(uint32_t unit, GByteArray *payload, char **ret_reason, void *context);

/* Borrowed for the call. status: UNIT_OK, UNIT_FAILED (also for too much memory), UNIT_TIMEOUT or UNIT_CRASHED. */
struct worker_result {
    uint32_t unit;
    enum unit_status status;
    const char *reason; /* NULL when ok */
    const uint8_t *payload;
    size_t payload_size;
    uint32_t cpu_ms, peak_kib;
};

/* Called in the parent, unit 0 first, each unit once. False stops. */
typedef bool (*worker_deliver)(const struct worker_result *result, void *context);

#define WORKERS_ERROR workers_error_quark()
GQuark workers_error_quark(void);

/* False and an error when processes cannot be made at all, false without one when `deliver` stopped it. No worker is
 * left behind. */
bool workers_run_all(const struct workers_limits *limits, uint32_t n_units, worker_run run, worker_deliver deliver,
                     void *context, GError **error);

#endif
