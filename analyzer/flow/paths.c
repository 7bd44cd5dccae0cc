#include "flow/paths.h"

#include <string.h>

#include "flow/paths_p.h"

enum {
    STATES_MAX = 6000, /* of one search */
    ALL_MAX = 1000000  /* of all searches in one function: then whatever is asked for is found */
};

static void add_behind(const struct paths *p, uint32_t block, uint64_t *bits)
{
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_array_append_val(todo, block);
    while (todo->len) {
        struct cfg_list after = cfg_successors(p->cfg, g_array_index(todo, uint32_t, todo->len - 1));
        g_array_set_size(todo, todo->len - 1);
        for (uint32_t i = 0; i < after.n; i++) {
            if (bits_has(bits, after.blocks[i]))
                continue;
            bits_add(bits, after.blocks[i]);
            g_array_append_val(todo, after.blocks[i]);
        }
    }
}

bool paths_reach(const struct paths *p, uint32_t from, uint32_t to)
{
    if (!p->reach[from]) {
        p->reach[from] = bits_new(paths_blocks(p));
        add_behind(p, from, p->reach[from]);
    }
    return bits_has(p->reach[from], to);
}

struct paths *paths_new(const struct ir_unit *unit, const struct cfg *cfg, const struct numbering *numbering)
{
    struct paths *p = g_new0(struct paths, 1);
    *p = (struct paths){.unit = unit, .function = cfg_function(cfg), .cfg = cfg, .numbering = numbering};
    p->subjects = g_array_new(FALSE, FALSE, sizeof(struct subject));
    p->reach = g_new0(uint64_t *, MAX(paths_blocks(p), 1));
    p->found = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    paths_find_subjects(p);
    return p;
}

void paths_free(struct paths *p)
{
    if (!p)
        return;
    for (guint i = 0; i < p->subjects->len; i++) {
        g_free(g_array_index(p->subjects, struct subject, i).renewed);
        g_free(g_array_index(p->subjects, struct subject, i).needed);
    }
    for (uint32_t b = 0; b < paths_blocks(p); b++)
        g_free(p->reach[b]);
    g_free(p->reach);
    g_hash_table_unref(p->found);
    g_array_unref(p->subjects);
    g_free(p);
}

/* One point of a search: what is known there. The facts follow in the same block of memory. Compared as bytes. */
struct state {
    uint32_t block;
    uint32_t passed; /* stops */
    size_t n_facts;
    struct fact facts[];
};

static size_t size_of(const struct state *state)
{
    return sizeof *state + state->n_facts * sizeof *state->facts;
}

/* A search makes thousands of them, of up to two kilobytes: word by word, each spread by the golden ratio. */
static guint hash_state(gconstpointer key)
{
    const uint64_t *words = key;
    uint64_t hash = 0;
    for (size_t i = 0; i < size_of(key) / sizeof *words; i++) {
        hash = (hash ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    return (guint)hash;
}

static gboolean equal_states(gconstpointer a, gconstpointer b)
{
    return size_of(a) == size_of(b) && memcmp(a, b, size_of(a)) == 0;
}

struct search {
    struct paths *p;
    const uint32_t *stops; /* instructions to be passed, the last one is where it ends */
    uint32_t n_stops;
    const GArray *blocked; /* behind the first stop */
    GHashTable *seen;      /* struct state, owned */
    GPtrArray *todo;       /* those of them that were not gone on from */
};

static struct fact nothing(term_id subject)
{
    return (struct fact){.subject = subject, .low = INT64_MIN, .high = INT64_MAX};
}

/* Takes the state over. */
static void search_add(struct search *search, struct state *state)
{
    if (g_hash_table_contains(search->seen, state)) {
        g_free(state);
        return;
    }
    g_hash_table_add(search->seen, state);
    g_ptr_array_add(search->todo, state);
}

static uint32_t predecessor_index(const struct paths *p, uint32_t from, uint32_t to)
{
    struct cfg_list before = cfg_predecessors(p->cfg, to);
    for (uint32_t i = 0; i < before.n; i++)
        if (before.blocks[i] == from)
            return i;
    return 0;
}

/* What is known of a join right behind an edge into its block: what was known of the value that the edge brings. */
static struct fact brought(const struct search *search, const struct state *before, term_id join, uint32_t index)
{
    const GArray *joined = numbering_joined(search->p->numbering, join);
    term_id value = joined && index < joined->len ? g_array_index(joined, term_id, index) : TERM_UNKNOWN;
    const struct term *term = term_at(numbering_terms(search->p->numbering), value);
    struct fact fact = nothing(join);
    if (term->kind == TERM_CONST) {
        fact.low = fact.high = term->number;
        return fact;
    }
    int i = value ? paths_subject(search->p, value) : -1;
    if (i >= 0) {
        fact = before->facts[i];
        fact.subject = join;
    }
    return fact;
}

static void enter(const struct search *search, const struct state *before, uint32_t to, struct state *state)
{
    const struct paths *p = search->p;
    uint32_t index = predecessor_index(p, before->block, to);
    g_autofree struct state *left = g_memdup2(state, size_of(state));
    state->block = to;
    for (guint i = 0; i < p->subjects->len; i++) {
        const struct subject *subject = &g_array_index(p->subjects, struct subject, i);
        const struct term *term = term_at(numbering_terms(p->numbering), subject->term);
        if (!bits_has(subject->needed, to))
            state->facts[i] = nothing(subject->term);
        else if (term->kind == TERM_JOIN && term->at == to)
            state->facts[i] = brought(search, left, subject->term, index);
        else if (bits_has(subject->renewed, to))
            state->facts[i] = nothing(subject->term);
    }
}

static bool has_edge(const GArray *edges, uint32_t from, uint32_t to)
{
    for (guint i = 0; edges && i < edges->len; i++) {
        struct path_edge edge = g_array_index(edges, struct path_edge, i);
        if (edge.from == from && edge.to == to)
            return true;
    }
    return false;
}

static bool is_blocked(const struct search *search, const struct state *state, uint32_t to)
{
    return state->passed && has_edge(search->blocked, state->block, to);
}

static void leave(struct search *search, const struct state *state, uint32_t to)
{
    const struct paths *p = search->p;
    struct fact fact;
    if (is_blocked(search, state, to))
        return;
    g_autofree struct state *next = g_memdup2(state, size_of(state));
    if (condition_of(p->numbering, p->unit, p->function, state->block, to, &fact)) {
        int i = paths_subject(p, fact.subject);
        if (i >= 0 && !fact_and(&next->facts[i], &fact))
            return;
    }
    enter(search, state, to, next);
    search_add(search, g_steal_pointer(&next));
}

/* True when the block, entered in this state, comes to the last stop. A block may hold several, in their order. */
static bool pass(const struct search *search, struct state *state)
{
    const struct cfg *cfg = search->p->cfg;
    for (uint32_t first = state->passed; state->passed < search->n_stops; state->passed++) {
        uint32_t stop = search->stops[state->passed];
        bool is_late = state->passed > first && stop <= search->stops[state->passed - 1];
        if (cfg_block_of(cfg, stop) != state->block || is_late)
            return false;
    }
    return true;
}

static bool is_promising(const struct search *search, uint32_t block, uint32_t passed)
{
    uint32_t goal = cfg_block_of(search->p->cfg, search->stops[passed]);
    return block == goal || paths_reach(search->p, block, goal);
}

static bool search_run(struct search *search)
{
    while (search->todo->len) {
        const struct state *seen = g_ptr_array_steal_index(search->todo, search->todo->len - 1);
        g_autofree struct state *state = g_memdup2(seen, size_of(seen));
        if (pass(search, state) || g_hash_table_size(search->seen) > STATES_MAX)
            return true;
        struct cfg_list after = cfg_successors(search->p->cfg, state->block);
        for (uint32_t s = 0; s < after.n; s++)
            if (is_promising(search, after.blocks[s], state->passed))
                leave(search, state, after.blocks[s]);
    }
    return false;
}

/* What the graph alone says: large functions are beyond the search, but what is cut off they can be asked. */
static bool is_cut_off(const struct paths *p, uint32_t from, uint32_t to, const GArray *blocked)
{
    g_autofree uint64_t *seen = bits_new(paths_blocks(p));
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_array_append_val(todo, from);
    while (todo->len) {
        uint32_t block = g_array_index(todo, uint32_t, todo->len - 1);
        g_array_set_size(todo, todo->len - 1);
        struct cfg_list after = cfg_successors(p->cfg, block);
        for (uint32_t s = 0; s < after.n; s++) {
            if (bits_has(seen, after.blocks[s]) || has_edge(blocked, block, after.blocks[s]))
                continue;
            if (after.blocks[s] == to)
                return false;
            bits_add(seen, after.blocks[s]);
            g_array_append_val(todo, after.blocks[s]);
        }
    }
    return true;
}

static bool search_anew(struct paths *p, const uint32_t *stops, uint32_t n_stops, const GArray *blocked)
{
    struct search search = {.p = p, .stops = stops, .n_stops = n_stops, .blocked = blocked};
    search.seen = g_hash_table_new_full(hash_state, equal_states, g_free, NULL);
    search.todo = g_ptr_array_new();
    struct state *entry = g_malloc0(sizeof *entry + p->subjects->len * sizeof *entry->facts);
    entry->n_facts = p->subjects->len;
    for (guint i = 0; i < p->subjects->len; i++)
        entry->facts[i] = nothing(g_array_index(p->subjects, struct subject, i).term);
    search_add(&search, entry);
    bool found = search_run(&search);
    p->n_states += g_hash_table_size(search.seen);
    g_hash_table_unref(search.seen);
    g_ptr_array_unref(search.todo);
    return found;
}

static GBytes *question(const uint32_t *stops, uint32_t n_stops, const GArray *blocked)
{
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_append(bytes, (const uint8_t *)stops, (guint)(n_stops * sizeof *stops));
    if (blocked)
        g_byte_array_append(bytes, (const uint8_t *)blocked->data, (guint)(blocked->len * sizeof(struct path_edge)));
    return g_byte_array_free_to_bytes(bytes);
}

/* Rules ask the same of many pairs. */
static bool search_stops(struct paths *p, const uint32_t *stops, uint32_t n_stops, const GArray *blocked)
{
    g_autoptr(GBytes) asked = question(stops, n_stops, blocked);
    gpointer known = g_hash_table_lookup(p->found, asked);
    if (known)
        return GPOINTER_TO_INT(known) == 2;
    bool found = p->n_states > ALL_MAX || search_anew(p, stops, n_stops, blocked);
    g_hash_table_insert(p->found, g_bytes_ref(asked), GINT_TO_POINTER(found + 1));
    return found;
}

static enum path_answer graph_leads(const struct paths *p, uint32_t from, uint32_t to, const GArray *blocked)
{
    uint32_t from_block = cfg_block_of(p->cfg, from), to_block = cfg_block_of(p->cfg, to);
    if (from_block == to_block && from < to)
        return PATH_FOUND;
    if (!paths_reach(p, from_block, to_block))
        return PATH_NONE;
    bool is_cut = blocked && blocked->len && is_cut_off(p, from_block, to_block, blocked);
    return is_cut ? PATH_EXCLUDED : PATH_FOUND;
}

enum path_answer paths_lead(struct paths *p, uint32_t from, uint32_t to, const GArray *blocked)
{
    const uint32_t stops[] = {from, to};
    enum path_answer graph = graph_leads(p, from, to, blocked);
    if (graph != PATH_FOUND)
        return graph;
    return search_stops(p, stops, G_N_ELEMENTS(stops), blocked) ? PATH_FOUND : PATH_EXCLUDED;
}

enum path_answer paths_lead_by(struct paths *p, uint32_t from, uint32_t by, uint32_t to, const GArray *blocked)
{
    const uint32_t stops[] = {from, by, to};
    enum path_answer before = graph_leads(p, from, by, blocked), behind = graph_leads(p, by, to, blocked);
    if (before != PATH_FOUND || behind != PATH_FOUND)
        return MIN(before, behind);
    return search_stops(p, stops, G_N_ELEMENTS(stops), blocked) ? PATH_FOUND : PATH_EXCLUDED;
}

/* Edges whose condition contradicts what is supposed. */
static GArray *contradicted(const struct paths *p, const struct fact *supposed)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    for (uint32_t b = 0; b < paths_blocks(p); b++) {
        struct cfg_list after = cfg_successors(p->cfg, b);
        for (uint32_t s = 0; s < after.n; s++) {
            struct path_edge edge = {b, after.blocks[s]};
            struct fact here, both = *supposed;
            if (condition_of(p->numbering, p->unit, p->function, b, edge.to, &here) &&
                here.subject == supposed->subject && !fact_and(&both, &here))
                g_array_append_val(edges, edge);
        }
    }
    return edges;
}

bool paths_allow(const struct paths *p, uint32_t inst, const struct fact *supposed)
{
    uint32_t block = cfg_block_of(p->cfg, inst), entry = cfg_order(p->cfg).blocks[0];
    if (block == entry || !paths_keep(p, supposed->subject))
        return true;
    g_autoptr(GArray) edges = contradicted(p, supposed);
    return !edges->len || !is_cut_off(p, entry, block, edges);
}

bool paths_avoid(const struct paths *p, uint32_t at, uint32_t from, uint32_t to, GArray *blocked)
{
    uint32_t block = cfg_block_of(p->cfg, at);
    bool with_from = cfg_block_of(p->cfg, from) == block, with_to = cfg_block_of(p->cfg, to) == block;
    if (with_from && from < at && !(with_to && from < to && to < at))
        return true; /* whoever leaves `from` comes by */
    struct cfg_list before = cfg_predecessors(p->cfg, block);
    for (uint32_t i = 0; i < before.n && !(with_to && to < at); i++) {
        struct path_edge edge = {before.blocks[i], block};
        g_array_append_val(blocked, edge);
    }
    return false;
}
