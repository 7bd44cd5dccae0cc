#include "tally.h"

#include <inttypes.h>
#include <stdio.h>

#include "shown.h"

enum { INTERFACES = 1000 };

void tally_init(struct tally *tally)
{
    *tally = (struct tally){.interfaces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
}

void tally_clear(struct tally *tally)
{
    g_hash_table_unref(tally->interfaces);
    g_free(tally->format);
}

void tally_origin(struct tally *tally, const struct trace_origin *origin)
{
    g_free(tally->format);
    tally->format = shown(origin->format);
}

void tally_event(struct tally *tally, const struct event *event)
{
    if (event->kind == EVENT_FAULT)
        return;
    uint64_t *count = g_hash_table_lookup(tally->interfaces, event->interface);
    if (!count && g_hash_table_size(tally->interfaces) >= INTERFACES) {
        tally->further++;
        return;
    }
    if (!count) {
        count = g_new0(uint64_t, 1);
        g_hash_table_insert(tally->interfaces, g_strdup(event->interface), count);
    }
    ++*count;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

static void print_interfaces(const struct tally *tally)
{
    g_autofree const char **names = (const char **)g_hash_table_get_keys_as_array(tally->interfaces, NULL);
    guint n = g_hash_table_size(tally->interfaces);
    qsort(names, n, sizeof *names, by_name);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = shown(names[i]);
        const uint64_t *count = g_hash_table_lookup(tally->interfaces, names[i]);
        fprintf(stderr, "mpx-audit:   %10" PRIu64 "  %s\n", *count, name);
    }
    if (tally->further)
        fprintf(stderr, "mpx-audit:   %10" PRIu64 "  of further interfaces\n", tally->further);
}

static void print_some(uint64_t n, const char *what)
{
    if (n)
        fprintf(stderr, "mpx-audit:   %10" PRIu64 "  %s\n", n, what);
}

static void print_losses(const struct trace_losses *losses)
{
    print_some(losses->missed, "missed by probes");
    print_some(losses->skipped, "hits without a run of the probe's program");
    print_some(losses->full, "lost because a buffer was full");
    print_some(losses->not_written, "not written to the trace");
    print_some(losses->unpaired, "entries without return, or returns without entry");
    print_some(losses->dropped, "lost, says the tool that wrote the trace");
}

void tally_print(const struct tally *tally, const char *label, const struct trace_totals *totals)
{
    g_autofree char *name = shown(label);
    fprintf(stderr, "mpx-audit: %s (%s): %" PRIu64 " call%s, %" PRIu64 " denied access%s\n", name,
            tally->format ? tally->format : "?", totals->calls, totals->calls == 1 ? "" : "s", totals->faults,
            totals->faults == 1 ? "" : "es");
    print_interfaces(tally);
    print_some(totals->others, "events that are no interface of the catalogue");
    print_some(totals->ambiguous, "system calls by number without an ABI, left out (--abi says it)");
    print_some(totals->unknown, "records of unknown kinds, left out");
    print_some(totals->bad, "records that make no sense, left out");
    print_losses(&totals->losses);
    for (const char *const *note = totals->notes; *note; note++) {
        g_autofree char *text = shown(*note);
        fprintf(stderr, "mpx-audit: note: %s: %s\n", name, text);
    }
    if (totals->incomplete) {
        g_autofree char *why = shown(totals->incomplete);
        fprintf(stderr, "mpx-audit: note: %s is not complete: %s\n", name, why);
    }
}

bool tally_lost(const struct trace_totals *totals)
{
    const struct trace_losses *losses = &totals->losses;
    return totals->is_truncated || totals->bad || losses->missed || losses->skipped || losses->full ||
           losses->not_written || losses->unpaired || losses->dropped;
}
