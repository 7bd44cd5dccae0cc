#include "flow/terms.h"

struct terms {
    GArray *all, *cells;           /* struct term, struct cell */
    GArray *initial;               /* term_id by cell; TERM_UNKNOWN: not made yet */
    GHashTable *by_term, *by_cell; /* struct → id, keys owned */
};

/* Each word is spread over the upper half by the golden ratio, and folded down again. */
static guint hash_words(const uint64_t *words, size_t n)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    return (guint)hash;
}

static guint hash_term(gconstpointer key)
{
    const struct term *t = key;
    uint64_t words[] = {t->kind, t->op, t->at, t->cell, t->a, t->b, (uint64_t)t->number};
    return hash_words(words, G_N_ELEMENTS(words));
}

static gboolean equal_terms(gconstpointer x, gconstpointer y)
{
    const struct term *a = x, *b = y;
    return a->kind == b->kind && a->op == b->op && a->at == b->at && a->cell == b->cell && a->a == b->a &&
           a->b == b->b && a->number == b->number;
}

static guint hash_cell(gconstpointer key)
{
    const struct cell *c = key;
    uint64_t words[] = {c->base, (uint64_t)c->offset, c->size};
    return hash_words(words, G_N_ELEMENTS(words));
}

static gboolean equal_cells(gconstpointer x, gconstpointer y)
{
    const struct cell *a = x, *b = y;
    return a->base == b->base && a->offset == b->offset && a->size == b->size;
}

struct terms *terms_new(void)
{
    struct terms *terms = g_new0(struct terms, 1);
    terms->all = g_array_new(FALSE, TRUE, sizeof(struct term));
    terms->cells = g_array_new(FALSE, TRUE, sizeof(struct cell));
    terms->initial = g_array_new(FALSE, TRUE, sizeof(term_id));
    terms->by_term = g_hash_table_new_full(hash_term, equal_terms, g_free, NULL);
    terms->by_cell = g_hash_table_new_full(hash_cell, equal_cells, g_free, NULL);
    g_array_set_size(terms->all, 1); /* TERM_UNKNOWN */
    return terms;
}

void terms_free(struct terms *terms)
{
    if (!terms)
        return;
    g_array_unref(terms->all);
    g_array_unref(terms->cells);
    g_array_unref(terms->initial);
    g_hash_table_unref(terms->by_term);
    g_hash_table_unref(terms->by_cell);
    g_free(terms);
}

const struct term *term_at(const struct terms *terms, term_id id)
{
    return &g_array_index(terms->all, struct term, id);
}

term_id term_of(struct terms *terms, struct term term)
{
    if (term.kind == TERM_NONE)
        return TERM_UNKNOWN;
    gpointer found = g_hash_table_lookup(terms->by_term, &term);
    if (found)
        return GPOINTER_TO_UINT(found);
    term_id id = terms->all->len;
    g_array_append_val(terms->all, term);
    g_hash_table_insert(terms->by_term, g_memdup2(&term, sizeof term), GUINT_TO_POINTER(id));
    return id;
}

term_id term_initial(struct terms *terms, uint32_t cell)
{
    if (cell >= terms->initial->len)
        g_array_set_size(terms->initial, cell + 1);
    term_id *known = &g_array_index(terms->initial, term_id, cell);
    if (!*known)
        *known = term_of(terms, (struct term){.kind = TERM_INITIAL, .cell = cell});
    return *known;
}

term_id term_const(struct terms *terms, int64_t number)
{
    return term_of(terms, (struct term){.kind = TERM_CONST, .number = number});
}

term_id term_offset(struct terms *terms, term_id address, int64_t bytes)
{
    int64_t before;
    term_id base = term_base(terms, address, &before);
    if (base == TERM_UNKNOWN)
        return TERM_UNKNOWN;
    int64_t sum = (int64_t)((uint64_t)before + (uint64_t)bytes);
    if (term_at(terms, base)->kind == TERM_CONST)
        return term_const(terms, (int64_t)((uint64_t)term_at(terms, base)->number + (uint64_t)sum));
    return sum ? term_of(terms, (struct term){.kind = TERM_OFFSET, .a = base, .number = sum}) : base;
}

term_id term_base(const struct terms *terms, term_id address, int64_t *ret_offset)
{
    const struct term *term = term_at(terms, address);
    *ret_offset = term->kind == TERM_OFFSET ? term->number : 0;
    return term->kind == TERM_OFFSET ? term->a : address;
}

term_id term_bare(const struct terms *terms, term_id value)
{
    for (const struct term *term = term_at(terms, value); term->kind == TERM_OPERATION && !term->b;
         term = term_at(terms, value))
        value = term->a;
    return value;
}

uint32_t cell_of(struct terms *terms, struct cell cell)
{
    gpointer found = g_hash_table_lookup(terms->by_cell, &cell);
    if (found)
        return GPOINTER_TO_UINT(found) - 1;
    uint32_t id = terms->cells->len;
    g_array_append_val(terms->cells, cell);
    g_hash_table_insert(terms->by_cell, g_memdup2(&cell, sizeof cell), GUINT_TO_POINTER(id + 1));
    return id;
}

const struct cell *cell_at(const struct terms *terms, uint32_t id)
{
    return &g_array_index(terms->cells, struct cell, id);
}

uint32_t cells_count(const struct terms *terms)
{
    return terms->cells->len;
}
