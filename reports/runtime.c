#include "reports/runtime.h"

#include <string.h>

#include "reports/grow.h"

/* What a report shows of many. The database has them all, and `report --format trace` prints them. */
enum { MOST_EVENTS = 3, MOST_CONFIRMATIONS = 5, MOST_STRAYS = 200, MOST_OBSERVATIONS = 200, MOST_FRAMES = 12 };

struct runtime {
    GHashTable *hits;      /* fingerprint → number; owned copies */
    GPtrArray *sites;      /* elements that have hits, and … */
    GPtrArray *prints;     /* … their fingerprints */
    GPtrArray *findings;   /* elements that are confirmed, and … */
    GArray *ids;           /* … their numbers */
    struct reader *reader; /* while it fills */
    GError **error;
    bool failed;
    xmlNode *list;
    unsigned left; /* rows that may still be added to the list */
};

static bool take_hits(const char *site, uint64_t hits, void *context)
{
    struct runtime *runtime = context;
    g_hash_table_insert(runtime->hits, g_strdup(site), g_memdup2(&hits, sizeof hits));
    return true;
}

struct runtime *runtime_new(struct reader *reader, GError **error)
{
    struct runtime *runtime = g_new0(struct runtime, 1);
    runtime->hits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    runtime->sites = g_ptr_array_new();
    runtime->prints = g_ptr_array_new_with_free_func(g_free);
    runtime->findings = g_ptr_array_new();
    runtime->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (reader_hits(reader, take_hits, runtime, error))
        return runtime;
    runtime_free(runtime);
    return NULL;
}

void runtime_free(struct runtime *runtime)
{
    if (!runtime)
        return;
    g_hash_table_unref(runtime->hits);
    g_ptr_array_unref(runtime->sites);
    g_ptr_array_unref(runtime->prints);
    g_ptr_array_unref(runtime->findings);
    g_array_unref(runtime->ids);
    g_free(runtime);
}

void runtime_site(struct runtime *runtime, xmlNode *node, const char *fingerprint)
{
    const uint64_t *hits = g_hash_table_lookup(runtime->hits, fingerprint);
    grow_number(node, "hits", hits ? *hits : 0);
    if (!hits)
        return;
    g_ptr_array_add(runtime->sites, node);
    g_ptr_array_add(runtime->prints, g_strdup(fingerprint));
}

void runtime_finding(struct runtime *runtime, xmlNode *node, int64_t finding)
{
    g_ptr_array_add(runtime->findings, node);
    g_array_append_val(runtime->ids, finding);
}

/* ---- one event ----------------------------------------------------------------------------------------------------
 */

/* "addr=0x7f00, len=0x1000" */
static char *arguments_of(const struct event *event)
{
    GString *text = g_string_new(NULL);
    for (uint32_t i = 0; i < event->n_arguments; i++) {
        const struct event_argument *argument = &event->arguments[i];
        g_string_append_printf(text, "%s%s=", i ? ", " : "", argument->name);
        if (argument->is_known)
            g_string_append_printf(text, "0x%" G_GINT64_MODIFIER "x", argument->value);
        else
            g_string_append_c(text, '?');
    }
    return g_string_free(text, FALSE);
}

static void append_bytes(GString *text, const char *label, const uint8_t *bytes, const struct event_argument *argument)
{
    if (!bytes || argument->last >= argument->size || argument->first > argument->last)
        return;
    g_string_append(text, label);
    for (uint32_t i = argument->first; i <= argument->last; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
}

/* "addr: changed, bytes 4 to 7: 10000000 became ffffffff" */
static char *evidence_of(const struct event *event)
{
    GString *text = g_string_new(NULL);
    for (uint32_t i = 0; i < event->n_arguments; i++) {
        const struct event_argument *argument = &event->arguments[i];
        if (argument->evidence == SEEN_NOTHING)
            continue;
        g_string_append_printf(text, "%s%s: %s", text->len ? "; " : "", argument->name,
                               evidence_kind_name(argument->evidence));
        if (argument->evidence != SEEN_CHANGED)
            continue;
        if (argument->first == argument->last)
            g_string_append_printf(text, ", byte %u", argument->first);
        else
            g_string_append_printf(text, ", bytes %u to %u", argument->first, argument->last);
        append_bytes(text, ": ", argument->entry, argument);
        append_bytes(text, " became ", argument->leave, argument);
    }
    return g_string_free(text, FALSE);
}

static void grow_hex(xmlNode *node, const char *name, uint64_t value)
{
    char digits[24];
    g_snprintf(digits, sizeof digits, "0x%" G_GINT64_MODIFIER "x", value);
    grow_put(node, name, digits);
}

static void fill_event(xmlNode *node, const struct stored_event *stored)
{
    const struct event *event = stored->event;
    g_autofree char *args = arguments_of(event), *evidence = evidence_of(event);
    grow_number(node, "trace", (uint64_t)stored->trace);
    grow_number(node, "event", event->sequence);
    grow_number(node, "ts_ns", event->ts_ns);
    grow_number(node, "pid", event->pid);
    grow_number(node, "tid", event->tid);
    grow_put(node, "comm", event->comm);
    grow_given(node, "interface", event->interface);
    grow_given(node, "match", stored->match < 0 ? NULL : match_name((enum match)stored->match));
    if (event->kind == EVENT_FAULT)
        grow_hex(node, "address", event->address);
    grow_given(node, "args", args);
    if (event->has_result) {
        char digits[24];
        g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, event->result);
        grow_put(node, "ret", digits);
    }
    if (event->has_pkru)
        grow_hex(node, "pkru", event->pkru);
    grow_given(node, "evidence", evidence);
}

/* "src/a.c:12": the call that the event was joined with. */
static char *place_of(const struct runtime *runtime, const char *site)
{
    for (unsigned i = 0; site && i < runtime->prints->len; i++) {
        if (!g_str_equal(runtime->prints->pdata[i], site))
            continue;
        xmlChar *file = xmlGetProp(runtime->sites->pdata[i], (const xmlChar *)"file");
        xmlChar *line = xmlGetProp(runtime->sites->pdata[i], (const xmlChar *)"line");
        char *place = file && line ? g_strdup_printf("%s:%s", (const char *)file, (const char *)line) : NULL;
        xmlFree(file);
        xmlFree(line);
        return place;
    }
    return NULL;
}

static bool add_event(const struct stored_event *stored, void *context)
{
    struct runtime *runtime = context;
    fill_event(grow_add(runtime->list, "event"), stored);
    return true;
}

/* ---- lists --------------------------------------------------------------------------------------------------------
 */

/* The call may stand elsewhere than the finding that it supports. */
static bool add_supporting(const struct stored_event *stored, void *context)
{
    struct runtime *runtime = context;
    g_autofree char *place = place_of(runtime, stored->site);
    xmlNode *node = grow_add(runtime->list, "event");
    fill_event(node, stored);
    grow_given(node, "place", place);
    return true;
}

static bool take_confirmation(const struct confirmation *confirmation, void *context)
{
    struct runtime *runtime = context;
    if (runtime->left == 0)
        return false;
    runtime->left--;
    xmlNode *node = grow_add(runtime->list, "confirmation"), *list = runtime->list;
    grow_text(node, "why", confirmation->why);
    runtime->list = grow_add(node, "events");
    runtime->failed = !reader_event(runtime->reader, confirmation->trace, confirmation->event, add_supporting, runtime,
                                    runtime->error);
    runtime->list = list;
    return !runtime->failed;
}

static bool fill_findings(struct runtime *runtime)
{
    for (unsigned i = 0; i < runtime->findings->len; i++) {
        runtime->list = grow_add(runtime->findings->pdata[i], "confirmations");
        runtime->left = MOST_CONFIRMATIONS;
        if (!reader_confirmations(runtime->reader, g_array_index(runtime->ids, int64_t, i), take_confirmation, runtime,
                                  runtime->error) ||
            runtime->failed)
            return false;
    }
    return true;
}

static bool fill_sites(struct runtime *runtime)
{
    for (unsigned i = 0; i < runtime->sites->len; i++) {
        runtime->list = grow_add(runtime->sites->pdata[i], "events");
        if (!reader_site_events(runtime->reader, runtime->prints->pdata[i], MOST_EVENTS, add_event, runtime,
                                runtime->error))
            return false;
    }
    return true;
}

static bool take_note(const char *text, void *context)
{
    grow_text(((struct runtime *)context)->list, "note", text);
    return true;
}

static bool take_probe(const struct probe_report *probe, void *context)
{
    struct runtime *runtime = context;
    xmlNode *node = grow_add(runtime->list, "probe");
    grow_put(node, "interface", probe->interface);
    grow_put(node, "symbol", probe->symbol);
    grow_put(node, "outcome", probe_outcome_name(probe->outcome));
    grow_given(node, "reason", probe->reason);
    grow_number(node, "ran", probe->ran);
    grow_number(node, "missed", probe->missed);
    return true;
}

static bool take_observation(const struct observation *observation, void *context)
{
    struct runtime *runtime = context;
    xmlNode *node = grow_add(runtime->list, "observation");
    g_autoptr(GString) events = g_string_new(NULL);
    for (uint32_t i = 0; i < MIN(observation->n_events, 16u); i++)
        g_string_append_printf(events, "%s%" G_GUINT64_FORMAT, i ? " " : "", observation->events[i]);
    grow_put(node, "rule", observation->rule);
    grow_number(node, "pid", observation->pid);
    grow_number(node, "tid", observation->tid);
    if (observation->key >= 0)
        grow_number(node, "key", (uint64_t)observation->key);
    grow_put(node, "seen_in", events->str);
    grow_text(node, "message", observation->message);
    return true;
}

static bool take_frame(const struct frame_place *place, void *context)
{
    struct runtime *runtime = context;
    if (runtime->left == 0)
        return false;
    runtime->left--;
    xmlNode *node = grow_add(runtime->list, "frame");
    grow_given(node, "function", place->function);
    if (*place->file) {
        grow_put(node, "file", place->file);
        grow_number(node, "line", place->line);
        grow_number(node, "col", place->col);
    }
    grow_given(node, "object", place->object);
    grow_hex(node, "offset", place->offset);
    if (place->is_inlined)
        grow_put(node, "inlined", "true");
    if (place->is_tail)
        grow_put(node, "tail", "true");
    grow_given(node, "why", place->unresolved);
    return true;
}

/* Strays of all traces come in one reading, each to the element of its trace. */
static bool take_stray(const struct stray *stray, void *context)
{
    struct runtime *runtime = context;
    xmlNode *traces = runtime->list, *trace = traces->children;
    for (; trace; trace = trace->next) {
        xmlChar *id = xmlGetProp(trace, (const xmlChar *)"trace");
        bool is_it = id && g_ascii_strtoll((const char *)id, NULL, 10) == stray->trace;
        xmlFree(id);
        if (is_it)
            break;
    }
    if (!trace)
        return true;
    xmlNode *node = grow_add(xmlGetLastChild(trace), "stray");
    grow_put(node, "kind", stray->kind);
    grow_given(node, "interface", stray->interface);
    grow_given(node, "match", stray->match);
    grow_number(node, "count", stray->events);
    grow_number(node, "event", stray->first);
    runtime->list = grow_add(node, "frames");
    runtime->left = MOST_FRAMES;
    runtime->failed = !reader_frames(runtime->reader, stray->stack, take_frame, runtime, runtime->error);
    runtime->list = traces;
    return !runtime->failed;
}

static void put_counts(xmlNode *node, const struct stored_trace *trace)
{
    const struct trace_totals *totals = &trace->totals;
    const struct trace_losses *losses = &totals->losses;
    const uint64_t *matched = trace->matches.matched;
    const struct {
        const char *name;
        uint64_t value;
    } counts[] = {
        {"records", totals->records},
        {"calls", totals->calls},
        {"faults", totals->faults},
        {"others", totals->others},
        {"ambiguous", totals->ambiguous},
        {"unknown", totals->unknown},
        {"bad", totals->bad},
        {"missed", losses->missed},
        {"skipped", losses->skipped},
        {"full", losses->full},
        {"not_written", losses->not_written},
        {"unpaired", losses->unpaired},
        {"dropped", losses->dropped},
        {"exact", matched[MATCH_EXACT]},
        {"same_line", matched[MATCH_LINE]},
        {"same_function", matched[MATCH_FUNCTION]},
        {"tail_call", matched[MATCH_TAIL]},
        {"unresolved", matched[MATCH_UNRESOLVED]},
        {"elsewhere", trace->matches.elsewhere},
        {"repeated", trace->matches.repeated},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        grow_number(node, counts[i].name, counts[i].value);
}

static bool take_trace(const struct stored_trace *trace, void *context)
{
    struct runtime *runtime = context;
    const struct trace_origin *origin = &trace->origin;
    xmlNode *traces = runtime->list, *node = grow_add(traces, "trace");
    grow_number(node, "trace", (uint64_t)trace->id);
    grow_put(node, "label", trace->label);
    grow_put(node, "stored", trace->stored);
    grow_put(node, "source", origin->format);
    grow_given(node, "backend", origin->backend);
    grow_given(node, "tool", origin->tool);
    grow_given(node, "kernel", origin->kernel);
    grow_given(node, "machine", origin->machine);
    grow_given(node, "catalogue", origin->catalogue);
    grow_put(node, "complete", trace->totals.incomplete ? "false" : "true");
    grow_put(node, "truncated", trace->totals.is_truncated ? "true" : "false");
    put_counts(node, trace);
    if (trace->totals.incomplete)
        grow_text(node, "incomplete", trace->totals.incomplete);
    runtime->list = grow_add(node, "notes");
    runtime->failed = !reader_trace_notes(runtime->reader, trace->id, take_note, runtime, runtime->error);
    runtime->list = grow_add(node, "probes");
    runtime->failed =
        runtime->failed || !reader_probes(runtime->reader, trace->id, take_probe, runtime, runtime->error);
    runtime->list = grow_add(node, "observations");
    runtime->failed = runtime->failed || !reader_observations(runtime->reader, trace->id, MOST_OBSERVATIONS,
                                                              take_observation, runtime, runtime->error);
    grow_add(node, "strays");
    runtime->list = traces;
    return !runtime->failed;
}

static bool fill_traces(struct runtime *runtime, xmlNode *root)
{
    runtime->list = grow_add(root, "traces");
    if (!reader_traces(runtime->reader, take_trace, runtime, runtime->error) || runtime->failed ||
        !reader_strays(runtime->reader, MOST_STRAYS, take_stray, runtime, runtime->error) || runtime->failed)
        return false;
    if (runtime->list->children)
        return true;
    xmlUnlinkNode(runtime->list);
    xmlFreeNode(runtime->list);
    return true;
}

bool runtime_fill(struct runtime *runtime, struct reader *reader, xmlNode *root, GError **error)
{
    runtime->reader = reader;
    runtime->error = error;
    return fill_sites(runtime) && fill_findings(runtime) && fill_traces(runtime, root);
}
