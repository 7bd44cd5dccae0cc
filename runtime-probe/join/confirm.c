#include "join/confirm.h"

#include <errno.h>
#include <string.h>

/* So many events of a trace are kept with each finding; all are counted. */
enum { MOST_ROWS = 100 };

/* A finding as far as it matters here. */
struct claim {
    int64_t id;
    char *rule, *function;
    char *place; /* "FILE:LINE" */
    uint64_t hits, confirmed, rows;
    uint64_t last; /* the event that was counted last: it counts once */
};

struct confirm {
    GPtrArray *claims;
    GHashTable *by_line;     /* "FILE:LINE" → GPtrArray of claims, each once */
    GHashTable *by_function; /* "FILE:FUNCTION" of the finding → GPtrArray */
};

static void claim_free(void *data)
{
    struct claim *claim = data;
    g_free(claim->rule);
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
    claim->function = g_strdup(finding->function);
    claim->place = line_key(finding->file, finding->line);
    claim->last = UINT64_MAX;
    g_ptr_array_add(confirm->claims, claim);
    list(confirm->by_line, line_key(finding->file, finding->line), claim);
    for (uint32_t i = 0; i < finding->n_steps; i++)
        list(confirm->by_line, line_key(finding->steps[i].file, finding->steps[i].line), claim);
    list(confirm->by_function, g_strdup_printf("%s:%s", finding->file, finding->function), claim);
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

/* Where the site of the event is a line of the finding. */
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
    g_autofree char *place = claims ? line_key(site->file, site->line) : NULL;
    for (unsigned i = 0; claims && i < claims->len; i++) {
        struct claim *claim = claims->pdata[i];
        claim->hits += g_str_equal(claim->place, place);
        if (!judge(claim, store, &seen, error))
            return false;
    }
    return true;
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
        const struct claim *claim = confirm->claims->pdata[i];
        *ret_confirmed += claim->confirmed > 0;
        if ((claim->hits || claim->confirmed) &&
            !store_finding_seen(store, claim->id, claim->hits, claim->confirmed, error))
            return false;
    }
    return true;
}
