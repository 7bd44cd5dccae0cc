/* What every reader hands its records to: keeps the totals, names what is bad, tells the sink, and stops the reading
 * when the sink wants that. */
#ifndef TRACE_DELIVERY_H
#define TRACE_DELIVERY_H

#include "trace/census.h"
#include "trace/trace.h"

struct delivery {
    const struct catalogue *catalogue;
    struct trace_options options;
    const struct trace_sink *sink;
    struct trace_totals totals;
    GPtrArray *notes; /* char * */
    GTree *watched;   /* interface → enum watched, of what became of its probes */
    GTree *passed;    /* kernel function → struct passes, as its probe counted last */
    struct census *others;
    uint64_t sequence; /* of the last event, where a trace does not number them */
    const char *unit;  /* what a record is called: "line" or "record" */
    bool is_foreign;   /* another tool's: it does not say everything that it lost */
    bool is_cut;       /* the record at hand ends with the source, where its own end should be */
    bool is_stopped;   /* the sink wants no more */
    GError *error;     /* why, if it said so */
};

void delivery_init(struct delivery *delivery, const struct catalogue *catalogue, const struct trace_options *options,
                   const struct trace_sink *sink);
/* Judges completeness and moves the totals out. */
void delivery_finish(struct delivery *delivery, struct trace_totals *ret_totals);

/* The record at hand (number totals.records) makes no sense: the trace was cut in it, or it is counted as bad. The
 * first ones are named in the notes. */
void delivery_bad(struct delivery *delivery, const char *format, ...) G_GNUC_PRINTF(2, 3);
void delivery_note(struct delivery *delivery, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* An event that is no interface of the catalogue: counted, and the most frequent names are noted. */
void delivery_other(struct delivery *delivery, const char *name);

void delivery_origin(struct delivery *delivery, const struct trace_origin *origin);
void delivery_probe(struct delivery *delivery, const struct probe_report *probe);
void delivery_maps(struct delivery *delivery, const struct process_maps *maps);
void delivery_object(struct delivery *delivery, const struct mapped_object *object);
void delivery_process(struct delivery *delivery, const struct process_event *process);
/* Counts it as call or fault. */
void delivery_event(struct delivery *delivery, const struct event *event);

#endif
