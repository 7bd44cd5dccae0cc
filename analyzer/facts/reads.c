#include "facts/reads.h"

#include <string.h>

#include "flow/bits.h"
#include "ir/access.h"

/* A pointer that calls in between may have changed, but that nobody is known to change, counts as the same one. */
static term_id settled(const struct terms *terms, term_id id)
{
    const struct term *term = term_at(terms, id);
    while (term->kind == TERM_WRITTEN && term->a && !term->b) {
        id = term->a;
        term = term_at(terms, id);
    }
    return id;
}

static void place(const struct reading *r, struct read *read)
{
    const struct terms *terms = numbering_terms(r->numbering);
    int64_t offset;
    read->source = settled(terms, term_base(terms, numbering_of(r->numbering, read->fetch.source), &offset));
    const struct term *skipped = term_at(terms, numbering_of(r->numbering, read->fetch.skipped));
    if (skipped->kind == TERM_CONST)
        offset += skipped->number;
    bool is_skipping = read->fetch.skipped.kind != IR_REF_NONE && skipped->kind != TERM_CONST;
    read->length = numbering_of(r->numbering, read->fetch.length);
    const struct term *length = term_at(terms, read->length);
    uint64_t size = length->kind == TERM_CONST                                               ? (uint64_t)length->number
                    : read->length == TERM_UNKNOWN && read->fetch.length.kind == IR_REF_NONE ? read->fetch.size
                                                                                             : UINT64_MAX;
    read->is_exact = size <= INT32_MAX && !is_skipping;
    read->bytes = (struct bytes){offset, size <= INT32_MAX ? offset + (int64_t)size : INT64_MAX};
    if (is_skipping)
        read->bytes = (struct bytes){offset, INT64_MAX};
}

static void land(const struct reading *r, struct read *read)
{
    struct terms *terms = numbering_terms(r->numbering);
    read->destination = TERM_UNKNOWN;
    if (read->fetch.gives_copy)
        read->destination = numbering_of(r->numbering, (struct ir_ref){.kind = IR_REF_TEMP, .index = read->inst});
    else if (read->fetch.destination.kind != IR_REF_NONE)
        read->destination =
            term_base(terms, numbering_of(r->numbering, read->fetch.destination), &read->destination_offset);
}

static const char *principal_of(const struct interface *interface)
{
    if (strstr(interface->name, "kvm"))
        return "guest";
    return strstr(interface->name, "fromio") ? "device" : "user space";
}

static void find_fetches(struct reading *r)
{
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        struct read read = {.inst = i};
        if (ir_inst_at(r->function, i)->op != IR_CALL || !effects_fetch(&r->knowledge, r->function, i, &read.fetch))
            continue;
        read.principal = principal_of(read.fetch.interface);
        g_array_append_val(r->reads, read);
    }
}

static void place_all(struct reading *r)
{
    for (guint i = 0; i < r->reads->len; i++) {
        struct read *read = &g_array_index(r->reads, struct read, i);
        place(r, read);
        land(r, read);
    }
}

/* Cells that one copy of an object is read by, in every other copy as well: only cells that are known are followed. */
static void mirror(struct reading *r)
{
    struct terms *terms = numbering_terms(r->numbering);
    uint32_t n = cells_count(terms);
    for (uint32_t c = 0; c < n; c++) {
        struct cell cell = *cell_at(terms, c);
        for (guint i = 0; i < r->reads->len; i++) {
            const struct read *from = &g_array_index(r->reads, struct read, i);
            int64_t at = cell.offset - from->destination_offset + from->bytes.low;
            if (!from->destination || cell.base != from->destination || at < from->bytes.low || at >= from->bytes.high)
                continue;
            for (guint j = 0; j < r->reads->len; j++) {
                const struct read *to = &g_array_index(r->reads, struct read, j);
                if (i != j && to->destination && to->source == from->source && at >= to->bytes.low &&
                    at < to->bytes.high)
                    cell_of(terms,
                            (struct cell){to->destination, at - to->bytes.low + to->destination_offset, cell.size});
            }
        }
    }
}

/* Whether the read stands in a loop. */
static bool is_repeated(const struct reading *r, const struct read *read)
{
    uint32_t home = cfg_block_of(r->cfg, read->inst);
    g_autofree uint64_t *seen = bits_new(r->function->blocks->len);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_array_append_val(todo, home);
    while (todo->len) {
        struct cfg_list after = cfg_successors(r->cfg, g_array_index(todo, uint32_t, todo->len - 1));
        g_array_set_size(todo, todo->len - 1);
        for (uint32_t s = 0; s < after.n; s++) {
            if (after.blocks[s] == home)
                return true;
            if (!bits_has(seen, after.blocks[s]))
                g_array_append_val(todo, after.blocks[s]);
            bits_add(seen, after.blocks[s]);
        }
    }
    return false;
}

struct reading *reading_new(const struct ir_unit *unit, const struct catalogue *catalogue,
                            const struct ir_function *function, const struct cfg *cfg)
{
    struct reading *r = g_new0(struct reading, 1);
    r->knowledge = (struct call_knowledge){unit, catalogue, NULL};
    r->function = function;
    r->cfg = cfg;
    r->effects = effects_of(&r->knowledge);
    r->reads = g_array_new(FALSE, TRUE, sizeof(struct read));
    find_fetches(r);
    if (r->reads->len >= 2 || (r->reads->len == 1 && is_repeated(r, &g_array_index(r->reads, struct read, 0))))
        r->numbering = numbering_new(unit, cfg, &r->effects);
    if (r->numbering) {
        place_all(r);
        mirror(r);
        if (numbering_again(r->numbering)) {
            place_all(r);
            r->paths = paths_new(unit, cfg, r->numbering);
            return r;
        }
    }
    reading_free(r);
    return NULL;
}

void reading_free(struct reading *r)
{
    if (!r)
        return;
    paths_free(r->paths);
    numbering_free(r->numbering);
    g_array_unref(r->reads);
    g_free(r);
}

struct stems {
    struct reading *r;
    const struct read *read;
    GHashTable *seen;
    GArray *parts;
    bool is_strict;
};

static void found_bytes(struct stems *s, struct bytes bytes)
{
    for (guint i = 0; i < s->parts->len; i++) {
        struct bytes known = g_array_index(s->parts, struct bytes, i);
        if (known.low == bytes.low && known.high == bytes.high)
            return;
    }
    g_array_append_val(s->parts, bytes);
}

/* The source's bytes behind a cell that the read filled; of an element of an array, those from the array's beginning.
 */
static void found_cell(struct stems *s, const struct cell *cell)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    struct bytes bytes = s->read->bytes;
    int64_t behind = cell->offset - s->read->destination_offset;
    term_id base = cell->base;
    for (const struct term *term = term_at(terms, base); term->kind == TERM_INDEXED || term->kind == TERM_OFFSET;
         term = term_at(terms, base)) {
        behind += term->kind == TERM_OFFSET ? term->number : 0;
        base = term->a;
    }
    if (base == s->read->destination && bytes.low + behind < bytes.high)
        bytes.low += MAX(behind, 0);
    if (cell->base == s->read->destination)
        bytes.high = bytes.low + (int64_t)cell->size;
    found_bytes(s, bytes);
}

static void look(struct stems *s, term_id id);

static bool takes_pointer(const struct reading *r, const struct ir_inst *call)
{
    for (uint32_t o = 1; o < call->n_operands; o++) {
        struct ir_ref ref = ir_operand(r->function, call, o);
        ir_id type = ir_ref_type(r->knowledge.unit, r->function, ref);
        if (type == IR_NONE || ir_type_at(r->knowledge.unit, type)->kind == IR_TYPE_POINTER)
            return true;
    }
    return false;
}

/* Functions whose result tells something of the objects that they are given. */
static bool is_inspection(const struct reading *r, const struct ir_inst *call)
{
    static const char *const words[] = {"memcmp", "bcmp", "check", "valid", "verify", "sane"};
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
    for (unsigned i = 0; callee && i < G_N_ELEMENTS(words); i++)
        if (strstr(callee->name, words[i]))
            return true;
    return false;
}

/* The object behind the operand, if it is what the read filled: as it was when the call looked at it. */
static void look_object(struct stems *s, uint32_t inst, term_id address)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    int64_t offset;
    if (!s->read->destination || term_base(terms, address, &offset) != s->read->destination)
        return;
    uint32_t n = cells_count(terms);
    for (uint32_t c = 0; c < n; c++)
        if (cell_at(terms, c)->base == s->read->destination && cell_at(terms, c)->offset >= offset)
            look(s, numbering_content(s->r->numbering, inst, c));
}

static void look_operands(struct stems *s, uint32_t inst)
{
    const struct ir_inst *made = ir_inst_at(s->r->function, inst);
    if (made->op != IR_CALL && made->op != IR_ASM && made->op != IR_ASMGOTO)
        return;
    if (s->is_strict && made->op == IR_CALL && takes_pointer(s->r, made))
        return;
    for (uint32_t o = made->op == IR_CALL; o < made->n_operands; o++) {
        term_id value = numbering_of(s->r->numbering, ir_operand(s->r->function, made, o));
        look(s, value);
        if (is_inspection(s->r, made))
            look_object(s, inst, value);
    }
}

static void look_made(struct stems *s, const struct term *term)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    if (term->at == s->read->inst) {
        if (term->kind == TERM_WRITTEN)
            found_cell(s, cell_at(terms, term->cell));
        else if (s->read->fetch.gives_value)
            found_bytes(s, s->read->bytes);
        return;
    }
    struct fetch_call other;
    bool is_fetch = ir_inst_at(s->r->function, term->at)->op == IR_CALL &&
                    effects_fetch(&s->r->knowledge, s->r->function, term->at, &other);
    if (!is_fetch && !term->a)
        look_operands(s, term->at);
}

static void look(struct stems *s, term_id id)
{
    const struct terms *terms = numbering_terms(s->r->numbering);
    if (id == TERM_UNKNOWN || !g_hash_table_add(s->seen, GUINT_TO_POINTER(id)))
        return;
    struct term term = *term_at(terms, id);
    const GArray *joined = numbering_joined(s->r->numbering, id);
    for (guint i = 0; joined && i < joined->len; i++)
        look(s, g_array_index(joined, term_id, i));
    if (term.kind == TERM_RESULT || term.kind == TERM_WRITTEN)
        look_made(s, &term);
    if (term.kind == TERM_OPERATION || term.kind == TERM_WRITTEN || term.kind == TERM_OFFSET ||
        term.kind == TERM_INDEXED) {
        look(s, term.a);
        look(s, term.b);
    }
    if (term.kind == TERM_INITIAL && cell_at(terms, term.cell)->base != id)
        look(s, cell_at(terms, term.cell)->base);
}

void reading_parts(struct reading *r, term_id value, const struct read *read, bool is_strict, GArray *ret_parts)
{
    struct stems stems = {.r = r, .read = read, .parts = ret_parts, .is_strict = is_strict};
    stems.seen = g_hash_table_new(NULL, NULL);
    look(&stems, value);
    g_hash_table_unref(stems.seen);
}

bool reading_stems(struct reading *r, term_id value, const struct read *read, struct bytes wanted)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
    reading_parts(r, value, read, false, parts);
    for (guint i = 0; i < parts->len; i++)
        if (bytes_overlap(g_array_index(parts, struct bytes, i), wanted))
            return true;
    return false;
}
