#include "trace/delivery.h"

#include <string.h>

enum {
    BAD_NAMED = 10,          /* further ones are only counted */
    INTERFACES_KNOWN = 4096, /* a plan has fewer; a file that says more is somebody's joke */
    PASSES_NAMED = 10
};

/* Of an interface with several probes the best. */
enum watched { WATCHED_ABSENT = 1, WATCHED_REFUSED, WATCHED_SILENT, WATCHED };

/* Of a probed function, for all processes. */
struct passes {
    uint64_t hits, missed;
};

static gint compare_names(gconstpointer a, gconstpointer b, gpointer data)
{
    (void)data;
    return strcmp(a, b);
}

void delivery_init(struct delivery *delivery, const struct catalogue *catalogue, const struct trace_options *options,
                   const struct trace_sink *sink)
{
    *delivery = (struct delivery){
        .catalogue = catalogue,
        .sink = sink,
        .notes = g_ptr_array_new_with_free_func(g_free),
        .watched = g_tree_new_full(compare_names, NULL, g_free, NULL),
        .passed = g_tree_new_full(compare_names, NULL, g_free, g_free),
        .others = census_new(),
        .unit = "line",
    };
    if (options)
        delivery->options = *options;
}

void delivery_bad(struct delivery *delivery, const char *format, ...)
{
    if (delivery->is_cut) {
        delivery->totals.is_truncated = true;
        return;
    }
    if (++delivery->totals.bad > BAD_NAMED)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(delivery->notes,
                    g_strdup_printf("%s %" G_GUINT64_FORMAT ": %s", delivery->unit, delivery->totals.records, what));
}

void delivery_note(struct delivery *delivery, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(delivery->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void delivery_other(struct delivery *delivery, const char *name)
{
    delivery->totals.others++;
    census_add(delivery->others, name);
}

#define TELL(delivery, what, noun)                                                                                     \
    do {                                                                                                               \
        const struct trace_sink *sink = (delivery)->sink;                                                              \
        if (!(delivery)->is_stopped && sink->what && !sink->what(sink->data, noun, &(delivery)->error))                \
            (delivery)->is_stopped = true;                                                                             \
    } while (0)

void delivery_origin(struct delivery *delivery, const struct trace_origin *origin)
{
    TELL(delivery, origin, origin);
}

void delivery_probe(struct delivery *delivery, const struct probe_report *probe)
{
    static const enum watched outcomes[] = {[PROBE_IS_ABSENT] = WATCHED_ABSENT,
                                            [PROBE_IS_REFUSED] = WATCHED_REFUSED,
                                            [PROBE_IS_SILENT] = WATCHED_SILENT,
                                            [PROBE_IS_ATTACHED] = WATCHED,
                                            [PROBE_IS_SEEN] = WATCHED};
    enum watched became = outcomes[probe->outcome];
    enum watched before = GPOINTER_TO_UINT(g_tree_lookup(delivery->watched, probe->interface));
    if (became > before && g_tree_nnodes(delivery->watched) < INTERFACES_KNOWN)
        g_tree_insert(delivery->watched, g_strdup(probe->interface), GUINT_TO_POINTER(became));
    if (probe->missed && g_tree_nnodes(delivery->passed) < INTERFACES_KNOWN)
        g_tree_insert(delivery->passed, g_strdup(probe->symbol),
                      g_memdup2(&(struct passes){probe->hits, probe->missed}, sizeof(struct passes)));
    TELL(delivery, probe, probe);
}

void delivery_maps(struct delivery *delivery, const struct process_maps *maps)
{
    TELL(delivery, maps, maps);
}

void delivery_object(struct delivery *delivery, const struct mapped_object *object)
{
    TELL(delivery, object, object);
}

void delivery_process(struct delivery *delivery, const struct process_event *process)
{
    TELL(delivery, process, process);
}

void delivery_event(struct delivery *delivery, const struct event *event)
{
    if (delivery->is_stopped)
        return;
    if (event->kind == EVENT_CALL)
        delivery->totals.calls++;
    else
        delivery->totals.faults++;
    TELL(delivery, event, event);
}

struct naming_unwatched {
    GString *reasons;
    enum watched which;
    bool is_first;
};

static const char *const watched_words[] = {[WATCHED_ABSENT] = "no such call in the traced kernel: ",
                                            [WATCHED_REFUSED] = "not watched: ",
                                            [WATCHED_SILENT] = "watched, but not seen in the test: "};

static gboolean name_unwatched(gpointer interface, gpointer became, gpointer data)
{
    struct naming_unwatched *naming = data;
    if (GPOINTER_TO_UINT(became) != naming->which)
        return FALSE;
    if (naming->is_first)
        g_string_append_printf(naming->reasons, "%s%s", naming->reasons->len ? "; " : "", watched_words[naming->which]);
    else
        g_string_append(naming->reasons, ", ");
    g_string_append(naming->reasons, interface);
    naming->is_first = false;
    return FALSE;
}

/* Interfaces that none of their probes saw. */
static void unwatched(const struct delivery *delivery, enum watched which, GString *reasons)
{
    struct naming_unwatched naming = {reasons, which, true};
    g_tree_foreach(delivery->watched, name_unwatched, &naming);
}

struct naming_passes {
    GString *text;
    unsigned n;
};

static gboolean name_passes(gpointer symbol, gpointer value, gpointer data)
{
    struct naming_passes *naming = data;
    const struct passes *passes = value;
    if (naming->n++ < PASSES_NAMED)
        g_string_append_printf(naming->text, "%s%s %" G_GUINT64_FORMAT " beside %" G_GUINT64_FORMAT " hits",
                               naming->n > 1 ? ", " : "", (const char *)symbol, passes->missed, passes->hits);
    return FALSE;
}

/* What the kernel says that probes missed, whomever it concerned: how many of these were calls of watched processes,
 * mpx-probe judges (losses.missed). */
static void note_passes(struct delivery *delivery)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct naming_passes naming = {text, 0};
    g_tree_foreach(delivery->passed, name_passes, &naming);
    if (naming.n > PASSES_NAMED)
        g_string_append_printf(text, ", and %u further functions", naming.n - PASSES_NAMED);
    if (naming.n)
        delivery_note(delivery, "entries and returns that probes missed, of all processes: %s", text->str);
}

static void note_others(struct delivery *delivery)
{
    g_autofree char *names = census_text(delivery->others);
    if (names)
        delivery_note(delivery, "no interface of the catalogue: %s", names);
}

static uint64_t all_losses(const struct trace_losses *losses)
{
    return losses->missed + losses->skipped + losses->full + losses->not_written + losses->unpaired + losses->dropped;
}

/* Adds "WHAT: N" to the reasons when there are any. */
static void reason(GString *reasons, uint64_t n, const char *what)
{
    if (n > 0)
        g_string_append_printf(reasons, "%s%s: %" G_GUINT64_FORMAT, reasons->len ? "; " : "", what, n);
}

static char *why_incomplete(const struct delivery *delivery)
{
    const struct trace_totals *totals = &delivery->totals;
    g_autoptr(GString) reasons = g_string_new(totals->is_truncated ? "it was cut" : NULL);
    if (delivery->is_stopped)
        g_string_append_printf(reasons, "%sit was not read to its end", reasons->len ? "; " : "");
    reason(reasons, all_losses(&totals->losses), "lost calls");
    reason(reasons, totals->bad, "records that make no sense");
    reason(reasons, totals->ambiguous, "system calls by number without an ABI");
    uint64_t delivered = totals->calls + totals->faults;
    if (!totals->is_truncated && totals->stated > delivered)
        reason(reasons, totals->stated - delivered, "missing events");
    unwatched(delivery, WATCHED_REFUSED, reasons);
    unwatched(delivery, WATCHED_SILENT, reasons);
    if (delivery->is_foreign && reasons->len == 0)
        g_string_append(reasons, "the tool that wrote it does not say all that it lost");
    return reasons->len ? g_strdup(reasons->str) : NULL;
}

void delivery_finish(struct delivery *delivery, struct trace_totals *ret_totals)
{
    if (delivery->totals.bad > BAD_NAMED)
        delivery_note(delivery, "%" G_GUINT64_FORMAT " more bad %ss", delivery->totals.bad - BAD_NAMED, delivery->unit);
    g_autoptr(GString) absent = g_string_new(NULL);
    unwatched(delivery, WATCHED_ABSENT, absent);
    if (absent->len)
        delivery_note(delivery, "%s", absent->str);
    note_passes(delivery);
    note_others(delivery);
    delivery->totals.incomplete = why_incomplete(delivery);
    g_ptr_array_add(delivery->notes, NULL);
    delivery->totals.notes = (const char *const *)g_ptr_array_free(delivery->notes, FALSE);
    g_tree_unref(delivery->watched);
    g_tree_unref(delivery->passed);
    census_free(delivery->others);
    *ret_totals = delivery->totals;
}

void trace_totals_release(struct trace_totals *totals)
{
    g_strfreev((char **)totals->notes);
    g_free((char *)totals->incomplete);
    *totals = (struct trace_totals){0};
}
