/* range-race 1: the range was taken away in the same thread, on a path that leads to the call. */
#include "rules/ranges.h"

enum { DEPTH_MAX = 8, LAYERS_MAX = 32, JOINS_MAX = 64 };

static const struct terms *terms_of(const struct scene *scene)
{
    return numbering_terms(scene->numbering);
}

/* Whether a write that may have changed the value did: between the ending and the target only calls are trusted that
 * the catalogue knows. */
static bool is_harmless(const struct race *race, const struct target *target, const struct ending *ending,
                        uint32_t written)
{
    if (written == ending->inst)
        return !ending->is_renewed;
    for (guint u = 0; u < race->review->uses->len; u++) {
        const struct use *use = &g_array_index(race->review->uses, struct use, u);
        if (use->function == target->scene->function && use->inst == written && !use->wrapper)
            return true;
    }
    return !scene_leads(target->scene, ending->inst, written, NULL);
}

static bool is_layer(const struct scene *scene, term_id value, term_id wanted)
{
    const struct terms *terms = terms_of(scene);
    for (unsigned i = 0; i < LAYERS_MAX && value != wanted; i++) {
        const struct term *term = term_at(terms, value);
        if (term->kind != TERM_WRITTEN || !term->a || term->b)
            return false;
        value = term->a;
    }
    return value == wanted;
}

/* Back from the target to what the ending took away. */
struct search {
    const struct race *race;
    const struct target *target;
    const struct ending *ending;
    GArray *blocked;  /* struct path_edge: ways by which a join gets another value */
    GHashTable *seen; /* joins + 1 → whether they can be that value; while one is looked at it cannot */
};

static bool is_same_value(const struct search *s, term_id value);

static bool is_joined(const struct search *s, term_id join)
{
    const struct scene *scene = s->target->scene;
    uint32_t block = term_at(terms_of(scene), join)->at;
    const GArray *joined = numbering_joined(scene->numbering, join);
    struct cfg_list before = cfg_predecessors(scene->cfg, block);
    gpointer known, key = GUINT_TO_POINTER(join + 1);
    if (g_hash_table_lookup_extended(s->seen, key, NULL, &known))
        return known;
    if (g_hash_table_size(s->seen) == JOINS_MAX)
        return false;
    g_hash_table_insert(s->seen, key, NULL);
    bool is_one = false;
    for (uint32_t i = 0; joined && i < before.n && i < joined->len; i++) {
        struct path_edge edge = {before.blocks[i], block};
        bool is_same = is_same_value(s, g_array_index(joined, term_id, i));
        if (!is_same)
            g_array_append_val(s->blocked, edge);
        is_one |= is_same;
    }
    g_hash_table_insert(s->seen, key, GINT_TO_POINTER(is_one));
    return is_one;
}

static bool is_same_value(const struct search *s, term_id value)
{
    const struct scene *scene = s->target->scene;
    for (unsigned i = 0; i < LAYERS_MAX && !is_layer(scene, s->ending->value, value); i++) {
        const struct term *term = term_at(terms_of(scene), value);
        if (term->kind == TERM_JOIN)
            return is_joined(s, value);
        if (term->kind != TERM_WRITTEN || term->b || !is_harmless(s->race, s->target, s->ending, term->at))
            return false;
        value = term->a;
    }
    return true;
}

/* 3: what the value is made of is made anew there. True when no way is left. */
static bool avoid_renewals(const struct scene *scene, term_id value, uint32_t from, uint32_t to, GArray *blocked,
                           unsigned depth)
{
    const struct term *term = term_at(terms_of(scene), value);
    if (depth == DEPTH_MAX)
        return false;
    bool is_made =
        term->kind == TERM_RESULT || term->kind == TERM_WRITTEN || (term->kind == TERM_JOIN && term->cell == IR_NONE);
    if (is_made && term->at != from && scene_avoid(scene, term->at, from, to, blocked))
        return true;
    if (term->kind == TERM_JOIN && term->cell != IR_NONE &&
        scene_avoid(scene, ir_block_at(scene->function, term->at)->first, from, to, blocked))
        return true;
    bool has_cell = term->kind == TERM_INITIAL || (term->kind == TERM_JOIN && term->cell != IR_NONE);
    term_id parts[] = {term->a, term->b, has_cell ? cell_at(terms_of(scene), term->cell)->base : TERM_UNKNOWN};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i] != TERM_UNKNOWN && avoid_renewals(scene, parts[i], from, to, blocked, depth + 1))
            return true;
    return false;
}

/* 5: calls that map the address anew. True when no way is left. */
static bool avoid_remaps(const struct race *race, const struct target *target, uint32_t from, GArray *blocked)
{
    for (guint u = 0; u < race->review->uses->len; u++) {
        const struct use *use = &g_array_index(race->review->uses, struct use, u);
        bool is_here = use->function == target->scene->function && use->inst != IR_NONE && !use->is_reference;
        for (guint i = 0; is_here && i < use->interface->ends->len; i++) {
            const struct catalogue_end *end = &g_array_index(use->interface->ends, struct catalogue_end, i);
            struct bytes bytes;
            if (!end->renews || target->is_key || use->inst == from)
                continue;
            term_id value = endings_range(target->scene, use, end->argument, &bytes);
            if (scene_settled(target->scene, value) == scene_settled(target->scene, target->value) &&
                scene_avoid(target->scene, use->inst, from, target->use->inst, blocked))
                return true;
        }
    }
    return false;
}

/* 1. */
bool ranges_gone(const struct race *race, const struct target *target, const struct ending *ending)
{
    enum term_kind kind = term_at(terms_of(target->scene), target->value)->kind;
    uint32_t from = ending->inst, to = target->use->inst;
    if (ending->end->renews || from == to || kind == TERM_CONST || kind == TERM_NONE || !ranges_meet(target, ending))
        return false;
    g_autoptr(GArray) blocked = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    struct search search = {race, target, ending, blocked, seen};
    if (!is_same_value(&search, target->value) ||
        avoid_renewals(target->scene, scene_settled(target->scene, ending->value), from, to, blocked, 0) ||
        avoid_remaps(race, target, from, blocked))
        return false;
    g_autoptr(GArray) failed = failures_edges(target->scene, from, &ending->refusal); /* 4 */
    g_array_append_vals(blocked, failed->data, failed->len);
    return scene_leads(target->scene, from, to, blocked);
}
