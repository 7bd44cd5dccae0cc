#include "scan/workers.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "scan/frame.h"
#include "scan/worker.h"

G_DEFINE_QUARK(mpx_audit_workers, workers_error)

/* How far workers may run ahead of the unit that is delivered next: what bounds the parent's memory. */
#define MAX_AHEAD 512
#define MAX_AHEAD_BYTES (256u << 20)
#define LOOK_MS 100

/* A result that waits for those in front of it. */
struct waiting {
    enum unit_status status;
    char *reason;
    GByteArray *inbox; /* the frame, or NULL when the worker died */
};

struct pool {
    const struct workers_limits *limits;
    worker_run run;
    worker_deliver deliver;
    void *context;
    uint32_t n_units, next,
        delivered;       /* units below `next` have been handed out, those below `delivered` are through */
    GArray *again;       /* uint32_t: units for a second try, in a fresh worker */
    GHashTable *waiting; /* unit → struct waiting */
    size_t waiting_bytes;
    struct worker *workers;
    bool is_stopped;
};

static void waiting_free(gpointer data)
{
    struct waiting *waiting = data;
    g_free(waiting->reason);
    if (waiting->inbox)
        g_byte_array_unref(waiting->inbox);
    g_free(waiting);
}

static void put_aside(struct pool *pool, uint32_t unit, struct waiting waiting)
{
    if (waiting.inbox)
        pool->waiting_bytes += waiting.inbox->len;
    g_hash_table_insert(pool->waiting, GUINT_TO_POINTER(unit), g_memdup2(&waiting, sizeof(waiting)));
}

static bool deliver_one(struct pool *pool, const struct waiting *waiting)
{
    struct worker_result result = {.unit = pool->delivered, .status = waiting->status, .reason = waiting->reason};
    if (waiting->inbox) {
        const struct frame_header *header = frame_header_of(waiting->inbox);
        result.payload = frame_payload(waiting->inbox);
        result.payload_size = header->payload_size;
        result.cpu_ms = header->cpu_ms;
        result.peak_kib = header->peak_kib;
    }
    return pool->deliver(&result, pool->context);
}

/* While the parent was busy nobody looked at the workers: that time does not count. */
static void pardon(struct pool *pool, int64_t away)
{
    for (unsigned i = 0; i < pool->limits->jobs; i++) {
        pool->workers[i].busy_at += away;
        pool->workers[i].deadline += away;
    }
}

static void deliver_ready(struct pool *pool)
{
    struct waiting *waiting;
    int64_t began = g_get_monotonic_time();
    while (!pool->is_stopped && (waiting = g_hash_table_lookup(pool->waiting, GUINT_TO_POINTER(pool->delivered)))) {
        pool->is_stopped = !deliver_one(pool, waiting);
        if (waiting->inbox)
            pool->waiting_bytes -= waiting->inbox->len;
        g_hash_table_remove(pool->waiting, GUINT_TO_POINTER(pool->delivered));
        pool->delivered++;
    }
    pardon(pool, g_get_monotonic_time() - began);
}

/* The next unit for a worker, or WORKER_IDLE. The one that all wait for is always handed out. */
static uint32_t take_unit(struct pool *pool)
{
    if (pool->again->len > 0) {
        uint32_t unit = g_array_index(pool->again, uint32_t, 0);
        g_array_remove_index(pool->again, 0);
        return unit;
    }
    bool is_near = pool->next - pool->delivered < MAX_AHEAD && pool->waiting_bytes < MAX_AHEAD_BYTES;
    if (pool->next >= pool->n_units || (!is_near && pool->next != pool->delivered))
        return WORKER_IDLE;
    return pool->next++;
}

static void retire(struct worker *worker)
{
    worker_clear(worker);
    worker_init(worker);
}

/* False and errno when a worker is needed and cannot be made. */
static bool occupy(struct pool *pool, struct worker *worker)
{
    bool is_again = pool->again->len > 0;
    uint32_t unit = worker->unit == WORKER_IDLE ? take_unit(pool) : WORKER_IDLE;
    if (unit == WORKER_IDLE)
        return true;
    if (worker->pid && (worker->served >= pool->limits->recycle || (is_again && worker->served > 0)))
        retire(worker);
    if (!worker->pid && !worker_start(worker, pool->limits, pool->run, pool->context))
        return false;
    worker_assign(worker, pool->limits, unit);
    return true;
}

static bool occupy_all(struct pool *pool, GError **error)
{
    for (unsigned i = 0; i < pool->limits->jobs; i++)
        if (!occupy(pool, &pool->workers[i])) {
            g_set_error(error, WORKERS_ERROR, errno, "cannot start a worker process: %s", g_strerror(errno));
            return false;
        }
    return true;
}

/* A unit that dies in a worker that has served others before may have died of what they left behind, which depends on
 * -j: only a fresh worker's word counts. */
static void bury(struct pool *pool, struct worker *worker)
{
    uint32_t unit = worker->unit;
    bool is_first = worker->served <= 1;
    struct waiting waiting = {0};
    waiting.reason = worker_reap(worker, pool->limits, &waiting.status);
    worker->unit = WORKER_IDLE;
    bool is_doubtful = waiting.status == UNIT_CRASHED || waiting.status == UNIT_FAILED;
    if (unit == WORKER_IDLE || (is_doubtful && !is_first)) {
        g_free(waiting.reason);
        if (unit != WORKER_IDLE)
            g_array_append_val(pool->again, unit);
        return;
    }
    put_aside(pool, unit, waiting);
}

static void take_result(struct pool *pool, struct worker *worker)
{
    struct waiting waiting = {.status = (enum unit_status)frame_header_of(worker->inbox)->status};
    waiting.reason = frame_reason(worker->inbox);
    waiting.inbox = g_steal_pointer(&worker->inbox);
    worker->inbox = g_byte_array_new();
    put_aside(pool, worker->unit, waiting);
    worker->unit = WORKER_IDLE;
}

static void attend(struct pool *pool, struct worker *worker, const struct pollfd *fds)
{
    if (!worker->pid)
        return;
    if (fds[1].revents)
        worker_read_errors(worker);
    bool is_sound = fds[0].revents ? worker_read(worker) : true;
    if (is_sound && worker->unit != WORKER_IDLE && frame_check(worker->inbox, worker->unit) == FRAME_WHOLE) {
        take_result(pool, worker);
        return;
    }
    worker->is_expired = worker->unit != WORKER_IDLE && worker_is_late(worker, pool->limits);
    if (!is_sound || worker->is_expired || worker_is_large(worker, pool->limits))
        bury(pool, worker);
}

/* Milliseconds until the first deadline, or until it is time to see whether a signal has come between two looks. */
static int patience(const struct pool *pool)
{
    int64_t first = INT64_MAX, now = g_get_monotonic_time();
    for (unsigned i = 0; i < pool->limits->jobs; i++)
        if (pool->workers[i].pid && pool->workers[i].unit != WORKER_IDLE)
            first = MIN(first, pool->workers[i].deadline);
    return first == INT64_MAX ? 0 : (int)CLAMP((first - now) / 1000 + 1, 0, LOOK_MS);
}

static void wait_and_attend(struct pool *pool)
{
    unsigned jobs = pool->limits->jobs;
    g_autofree struct pollfd *fds = g_new0(struct pollfd, 2 * jobs);
    for (unsigned i = 0; i < jobs; i++) {
        fds[2 * i] = (struct pollfd){.fd = pool->workers[i].socket, .events = POLLIN};
        fds[2 * i + 1] = (struct pollfd){.fd = pool->workers[i].errors, .events = POLLIN};
    }
    if (poll(fds, 2 * jobs, patience(pool)) < 0) /* EINTR: whoever handles signals has set *stop */
        memset(fds, 0, 2 * jobs * sizeof(*fds));
    for (unsigned i = 0; i < jobs; i++)
        attend(pool, &pool->workers[i], &fds[2 * i]);
}

static bool goes_on(const struct pool *pool)
{
    bool is_interrupted = pool->limits->stop && *pool->limits->stop;
    return !is_interrupted && !pool->is_stopped;
}

static void pool_init(struct pool *pool)
{
    pool->again = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    pool->waiting = g_hash_table_new_full(NULL, NULL, NULL, waiting_free);
    pool->workers = g_new0(struct worker, pool->limits->jobs);
    for (unsigned i = 0; i < pool->limits->jobs; i++)
        worker_init(&pool->workers[i]);
}

static void pool_clear(struct pool *pool)
{
    for (unsigned i = 0; i < pool->limits->jobs; i++)
        worker_clear(&pool->workers[i]);
    g_free(pool->workers);
    g_hash_table_unref(pool->waiting);
    g_array_unref(pool->again);
}

bool workers_run_all(const struct workers_limits *limits, uint32_t n_units, worker_run run, worker_deliver deliver,
                     void *context, GError **error)
{
    struct pool pool = {.limits = limits, .run = run, .deliver = deliver, .context = context, .n_units = n_units};
    pool_init(&pool);
    bool is_fine = true;
    while (is_fine && goes_on(&pool) && pool.delivered < n_units) {
        is_fine = occupy_all(&pool, error);
        if (is_fine) {
            wait_and_attend(&pool);
            deliver_ready(&pool);
        }
    }
    pool_clear(&pool);
    return is_fine && !pool.is_stopped && pool.delivered == n_units;
}
