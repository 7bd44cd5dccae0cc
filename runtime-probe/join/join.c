#include "join/joined.h"

#include <string.h>

#include "join/confirm.h"
#include "join/sites.h"
#include "join/tree.h"
#include "symbols/symbols.h"

G_DEFINE_QUARK(mpx_audit_join_error, join_error)

enum { MOST_ROUTES = 1 << 15, MOST_PENDING = 1 << 12, MOST_PROBES = 1 << 12 };

/* What is known of all events that came the same way to the same interface. */
struct route {
    int64_t stack;
    struct sites_match *match;
};

struct join {
    struct store *store;
    struct sites *sites;
    struct tree *tree;
    struct confirm *confirm;
    struct symbols_options symbol_options;
    struct symbols *symbols;
    GHashTable *routes; /* GBytes → struct route * */
    bool in_kernel;     /* the probes stand in the kernel's own functions, … */
    GHashTable *probes; /* … by number: which (owned) */
    GArray *places;     /* struct frame_place of the last event; its texts are the chain's and the tree's */
    struct joined last;
    struct join_totals totals;
    uint64_t calls;     /* of its events */
    bool is_told;       /* something since the last pause */
    GPtrArray *pending; /* struct observation *, whose last event is not stored yet */
    GPtrArray *notes;
};

static void route_free(void *data)
{
    struct route *route = data;
    sites_match_free(route->match);
    g_free(route);
}

static void observation_free(void *data)
{
    struct observation *observation = data;
    g_free((void *)(uintptr_t)observation->rule);
    g_free((void *)(uintptr_t)observation->message);
    g_free((void *)(uintptr_t)observation->events);
    g_free(observation);
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static bool check_maps(const struct join_options *options, GError **error)
{
    for (const char *const *map = options->path_maps; map && *map; map++)
        if (!tree_is_map(*map)) {
            g_set_error(error, JOIN_ERROR, 0, "%s: not OLD=NEW", *map);
            return false;
        }
    return true;
}

static bool take_unit(const struct unit_report *unit, void *context)
{
    tree_add(((struct join *)context)->tree, unit->file);
    return true;
}

static bool take_site(const struct site *site, void *context)
{
    struct join *join = context;
    sites_add(join->sites, join->tree, site);
    return true;
}

static bool take_finding(const struct stored_finding *finding, void *context)
{
    confirm_add(((struct join *)context)->confirm, finding);
    return true;
}

/* Read through a reader of its own, before the writing begins. */
static bool load_run(struct join *join, const struct join_options *options, int64_t *ret_run, GError **error)
{
    struct reader *reader = reader_open(options->database, options->run, error);
    if (!reader)
        return false;
    *ret_run = reader_run_number(reader);
    join->tree = tree_new(reader_run(reader)->root, options->path_maps);
    bool fine = reader_units(reader, take_unit, join, error) && reader_sites(reader, take_site, join, error) &&
                reader_findings(reader, take_finding, join, error);
    reader_close(reader);
    return fine;
}

/* The store is opened first: it brings an older schema up to date, without which nothing can be read. */
static bool open_run(struct join *join, const struct join_options *options, GError **error)
{
    int64_t run;
    join->store = store_open(options->database, error);
    if (!join->store || !load_run(join, options, &run, error) ||
        !store_trace(join->store, run, options->label, options->stored, error))
        return false;
    join->totals.run = run;
    join->totals.trace = store_trace_number(join->store);
    return true;
}

struct join *join_open(const struct join_options *options, GError **error)
{
    if (!check_maps(options, error))
        return NULL;
    struct join *join = g_new0(struct join, 1);
    join->sites = sites_new();
    join->confirm = confirm_new();
    join->symbol_options.debug_folders = options->debug_folders;
    join->symbols = symbols_new(&join->symbol_options);
    join->routes = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, route_free);
    join->places = g_array_new(FALSE, FALSE, sizeof(struct frame_place));
    join->probes = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    join->pending = g_ptr_array_new_with_free_func(observation_free);
    join->last.match = -1;
    if (open_run(join, options, error))
        return join;
    join_close(join, NULL);
    return NULL;
}

bool join_close(struct join *join, GError **error)
{
    if (!join)
        return true;
    bool closed = store_close(join->store, error);
    g_hash_table_unref(join->routes);
    g_hash_table_unref(join->probes);
    g_array_unref(join->places);
    g_ptr_array_unref(join->pending);
    g_clear_pointer(&join->notes, g_ptr_array_unref);
    symbols_free(join->symbols);
    confirm_free(join->confirm);
    sites_free(join->sites);
    tree_free(join->tree);
    g_free(join);
    return closed;
}

/* ---- what a trace tells besides its events ----------------------------------------------------------------------- */

bool join_origin(void *data, const struct trace_origin *origin, GError **error)
{
    struct join *join = data;
    join->in_kernel = g_strcmp0(origin->backend, "kprobe") == 0;
    join->is_told = true;
    return store_origin(join->store, origin, error);
}

bool join_probe(void *data, const struct probe_report *probe, GError **error)
{
    struct join *join = data;
    if (g_hash_table_size(join->probes) < MOST_PROBES)
        g_hash_table_replace(join->probes, GUINT_TO_POINTER(probe->probe), g_strdup(probe->symbol));
    return store_probe(join->store, probe, error);
}

bool join_maps(void *data, const struct process_maps *maps, GError **error)
{
    (void)error;
    symbols_maps(((struct join *)data)->symbols, maps);
    return true;
}

bool join_object(void *data, const struct mapped_object *object, GError **error)
{
    (void)error;
    symbols_object(((struct join *)data)->symbols, object);
    return true;
}

bool join_process(void *data, const struct process_event *process, GError **error)
{
    (void)error;
    symbols_process(((struct join *)data)->symbols, process);
    return true;
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

/* The chain with the paths of the tree where its files are known to be the tree's. */
static void localise(struct join *join, const struct call_chain *chain)
{
    g_array_set_size(join->places, 0);
    for (uint32_t i = 0; i < chain->n_places; i++) {
        struct frame_place place = chain->places[i];
        const struct tree_files *files = tree_find(join->tree, place.file);
        if (files->is_sure)
            place.file = files->files[0];
        g_array_append_val(join->places, place);
    }
    join->last.places = (const struct frame_place *)(void *)join->places->data;
    join->last.n_places = join->places->len;
}

static struct route *find_route(struct join *join, const struct event *event, GError **error)
{
    const struct call_chain *chain = symbols_chain(join->symbols, event);
    const char *interface = event->interface ? event->interface : "";
    localise(join, chain);
    g_autoptr(GByteArray) key = g_byte_array_new();
    g_byte_array_append(key, (const uint8_t *)chain->key, chain->n_key * (guint)sizeof *chain->key);
    g_byte_array_append(key, (const uint8_t *)interface, (guint)strlen(interface));
    GBytes *bytes = g_byte_array_free_to_bytes(g_steal_pointer(&key));
    struct route *route = g_hash_table_lookup(join->routes, bytes);
    if (route) {
        g_bytes_unref(bytes);
        return route;
    }
    int64_t stack = 0;
    if (chain->n_places > 0 && !store_stack(join->store, join->last.places, join->last.n_places, &stack, error)) {
        g_bytes_unref(bytes);
        return NULL;
    }
    if (g_hash_table_size(join->routes) >= MOST_ROUTES)
        g_hash_table_remove_all(join->routes);
    route = g_new0(struct route, 1);
    route->stack = stack;
    route->match = sites_match(join->sites, join->tree, chain->places, chain->n_places, interface);
    g_hash_table_insert(join->routes, bytes, route);
    return route;
}

/* The kernel function of the scanned tree that served the call; NULL when it is not known. */
static struct place_site *served_by(struct join *join, const struct event *event)
{
    if (!join->in_kernel || event->kind != EVENT_CALL || !event->interface)
        return NULL;
    const char *symbol = g_hash_table_lookup(join->probes, GUINT_TO_POINTER(event->probe));
    return sites_implementation(join->sites, event->interface, symbol && *symbol ? symbol : NULL);
}

/* An access makes no call: it has a line and no site. */
static struct place_site *site_of(struct join *join, const struct route *route, const struct event *event,
                                  int *ret_match)
{
    *ret_match = route->match->match;
    if (event->kind != EVENT_CALL) {
        *ret_match = *ret_match == MATCH_UNRESOLVED ? MATCH_UNRESOLVED : -1;
        return NULL;
    }
    struct place_site *site = sites_choose(route->match, event, ret_match);
    if (!site)
        site = served_by(join, event);
    if (site && site->kind == SITE_IMPLEMENTATION)
        *ret_match = MATCH_FUNCTION;
    return site;
}

static bool count_site(struct join *join, const struct route *route, struct place_site *site, const struct event *event,
                       GError **error)
{
    struct place_site *served = served_by(join, event);
    site->hits++;
    for (unsigned i = 0; i < route->match->through->len; i++) {
        struct place_site *through = route->match->through->pdata[i];
        through->hits += through != site;
    }
    if (!confirm_event(join->confirm, join->store, site, event, error))
        return false;
    if (!served || served == site)
        return true;
    served->hits++;
    return confirm_event(join->confirm, join->store, served, event, error);
}

static void keep_last(struct join *join, const struct place_site *site, int match)
{
    join->last.match = match;
    join->last.site = site ? site->fingerprint : NULL;
    join->last.file = site ? site->file : NULL;
    join->last.line = site ? site->line : 0;
    join->last.col = site ? site->col : 0;
}

static bool flush_pending(struct join *join, GError **error);

bool join_event(void *data, const struct event *event, GError **error)
{
    struct join *join = data;
    join->is_told = true;
    struct route *route = find_route(join, event, error);
    bool stored = false;
    int match;
    if (!route)
        return false;
    struct place_site *site = site_of(join, route, event, &match);
    struct stored_event row = {
        .event = event, .stack = route->stack, .site = site ? site->fingerprint : NULL, .match = match};
    keep_last(join, site, match);
    if (!store_event(join->store, &row, &stored, error))
        return false;
    if (!stored) {
        join->totals.matches.repeated++;
        return true;
    }
    join->totals.events++;
    join->calls += event->kind == EVENT_CALL;
    if (match < 0)
        join->totals.matches.elsewhere++;
    else
        join->totals.matches.matched[match]++;
    return (!site || count_site(join, route, site, event, error)) && flush_pending(join, error);
}

const struct joined *join_last(const struct join *join)
{
    return &join->last;
}

/* ---- what rules over events say ---------------------------------------------------------------------------------- */

static struct place_site *site_by_fingerprint(struct join *join, const char *fingerprint)
{
    for (unsigned i = 0; fingerprint && i < sites_count(join->sites); i++) {
        struct place_site *site = sites_nth(join->sites, i);
        if (g_str_equal(site->fingerprint, fingerprint))
            return site;
    }
    return NULL;
}

/* Any of its events may be at a line of the finding: the one that led to it, or the one where it shows. */
static bool confirm_by(struct join *join, const struct observation *observation, GError **error)
{
    for (uint32_t i = 0; i < observation->n_events; i++) {
        g_autofree char *fingerprint = NULL;
        if (!store_event_site(join->store, observation->events[i], &fingerprint, error))
            return false;
        const struct place_site *site = site_by_fingerprint(join, fingerprint);
        if (site && !confirm_observation(join->confirm, join->store, site, observation, error))
            return false;
    }
    return store_observation(join->store, observation, error);
}

static bool flush_pending(struct join *join, GError **error)
{
    for (unsigned i = 0; i < join->pending->len; i++)
        if (!confirm_by(join, join->pending->pdata[i], error))
            return false;
    g_ptr_array_set_size(join->pending, 0);
    return true;
}

bool join_finding(struct join *join, const struct dynamic_finding *finding, GError **error)
{
    struct observation *observation = g_new0(struct observation, 1);
    *observation = (struct observation){.rule = g_strdup(finding->rule),
                                        .message = g_strdup(finding->message),
                                        .pid = finding->pid,
                                        .tid = finding->tid,
                                        .ts_ns = finding->ts_ns,
                                        .key = finding->key,
                                        .events = g_memdup2(finding->events, finding->n_events * sizeof(uint64_t)),
                                        .n_events = finding->n_events};
    g_ptr_array_add(join->pending, observation);
    return join->pending->len < MOST_PENDING || flush_pending(join, error);
}

/* ---- the end ----------------------------------------------------------------------------------------------------- */

static bool store_sites(struct join *join, GError **error)
{
    join->totals.seen = 0;
    for (unsigned i = 0; i < sites_count(join->sites); i++) {
        struct place_site *site = sites_nth(join->sites, i);
        uint64_t hits = site->hits - site->stored_hits;
        join->totals.seen += site->hits > 0;
        if (hits > 0 && !store_hits(join->store, site->fingerprint, hits, error))
            return false;
        site->stored_hits = site->hits;
    }
    join->totals.sites = sites_count(join->sites);
    return true;
}

bool join_pause(struct join *join, GError **error)
{
    uint32_t confirmed;
    if (!join->is_told)
        return true;
    join->is_told = false;
    return flush_pending(join, error) && store_sites(join, error) &&
           confirm_store(join->confirm, join->store, &confirmed, error) &&
           store_trace_pause(join->store, join->calls, join->totals.events - join->calls, &join->totals.matches, error);
}

bool join_commit(struct join *join, const struct trace_totals *totals, struct join_totals *ret_totals, GError **error)
{
    if (!flush_pending(join, error) || !store_sites(join, error) ||
        !confirm_store(join->confirm, join->store, &join->totals.confirmed, error) ||
        !store_trace_commit(join->store, totals, &join->totals.matches, error))
        return false;
    g_clear_pointer(&join->notes, g_ptr_array_unref);
    join->notes = symbols_refused(join->symbols);
    join->totals.unresolved_files = join->notes->len;
    g_ptr_array_add(join->notes, NULL);
    join->totals.notes = (const char *const *)join->notes->pdata;
    *ret_totals = join->totals;
    return true;
}
