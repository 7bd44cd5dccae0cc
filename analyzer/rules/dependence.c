#include "rules/finder.h"

const char *dependence_text(enum dependence_kind kind)
{
#define TEXT(identifier, text) text,
    static const char *const texts[] = {DEPENDENCES(TEXT)};
#undef TEXT
    return texts[kind];
}

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

term_id dependence_condition(const struct reading *r, uint32_t inst)
{
    const struct ir_inst *branch = ir_inst_at(r->function, inst);
    bool is_branch = branch->op == IR_CBR || branch->op == IR_SWITCH;
    return is_branch ? numbering_of(r->numbering, ir_operand(r->function, branch, 0)) : TERM_UNKNOWN;
}

/* What an address is reckoned by. What is left of it. */
static term_id find_indexes(struct finder *f, uint32_t inst, term_id address)
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
    address = find_indexes(f, inst, address);
    const struct term *term = term_at(finder_terms(f), address);
    bool is_object = term->kind == TERM_LOCAL || term->kind == TERM_SYMBOL || term->kind == TERM_STRING;
    if (!is_object && !(term->kind == TERM_RESULT && term->at == f->read->inst))
        finder_add(f, DEPENDENCE_POINTER, inst, address);
}

static bool is_ours(const struct finder *f, term_id root)
{
    return term_at(finder_terms(f), root)->kind == TERM_LOCAL ||
           root == numbering_root(f->reading->numbering, f->read->destination);
}

/* The element that is kept or given back is what it was reckoned to be; also where it may be none. */
static void find_kept(struct finder *f, uint32_t inst, term_id value)
{
    const GArray *joined = numbering_joined(f->reading->numbering, value);
    for (guint i = 0; joined && i < joined->len; i++)
        find_indexes(f, inst, g_array_index(joined, term_id, i));
    find_indexes(f, inst, value);
    finder_add(f, DEPENDENCE_KEPT, inst, value);
}

static void find_store(struct finder *f, uint32_t inst)
{
    term_id address = finder_operand(f, inst, 0);
    finder_address(f, inst, address);
    if (!is_ours(f, numbering_root(f->reading->numbering, address)))
        find_kept(f, inst, finder_operand(f, inst, 1));
}

static void find_at(struct finder *f, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(f->reading->function, inst);
    switch ((enum ir_op)i->op) {
    case IR_CBR:
    case IR_SWITCH:
        finder_branch(f, inst);
        break;
    case IR_LOAD:
        finder_address(f, inst, finder_operand(f, inst, 0));
        break;
    case IR_STORE:
        find_store(f, inst);
        break;
    case IR_COPY:
        finder_address(f, inst, finder_operand(f, inst, 0));
        finder_address(f, inst, finder_operand(f, inst, 1));
        break;
    case IR_CALL:
        finder_call(f, inst);
        break;
    case IR_RET:
        if (i->n_operands) {
            find_kept(f, inst, finder_operand(f, inst, 0));
            finder_object(f, inst, finder_operand(f, inst, 0), DEPENDENCE_OBJECT, INT64_MAX);
        }
        break;
    default:
        break;
    }
}

GArray *dependences_of(struct reading *reading, const struct read *read)
{
    struct finder f = {reading, read, g_array_new(FALSE, FALSE, sizeof(struct dependence)), NULL};
    for (uint32_t i = 0; i < reading->function->insts->len; i++)
        if (cfg_is_reachable(reading->cfg, cfg_block_of(reading->cfg, i)))
            find_at(&f, i);
    return f.found;
}
