/* What every back end writes in the same way. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "mpx-probe/backend.h"

uint64_t clock_ns(int clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void session_header(struct session *session, enum trace_backend backend)
{
    struct utsname name;
    struct trace_header header = {.byte_order = TRACE_BYTE_ORDER,
                                  .version = TRACE_VERSION,
                                  .backend = backend,
                                  .pid = (uint32_t)session->pid,
                                  .monotonic_ns = clock_ns(CLOCK_MONOTONIC),
                                  .realtime_ns = clock_ns(CLOCK_REALTIME)};
    if (uname(&name) == 0)
        snprintf(header.kernel, sizeof header.kernel, "%.*s", TRACE_NAME - 1, name.release);
    memcpy(header.catalogue, session->plan.catalogue, sizeof header.catalogue);
    writer_record(&session->writer, FRAME_HEADER, &header, sizeof header, NULL, 0);
}

void session_probe(struct session *session, const struct plan_call *call, enum probe_state state, const char *symbol,
                   const char *reason, const uint64_t counts[3])
{
    struct trace_probe probe = {.probe = call->probe, .state = state};
    if (counts) {
        probe.hits = counts[0];
        probe.missed = counts[1];
        probe.ran = counts[2];
    }
    memcpy(probe.interface, call->interface, sizeof probe.interface);
    snprintf(probe.symbol, sizeof probe.symbol, "%s", symbol);
    snprintf(probe.reason, sizeof probe.reason, "%s", reason);
    writer_record(&session->writer, FRAME_PROBE, &probe, sizeof probe, NULL, 0);
}
