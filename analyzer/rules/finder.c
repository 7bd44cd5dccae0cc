#include "rules/finder.h"

enum { PARTS_MAX = 32 };

void finder_add_bits(struct finder *f, enum dependence_kind kind, uint32_t inst, term_id value, uint64_t bits)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    reading_parts(f->reading, value, bits, f->read, kind >= DEPENDENCE_ARGUMENT, parts);
    for (guint i = 0; i < MIN(parts->len, PARTS_MAX); i++) {
        struct dependence dependence = {kind, inst, g_array_index(parts, struct bytes, i), value, f->deed};
        g_array_append_val(f->found, dependence);
    }
}

void finder_add(struct finder *f, enum dependence_kind kind, uint32_t inst, term_id value)
{
    finder_add_bits(f, kind, inst, value, MASK_ALL);
}

void finder_add_bytes(struct finder *f, enum dependence_kind kind, uint32_t inst, struct bytes bytes)
{
    struct dependence dependence = {kind, inst, bytes, TERM_UNKNOWN, f->deed};
    g_array_append_val(f->found, dependence);
}

bool finder_ends_by_itself(const struct finder *f)
{
    const struct interface *interface = f->read->fetch.interface;
    return interface && interface->fetch && interface->fetch->forces_nul;
}

void finder_object(struct finder *f, uint32_t inst, term_id address, enum dependence_kind kind, int64_t size)
{
    int64_t offset;
    if (!f->read->destination || term_base(finder_terms(f), address, &offset) != f->read->destination)
        return;
    struct bytes wanted = bytes_between(offset, size == INT64_MAX ? INT64_MAX : offset + size);
    uint32_t n = cells_count(finder_terms(f));
    for (uint32_t c = 0; c < n; c++) {
        const struct cell *cell = cell_at(finder_terms(f), c);
        struct bytes held = bytes_between(cell->offset, cell->offset + (int64_t)MIN(cell->size, INT32_MAX));
        if (cell->base == f->read->destination && bytes_overlap(held, wanted))
            finder_add(f, kind, inst, numbering_content(f->reading->numbering, inst, c));
    }
}

term_id finder_indexes(struct finder *f, uint32_t inst, term_id address)
{
    struct term term = *term_at(finder_terms(f), address);
    while (term.kind == TERM_OFFSET || term.kind == TERM_INDEXED) {
        if (term.kind == TERM_INDEXED)
            finder_add(f, DEPENDENCE_INDEX, inst, term.b);
        address = term.a;
        term = *term_at(finder_terms(f), address);
    }
    return address;
}

void finder_address(struct finder *f, uint32_t inst, term_id address)
{
    address = finder_indexes(f, inst, address);
    const struct term *term = term_at(finder_terms(f), address);
    bool is_object = term->kind == TERM_LOCAL || term->kind == TERM_SYMBOL || term->kind == TERM_STRING;
    bool is_itself = term->kind == TERM_RESULT && term->at == f->read->inst;
    if (!is_object && (!is_itself || f->read->owner.is_cleared))
        finder_add(f, DEPENDENCE_POINTER, inst, address);
}
