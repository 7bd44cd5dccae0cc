/* What a function loads, writes and copies. */
#include "facts/callees.h"
#include "facts/deeds.h"
#include "facts/deeds_copies.h"
#include "facts/returned.h"
#include "flow/masks.h"

bool deeds_area(const struct summing *s, term_id address, uint64_t size, struct subject *ret)
{
    int64_t offset;
    bool is_exact = true;
    *ret = (struct subject){0};
    if (!origins_place(s->origins, address, &ret->at, &offset, &is_exact))
        return false;
    bool is_bounded = is_exact && size <= INT32_MAX;
    ret->kind = SUBJECT_MEMORY;
    ret->bytes = bytes_between(offset, is_bounded ? offset + (int64_t)size : INT64_MAX);
    return true;
}

uint64_t deeds_type_size(const struct summing *s, ir_id id)
{
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(s->knowledge->unit, id);
    return type && type->size ? type->size : UINT64_MAX;
}

/* Whether the load or store is of a bit-field. */
static bool is_part(const struct summing *s, uint32_t inst, struct bit_field *ret_bits)
{
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    return (i->op == IR_LOAD || i->op == IR_STORE) &&
           bit_field_at(s->knowledge->unit, s->function, ir_operand(s->function, i, 0), ret_bits);
}

uint64_t deeds_access_size(const struct summing *s, uint32_t inst)
{
    struct bit_field bits;
    return is_part(s, inst, &bits) ? bit_field_size(bits) : deeds_type_size(s, ir_inst_at(s->function, inst)->type);
}

void deeds_load(struct summing *s, uint32_t inst, term_id address, uint64_t size)
{
    struct deed deed = {.kind = DEED_LOADS, .span = span_any(), .is_exact = true};
    const struct ir_inst *i = ir_inst_at(s->function, inst);
    deed.is_volatile = i->is_volatile || i->is_atomic;
    if (deeds_area(s, address, size, &deed.of)) {
        int64_t extent = deed.of.bytes.high == INT64_MAX ? origins_extent(s->origins, address, size) : INT64_MAX;
        if (extent < INT64_MAX - MAX(deed.of.bytes.low, 0))
            deed.of.bytes.high = deed.of.bytes.low + extent;
        summing_add(s, inst, deed);
    }
    if (returned_area(s, address, size, &deed.of))
        summing_add(s, inst, deed);
}

bool deeds_is_own(const struct summing *s, term_id address)
{
    const struct term *root = term_at(summing_terms(s), numbering_root(s->numbering, address));
    if (root->kind == TERM_LOCAL)
        return true;
    if (root->kind != TERM_RESULT || ir_inst_at(s->function, root->at)->op != IR_CALL)
        return root->kind == TERM_RESULT && ir_inst_at(s->function, root->at)->op == IR_ALLOCA;
    const struct ir_symbol *callee = ir_callee(s->knowledge->unit, s->function, ir_inst_at(s->function, root->at));
    struct fetch_call fetch;
    return (callee && callee_allocates(callee->name)) ||
           (effects_fetch(s->knowledge, s->function, root->at, &fetch) && fetch.gives_copy);
}

/* Whether the value is what the function gives back, too. */
static bool is_result(const struct summing *s, term_id value)
{
    const GArray *endings = exits_all(s->exits);
    bool found = false;
    for (guint i = 0; i < endings->len && term_at(summing_terms(s), value)->kind == TERM_RESULT; i++)
        found |= g_array_index(endings, struct exit_value, i).value == value;
    return found;
}

/* The first of the fetches that the value is made of: `*sum += length`. */
static bool first_fetched(struct summing *s, term_id value, struct subject *ret)
{
    const GArray *origins = origins_of(s->origins, value);
    for (guint i = 0; i < origins->len; i++) {
        *ret = g_array_index(origins, struct subject, i);
        if (ret->kind == SUBJECT_FETCHED)
            return true;
    }
    return false;
}

/* A value that the caller can name: an argument, or what all of the written bytes are a copy of. */
static bool is_kept(const struct subject *value, uint64_t size)
{
    return value->kind == SUBJECT_VALUE ||
           (value->kind == SUBJECT_MEMORY && (uint64_t)(value->bytes.high - value->bytes.low) == size);
}

void deeds_write(struct summing *s, uint32_t inst, term_id address, uint64_t size, term_id from, bool is_copy)
{
    struct deed deed = {.kind = DEED_WRITES, .span = span_any()};
    bool is_returned = false;
    if (!deeds_area(s, address, size, &deed.of)) {
        is_returned = deeds_returned_area(s, address, size, &deed.of);
        s->summary->writes_open |= !is_returned && !deeds_is_own(s, address);
    }
    if (deed.of.kind == SUBJECT_NONE)
        return;
    struct bit_field bits;
    bool leaves_some = is_part(s, inst, &bits);
    bool is_passed =
        is_returned ? deeds_returned_surely(s, inst, address) : exits_need(s->exits, summing_block(s, inst));
    bool is_fetched_over = deeds_fetched_over(s, inst, address, size);
    bool is_sure = !leaves_some && !is_fetched_over && deed.of.bytes.high != INT64_MAX && is_passed;
    deed.when = is_sure ? RESULT_ALWAYS : RESULT_NEVER;
    struct subject value;
    from = leaves_some || is_fetched_over ? TERM_UNKNOWN : from;
    if (is_copy)
        deed.is_exact = is_sure && deeds_area(s, from, size, &deed.to) && deed.to.bytes.high != INT64_MAX;
    else if (from && origins_exact(s->origins, from, &value) && is_kept(&value, size)) {
        deed.to = value;
        deed.is_exact = true;
    } else if (from && is_result(s, from)) {
        deed.to = (struct subject){.kind = SUBJECT_VALUE, .at.argument = CALL_RESULT};
        deed.is_exact = true;
    }
    if (!deed.is_exact && (is_copy || !from || !first_fetched(s, from, &deed.to)))
        deed.to = (struct subject){0};
    summing_add(s, inst, deed);
}

void deeds_copy(struct summing *s, uint32_t inst, term_id to, term_id from, uint64_t size)
{
    deeds_load(s, inst, from, size);
    deeds_write(s, inst, to, size, from, true);
    if (deeds_is_own(s, to))
        return;
    g_autoptr(GArray) subjects = g_array_new(FALSE, FALSE, sizeof(struct subject));
    origins_of_memory(s->origins, inst, from, bytes_between(0, size <= INT32_MAX ? (int64_t)size : INT64_MAX),
                      subjects);
    for (guint i = 0; i < subjects->len; i++)
        deeds_use(s, inst, DEPENDENCE_KEPT, &g_array_index(subjects, struct subject, i), false, deeds_nobody);
}
