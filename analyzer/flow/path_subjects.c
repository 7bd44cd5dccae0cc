/* The values that a search for a path keeps facts of: those that can exclude one. */
#include <string.h>

#include "flow/paths_p.h"

enum {
    SUBJECTS_MAX = 48,
    DEPTH_MAX = 12 /* terms within terms */
};

/* Adds to `bits` every block from which one of `bits` can be reached. */
static void add_before(const struct paths *p, uint64_t *bits)
{
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (uint32_t b = 0; b < paths_blocks(p); b++)
        if (bits_has(bits, b))
            g_array_append_val(todo, b);
    while (todo->len) {
        uint32_t block = g_array_index(todo, uint32_t, todo->len - 1);
        g_array_set_size(todo, todo->len - 1);
        struct cfg_list before = cfg_predecessors(p->cfg, block);
        for (uint32_t i = 0; i < before.n; i++) {
            if (bits_has(bits, before.blocks[i]))
                continue;
            bits_add(bits, before.blocks[i]);
            g_array_append_val(todo, before.blocks[i]);
        }
    }
}

static void find_renewed(const struct paths *p, term_id id, uint64_t *bits, unsigned depth)
{
    const struct terms *terms = numbering_terms(p->numbering);
    const struct term *term = term_at(terms, id);
    if (depth == DEPTH_MAX)
        return;
    if (term->kind == TERM_JOIN)
        bits_add(bits, term->at);
    if (term->kind == TERM_RESULT || term->kind == TERM_WRITTEN)
        bits_add(bits, cfg_block_of(p->cfg, term->at));
    if (term->kind == TERM_OPERATION || term->kind == TERM_OFFSET || term->kind == TERM_INDEXED) {
        find_renewed(p, term->a, bits, depth + 1);
        find_renewed(p, term->b, bits, depth + 1);
    }
    bool has_cell = term->kind == TERM_INITIAL || (term->kind == TERM_WRITTEN && term->cell != IR_NONE);
    if (has_cell)
        find_renewed(p, cell_at(terms, term->cell)->base, bits, depth + 1);
}

int paths_subject(const struct paths *p, term_id term)
{
    for (guint i = 0; i < p->subjects->len; i++)
        if (g_array_index(p->subjects, struct subject, i).term == term)
            return (int)i;
    return -1;
}

static void add_subject(struct paths *p, term_id term)
{
    if (p->subjects->len == SUBJECTS_MAX || paths_subject(p, term) >= 0)
        return;
    struct subject subject = {term, bits_new(paths_blocks(p)), bits_new(paths_blocks(p))};
    find_renewed(p, term, subject.renewed, 0);
    g_array_append_val(p->subjects, subject);
}

/* A flag's joins hand facts on from what they join. */
static void add_flag(struct paths *p, term_id join)
{
    add_subject(p, join);
    const GArray *joined = numbering_joined(p->numbering, join);
    for (guint i = 0; joined && i < joined->len; i++) {
        term_id one = g_array_index(joined, term_id, i);
        if (one && term_at(numbering_terms(p->numbering), one)->kind != TERM_CONST && paths_subject(p, one) < 0) {
            guint before = p->subjects->len;
            add_subject(p, one);
            if (p->subjects->len > before && numbering_joined(p->numbering, one))
                add_flag(p, one);
        }
    }
}

bool paths_keep(const struct paths *p, term_id term)
{
    g_autofree uint64_t *renewed = bits_new(paths_blocks(p));
    g_autofree uint64_t *none = bits_new(paths_blocks(p));
    find_renewed(p, term, renewed, 0);
    return memcmp(renewed, none, bits_words(paths_blocks(p)) * sizeof *none) == 0;
}

/* A branch inside a loop, on what the function never computes anew: each round decides it alike. */
static bool is_steady(const struct paths *p, uint32_t block, term_id term)
{
    return paths_keep(p, term) && paths_reach(p, block, block);
}

static void find_subjects(struct paths *p)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (uint32_t b = 0; b < paths_blocks(p); b++) {
        struct cfg_list after = cfg_successors(p->cfg, b);
        struct fact fact;
        for (uint32_t s = 0; s < after.n; s++) {
            if (!cfg_is_reachable(p->cfg, b) ||
                !condition_of(p->numbering, p->unit, p->function, b, after.blocks[s], &fact))
                continue;
            gpointer first = g_hash_table_lookup(seen, GUINT_TO_POINTER(fact.subject));
            if (!first)
                g_hash_table_insert(seen, GUINT_TO_POINTER(fact.subject), GUINT_TO_POINTER(b + 1));
            if ((first && GPOINTER_TO_UINT(first) != b + 1) || is_steady(p, b, fact.subject))
                add_subject(p, fact.subject);
            if (numbering_joined(p->numbering, fact.subject))
                add_flag(p, fact.subject);
        }
    }
}

static void find_needed(struct paths *p)
{
    for (uint32_t b = 0; b < paths_blocks(p); b++) {
        struct cfg_list after = cfg_successors(p->cfg, b);
        struct fact fact;
        for (uint32_t s = 0; s < after.n; s++)
            if (condition_of(p->numbering, p->unit, p->function, b, after.blocks[s], &fact)) {
                int i = paths_subject(p, fact.subject);
                if (i >= 0)
                    bits_add(g_array_index(p->subjects, struct subject, i).needed, b);
            }
    }
    for (guint i = 0; i < p->subjects->len; i++) {
        const struct subject *join = &g_array_index(p->subjects, struct subject, i);
        const GArray *joined = numbering_joined(p->numbering, join->term);
        for (guint j = 0; joined && j < joined->len; j++) {
            int from = paths_subject(p, g_array_index(joined, term_id, j));
            if (from >= 0)
                bits_add(g_array_index(p->subjects, struct subject, from).needed,
                         term_at(numbering_terms(p->numbering), join->term)->at);
        }
    }
    for (guint i = 0; i < p->subjects->len; i++)
        add_before(p, g_array_index(p->subjects, struct subject, i).needed);
}

void paths_find_subjects(struct paths *p)
{
    find_subjects(p);
    find_needed(p);
}
