#include "facts/reads.h"

#include <string.h>

#include "facts/amounts.h"
#include "facts/called.h"
#include "facts/called_reads.h"
#include "facts/loads.h"
#include "facts/streams.h"
#include "facts/texts.h"
#include "flow/bits.h"
#include "flow/masks.h"
#include "ir/access.h"

/* The bits beside a bit-field that is loaded. */
static uint64_t bits_apart(const struct reading *r, const struct read *read)
{
    const struct ir_inst *load = ir_inst_at(r->function, read->inst);
    struct bit_field bits;
    bool is_field = load->op == IR_LOAD && bit_field_at(r->knowledge.unit, r->function, read->fetch.source, &bits);
    return is_field ? ~(mask_low(bits.width) << bits.first) : 0;
}

struct bounds reading_bounds(const struct reading *r, uint32_t inst, term_id value)
{
    return amounts_of(&r->knowledge, r->cfg, r->numbering, inst, value);
}

void reads_limit(const struct reading *r, struct read *read)
{
    struct bounds length = read->length ? reading_bounds(r, read->inst, read->length) : bounds_any();
    if (length.low < 0 || length.high > INT32_MAX)
        return;
    read->bytes.high = MIN(read->bytes.high, read->bytes.low + length.high);
    read->is_exact = length.low == length.high;
}

static void place(const struct reading *r, struct read *read)
{
    struct terms *terms = numbering_terms(r->numbering);
    if (read->deed) {
        called_read_place(r, read);
        return;
    }
    int64_t offset;
    bool is_skipping = !reads_place_source(r, read, &offset);
    read->length = numbering_of(r->numbering, read->fetch.length);
    const struct term *length = term_at(terms, read->length);
    uint64_t size = length->kind == TERM_CONST                                               ? (uint64_t)length->number
                    : read->length == TERM_UNKNOWN && read->fetch.length.kind == IR_REF_NONE ? read->fetch.size
                                                                                             : UINT64_MAX;
    read->is_exact = size <= INT32_MAX && !is_skipping;
    read->bytes = bytes_between(offset, size <= INT32_MAX ? offset + (int64_t)size : INT64_MAX);
    if (is_skipping)
        read->bytes = bytes_between(offset, INT64_MAX);
    else
        reads_limit(r, read);
    read->bytes.apart = bits_apart(r, read);
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

/* `copy(to + n, from + n, …)`, byte for byte: what lies at `to` is an image of what lies at `from`. */
static void align(const struct reading *r, struct read *read)
{
    const struct terms *terms = numbering_terms(r->numbering);
    struct term from = *term_at(terms, read->source), to = *term_at(terms, read->destination);
    bool is_same = from.kind == TERM_INDEXED && to.kind == TERM_INDEXED && from.number == 1 && to.number == 1 &&
                   bounds_plain(terms, from.b) == bounds_plain(terms, to.b);
    int64_t offset, behind;
    if (!is_same || read->is_exact)
        return;
    struct bounds distance = reading_bounds(r, read->inst, from.b);
    int64_t least = distance.low > 0 && distance.low <= INT32_MAX ? distance.low : 0;
    bool is_bounded = read->bytes.high != INT64_MAX && distance.high >= 0 && distance.high <= INT32_MAX;
    read->distance = from.b;
    read->source = term_base(terms, from.a, &offset);
    read->destination = term_base(terms, to.a, &behind);
    read->destination_offset += behind + least;
    read->bytes.high = is_bounded ? read->bytes.high + offset + distance.high : INT64_MAX;
    read->bytes.low += offset + least;
}

const char *reads_principal(const struct interface *interface)
{
    if (strstr(interface->name, "kvm"))
        return "guest";
    return strstr(interface->name, "fromio") ? "device" : "user space";
}

static void find_fetches(struct reading *r)
{
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        struct read read = {.inst = i};
        if (ir_inst_at(r->function, i)->op != IR_CALL)
            continue;
        called_reads_find(r, i);
        if (!effects_fetch(&r->knowledge, r->function, i, &read.fetch))
            continue;
        read.principal = reads_principal(read.fetch.interface);
        g_array_append_val(r->reads, read);
    }
}

static void place_all(struct reading *r)
{
    for (guint i = 0; i < r->reads->len; i++) {
        struct read *read = &g_array_index(r->reads, struct read, i);
        place(r, read);
        if (!read->deed) {
            land(r, read);
            align(r, read);
        }
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

/* The first byte of what functions look at as a text, so that it is known whose text it is. */
static void add_text_cells(struct reading *r)
{
    struct terms *terms = numbering_terms(r->numbering);
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        const struct ir_inst *call = ir_inst_at(r->function, i);
        for (uint32_t o = 1; call->op == IR_CALL && o < call->n_operands; o++) {
            if (!text_is_read(r->knowledge.unit, r->function, call, o))
                continue;
            struct cell cell = {.size = 1};
            cell.base = term_base(terms, numbering_of(r->numbering, ir_operand(r->function, call, o)), &cell.offset);
            for (guint n = 0; n < r->reads->len; n++)
                if (cell.base && g_array_index(r->reads, struct read, n).destination == cell.base)
                    cell_of(terms, cell);
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

static struct reading *begin(const struct call_knowledge *knowledge, const struct ir_function *function,
                             const struct cfg *cfg)
{
    struct reading *r = g_new0(struct reading, 1);
    r->knowledge = *knowledge;
    r->uses = knowledge->uses;
    r->function = function;
    r->cfg = cfg;
    r->effects = effects_of(&r->knowledge);
    r->effort = effort_begin(knowledge->efforts);
    r->effects.effort = &r->effort;
    r->reads = g_array_new(FALSE, TRUE, sizeof(struct read));
    return r;
}

/* The places of all reads, once the function is numbered; NULL when it is too large. */
static struct reading *finish(struct reading *r)
{
    if (called_cells(&r->knowledge, r->cfg, r->numbering) && !numbering_again(r->numbering)) {
        reading_free(r);
        return NULL;
    }
    place_all(r);
    add_text_cells(r);
    mirror(r);
    if (numbering_again(r->numbering)) {
        place_all(r);
        streams_settle(r);
        r->paths = paths_new(r->knowledge.unit, r->cfg, r->numbering);
        return r;
    }
    reading_free(r);
    return NULL;
}

struct reading *reading_new(const struct call_knowledge *knowledge, const struct ir_function *function,
                            const struct cfg *cfg)
{
    struct reading *r = begin(knowledge, function, cfg);
    find_fetches(r);
    if (r->reads->len >= 2 || (r->reads->len == 1 && is_repeated(r, &g_array_index(r->reads, struct read, 0))))
        r->numbering = numbering_new(knowledge->unit, cfg, &r->effects);
    if (r->numbering)
        return finish(r);
    reading_free(r);
    return NULL;
}

static int by_inst(gconstpointer x, gconstpointer y)
{
    const struct read *a = x, *b = y;
    return a->inst < b->inst ? -1 : a->inst > b->inst;
}

struct reading *reading_new_shared(const struct call_knowledge *knowledge, const struct ir_function *function,
                                   const struct cfg *cfg, const struct owners *owners, const GArray *uses, bool is_wide)
{
    struct reading *r = begin(knowledge, function, cfg);
    r->uses = uses;
    r->shared = bits_new(function->insts->len);
    r->effects.shared = r->shared;
    loads_find(r, owners, is_wide);
    if (r->reads->len) {
        find_fetches(r);
        g_array_sort(r->reads, by_inst);
        r->numbering = numbering_new(knowledge->unit, cfg, &r->effects);
    }
    bool is_changed = r->numbering && loads_settle(r, owners);
    if (r->numbering && r->reads->len && (!is_changed || numbering_again(r->numbering)))
        return finish(r);
    reading_free(r);
    return NULL;
}

void reading_free(struct reading *r)
{
    if (!r)
        return;
    effort_end(&r->effort, r->function);
    paths_free(r->paths);
    numbering_free(r->numbering);
    g_array_unref(r->reads);
    g_free(r->shared);
    g_free(r);
}
