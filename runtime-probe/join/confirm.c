#include "join/confirm.h"

#include <errno.h>
#include <string.h>

/* So many events of a trace are kept with each finding; all are counted. */
enum { MOST_ROWS = 100 };

/* A finding as far as it matters here. */
struct claim {
    int64_t id;
    char *rule, *file, *function;
    char *place; /* "FILE:LINE" */
    struct finding_memory memory;
    uint64_t hits, confirmed, rows;
    uint64_t stored_hits, stored_confirmed; /* of these */
    uint64_t last, last_hit;                /* the events that were counted last: each counts once */
};

struct confirm {
    GPtrArray *claims;
    GHashTable *by_line;     /* "FILE:LINE" → GPtrArray of claims, each once */
    GHashTable *by_function; /* "FILE:FUNCTION" of the finding, and ":FUNCTION" → GPtrArray */
};

static void claim_free(void *data)
{
    struct claim *claim = data;
    g_free(claim->rule);
    g_free(claim->file);
    g_free(claim->function);
    g_free(claim->place);
    g_free(claim);
}

struct confirm *confirm_new(void)
{
    struct confirm *confirm = g_new0(struct confirm, 1);
    confirm->claims = g_ptr_array_new_with_free_func(claim_free);
    confirm->by_line = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    confirm->by_function = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    return confirm;
}

void confirm_free(struct confirm *confirm)
{
    if (!confirm)
        return;
    g_hash_table_unref(confirm->by_line);
    g_hash_table_unref(confirm->by_function);
    g_ptr_array_unref(confirm->claims);
    g_free(confirm);
}

static char *line_key(const char *file, uint32_t line)
{
    return g_strdup_printf("%s:%u", file, line);
}

/* Takes the key. */
static void list(GHashTable *table, char *key, struct claim *claim)
{
    GPtrArray *there = g_hash_table_lookup(table, key);
    if (!there)
        g_hash_table_insert(table, g_strdup(key), there = g_ptr_array_new());
    if (there->len == 0 || there->pdata[there->len - 1] != claim)
        g_ptr_array_add(there, claim);
    g_free(key);
}

void confirm_add(struct confirm *confirm, const struct stored_finding *stored)
{
    const struct finding *finding = &stored->finding;
    if (stored->state == STATE_FIXED)
        return;
    struct claim *claim = g_new0(struct claim, 1);
    claim->id = stored->id;
    claim->rule = g_strdup(finding->rule);
    claim->file = g_strdup(finding->file);
    claim->function = g_strdup(finding->function);
    claim->memory = finding->memory;
    claim->place = line_key(finding->file, finding->line);
    claim->last = claim->last_hit = UINT64_MAX;
    g_ptr_array_add(confirm->claims, claim);
    list(confirm->by_line, line_key(finding->file, finding->line), claim);
    for (uint32_t i = 0; i < finding->n_steps; i++)
        list(confirm->by_line, line_key(finding->steps[i].file, finding->steps[i].line), claim);
    list(confirm->by_function, g_strdup_printf("%s:%s", finding->file, finding->function), claim);
    list(confirm->by_function, g_strdup_printf(":%s", finding->function), claim);
}

/* ---- what supports what ------------------------------------------------------------------------------------------ */

struct seen {
    const struct event *event;
    const struct place_site *site;
};

static const struct event_argument *argument_of(const struct seen *seen, const char *name)
{
    for (uint32_t i = 0; i < MIN(seen->event->n_arguments, EVENT_ARGUMENTS); i++)
        if (g_strcmp0(seen->event->arguments[i].name, name) == 0 && seen->event->arguments[i].is_known)
            return &seen->event->arguments[i];
    return NULL;
}

static bool has_value(const struct seen *seen, const char *name, uint32_t mask, uint32_t value)
{
    const struct event_argument *argument = argument_of(seen, name);
    return argument && ((uint32_t)argument->value & mask) == value;
}

static bool has_evidence(const struct seen *seen, unsigned kinds)
{
    for (uint32_t i = 0; i < MIN(seen->event->n_arguments, EVENT_ARGUMENTS); i++)
        if (kinds >> seen->event->arguments[i].evidence & 1)
            return true;
    return false;
}

static bool failed_with(const struct seen *seen, int number)
{
    return seen->event->has_result && seen->event->result == -number;
}

static bool bytes_changed(const struct seen *seen)
{
    return has_evidence(seen, 1u << SEEN_CHANGED);
}

static bool mapping_changed(const struct seen *seen)
{
    return has_evidence(seen, 1u << SEEN_REMAPPED | 1u << SEEN_UNMAPPED | 1u << SEEN_KEY | 1u << SEEN_PROTECTION);
}

/* As the kernel sees it: pkey_mprotect with -1, which glibc makes an mprotect. */
static bool key_was_none(const struct seen *seen)
{
    return has_value(seen, "pkey", UINT32_MAX, UINT32_MAX) ||
           (g_str_equal(seen->site->interface, "pkey_mprotect") && g_strcmp0(seen->event->interface, "mprotect") == 0);
}

static bool key_was_zero(const struct seen *seen)
{
    return has_value(seen, "pkey", UINT32_MAX, 0);
}

static bool call_failed(const struct seen *seen)
{
    return seen->event->has_result && seen->event->result < 0 && seen->event->result >= -4095;
}

static bool was_refused(const struct seen *seen)
{
    return failed_with(seen, EINVAL);
}

static bool address_was_odd(const struct seen *seen)
{
    const struct event_argument *address = argument_of(seen, "addr");
    return address && (address->value & 0xfff) != 0 && failed_with(seen, EINVAL);
}

static bool was_missing(const struct seen *seen)
{
    return failed_with(seen, ENOSYS);
}

/* PROT_WRITE and PROT_EXEC. */
static bool was_granted_both(const struct seen *seen)
{
    return has_value(seen, "prot", 6, 6) && !call_failed(seen);
}

/* Where the site of the event is a line of the finding; or the implementation that the finding is in, but for those
 * about bytes: of these it must be the right ones (reaches). */
static const struct {
    const char *rule;
    bool (*supports)(const struct seen *);
    const char *why;
} supports[] = {
    {"double-fetch", bytes_changed, "the memory behind an argument changed during the call"},
    {"double-load", bytes_changed, "the memory behind an argument changed during the call"},
    {"shared-argument", bytes_changed, "the memory behind an argument changed during the call"},
    {"range-race", mapping_changed, "the mapping of the range changed during the call"},
    {"key-unchecked", key_was_none, "the call was made with key -1: it is mprotect"},
    {"key-zero", key_was_zero, "the call was made with key 0"},
    {"key-range", was_refused, "the call failed with EINVAL"},
    {"result-ignored", call_failed, "the call failed"},
    {"address-unaligned", address_was_odd, "the call failed with EINVAL, its address is not that of a page"},
    {"writable-executable", was_granted_both, "the range was made writable and executable"},
    {"intel-mpx-removed", was_refused, "the call failed with EINVAL"},
    {"mpx-not-implemented", was_missing, "the call failed with ENOSYS"},
};

/* What is said of bytes. */
static bool is_of_bytes(const struct claim *claim)
{
    for (size_t i = 0; i < G_N_ELEMENTS(supports); i++)
        if (g_str_equal(supports[i].rule, claim->rule))
            return supports[i].supports == bytes_changed;
    return false;
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

static bool support(struct claim *claim, struct store *store, uint64_t event, const char *why, GError **error)
{
    if (claim->last == event)
        return true;
    claim->last = event;
    claim->confirmed++;
    return claim->rows++ >= MOST_ROWS ||
           store_confirmation(store, &(struct confirmation){.finding = claim->id, .event = event, .why = why}, error);
}

static bool judge(struct claim *claim, struct store *store, const struct seen *seen, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(supports); i++)
        if (g_str_equal(supports[i].rule, claim->rule) && supports[i].supports(seen))
            return support(claim, store, seen->event->sequence, supports[i].why, error);
    return true;
}

/* ---- from the function that serves a call to what it reads ------------------------------------------------------- */

/* Registers hold more than an int. */
static bool lies_between(uint64_t value, const struct site_limit *limit)
{
    int64_t whole = (int64_t)value, low = (int32_t)(uint32_t)value;
    return (whole >= limit->low && whole <= limit->high) || (low >= limit->low && low <= limit->high);
}

/* Whether the call went that way, as far as its arguments tell. */
static bool goes(const struct seen *seen, const struct site_reach *reach)
{
    for (uint32_t i = 0; i < reach->n_limits; i++) {
        const struct event_argument *argument = argument_of(seen, reach->limits[i].argument);
        if (argument && !lies_between(argument->value, &reach->limits[i]))
            return false;
    }
    return true;
}

/* Whether a byte from low up to but not including high changed. Of bytes that were not kept, only the first and the
 * last one that differ are known. */
static bool changed_within(const struct event_argument *argument, int64_t low, int64_t high)
{
    if (argument->evidence != SEEN_CHANGED)
        return false;
    for (uint32_t i = argument->first; argument->entry && argument->leave && i < argument->size && i <= argument->last;
         i++)
        if (i >= low && i < high && argument->entry[i] != argument->leave[i])
            return true;
    return (argument->first >= low && argument->first < high) || (argument->last >= low && argument->last < high);
}

static char *bytes_text(int64_t low, int64_t high)
{
    if (high == INT64_MAX)
        return g_strdup_printf("a byte from %" G_GINT64_FORMAT " on", low);
    if (high - low == 1)
        return g_strdup_printf("byte %" G_GINT64_FORMAT, low);
    return g_strdup_printf("a byte of %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, low, high - 1);
}

/* "byte 0 behind addr, which mpx_set reads twice, changed during the call" */
static bool judge_bytes(struct claim *claim, struct store *store, const struct seen *seen,
                        const struct site_reach *reach, GError **error)
{
    const struct event_argument *argument = argument_of(seen, reach->argument);
    int64_t low = claim->memory.low + reach->offset;
    int64_t high = claim->memory.high == INT64_MAX ? INT64_MAX : claim->memory.high + reach->offset;
    if (!argument || !changed_within(argument, low, high))
        return true;
    g_autofree char *bytes = bytes_text(low, high);
    g_autofree char *why = g_strdup_printf("%s behind `%s`, which %s reads twice, changed while %s ran", bytes,
                                           reach->argument, claim->function, seen->site->function);
    return support(claim, store, seen->event->sequence, why, error);
}

/* A function of another unit is known by name alone: then all that are called so must be one. */
static const GPtrArray *claims_in(const struct confirm *confirm, const struct site_reach *reach)
{
    g_autofree char *key = g_strdup_printf("%s:%s", reach->file ? reach->file : "", reach->function);
    const GPtrArray *claims = g_hash_table_lookup(confirm->by_function, key);
    for (unsigned i = 1; claims && !reach->file && i < claims->len; i++)
        if (!g_str_equal(((const struct claim *)claims->pdata[i])->file,
                         ((const struct claim *)claims->pdata[0])->file))
            return NULL;
    return claims;
}

static bool judge_reached(struct confirm *confirm, struct store *store, const struct seen *seen, GError **error)
{
    for (guint i = 0; i < seen->site->reach->len; i++) {
        const struct site_reach *reach = &g_array_index(seen->site->reach, struct site_reach, i);
        const GPtrArray *claims = goes(seen, reach) ? claims_in(confirm, reach) : NULL;
        for (unsigned c = 0; claims && c < claims->len; c++) {
            struct claim *claim = claims->pdata[c];
            if (!is_of_bytes(claim) || !claim->memory.is_known || claim->memory.parameter != reach->parameter)
                continue;
            claim->hits += claim->last_hit != seen->event->sequence;
            claim->last_hit = seen->event->sequence;
            if (!judge_bytes(claim, store, seen, reach, error))
                return false;
        }
    }
    return true;
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

/* The findings that a site may have to do with: of its line and function; of an implementation all of the function. */
static const GPtrArray *claims_at(const struct confirm *confirm, const struct place_site *site)
{
    if (site->kind == SITE_IMPLEMENTATION) {
        g_autofree char *key = g_strdup_printf("%s:%s", site->file, site->function);
        return g_hash_table_lookup(confirm->by_function, key);
    }
    g_autofree char *key = line_key(site->file, site->line);
    return g_hash_table_lookup(confirm->by_line, key);
}

bool confirm_event(struct confirm *confirm, struct store *store, const struct place_site *site,
                   const struct event *event, GError **error)
{
    const GPtrArray *claims = claims_at(confirm, site);
    struct seen seen = {event, site};
    bool is_served = site->kind == SITE_IMPLEMENTATION && site->side == SIDE_KERNEL;
    g_autofree char *place = claims ? line_key(site->file, site->line) : NULL;
    for (unsigned i = 0; claims && i < claims->len; i++) {
        struct claim *claim = claims->pdata[i];
        if (is_served && is_of_bytes(claim))
            continue;
        claim->hits += g_str_equal(claim->place, place);
        if (!judge(claim, store, &seen, error))
            return false;
    }
    return !is_served || judge_reached(confirm, store, &seen, error);
}

bool confirm_observation(struct confirm *confirm, struct store *store, const struct place_site *site,
                         const struct observation *observation, GError **error)
{
    const GPtrArray *claims = claims_at(confirm, site);
    uint64_t event = observation->n_events ? observation->events[observation->n_events - 1] : 0;
    for (unsigned i = 0; claims && i < claims->len; i++) {
        struct claim *claim = claims->pdata[i];
        if (g_str_equal(claim->rule, observation->rule) && !support(claim, store, event, observation->message, error))
            return false;
    }
    return true;
}

bool confirm_store(struct confirm *confirm, struct store *store, uint32_t *ret_confirmed, GError **error)
{
    *ret_confirmed = 0;
    for (unsigned i = 0; i < confirm->claims->len; i++) {
        struct claim *claim = confirm->claims->pdata[i];
        uint64_t hits = claim->hits - claim->stored_hits, confirmed = claim->confirmed - claim->stored_confirmed;
        *ret_confirmed += claim->confirmed > 0;
        if ((hits || confirmed) && !store_finding_seen(store, claim->id, hits, confirmed, error))
            return false;
        claim->stored_hits = claim->hits;
        claim->stored_confirmed = claim->confirmed;
    }
    return true;
}
