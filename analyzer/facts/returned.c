#include "facts/returned.h"

#include "facts/called.h"
#include "ir/access.h"

/* The parameter itself is one that the caller can name. */
static bool is_named(const struct summing *s, term_id value)
{
    struct subject subject;
    return origins_exact(s->origins, value, &subject) && subject.kind == SUBJECT_VALUE;
}

/* TERM_UNKNOWN: none, or one of several. */
static term_id pointer_given(const struct summing *s)
{
    const GArray *endings = exits_all(s->exits);
    const struct ir_type *type = ir_type_at(s->knowledge->unit, s->function->type);
    term_id found = TERM_UNKNOWN;
    if (type->target == IR_NONE || ir_type_at(s->knowledge->unit, type->target)->kind != IR_TYPE_POINTER)
        return TERM_UNKNOWN;
    for (guint i = 0; i < endings->len; i++) {
        term_id value = g_array_index(endings, struct exit_value, i).value;
        bool is_number = term_at(numbering_terms(s->numbering), value)->kind == TERM_CONST;
        if (value == TERM_UNKNOWN || (!is_number && found && value != found))
            return TERM_UNKNOWN;
        found = is_number ? found : value;
    }
    return found && !is_named(s, found) ? found : TERM_UNKNOWN;
}

bool returned_area(const struct summing *s, term_id address, uint64_t size, struct subject *ret)
{
    int64_t at = 0, offset = 0;
    term_id given = address ? pointer_given(s) : TERM_UNKNOWN;
    if (!given || term_base(numbering_terms(s->numbering), given, &at) !=
                      term_base(numbering_terms(s->numbering), address, &offset))
        return false;
    *ret = (struct subject){.kind = SUBJECT_MEMORY, .at.argument = CALL_RESULT};
    ret->bytes = bytes_between(offset - at, size <= INT32_MAX ? offset - at + (int64_t)size : INT64_MAX);
    return true;
}

/* `len_of(r)`, which gives what it loads. */
static bool returned_called(const struct summing *s, uint32_t call, struct subject *ret)
{
    const struct summary *summary = effects_summary(s->knowledge, s->function, call);
    for (guint i = 0; summary && i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind != DEED_RETURNS || !deed->is_exact || deed->of.bytes.high == INT64_MAX)
            continue;
        uint64_t size = (uint64_t)(deed->of.bytes.high - deed->of.bytes.low);
        return returned_area(s, called_address(s->numbering, call, &deed->of), size, ret);
    }
    return false;
}

bool returned_value(const struct summing *s, term_id value, struct subject *ret)
{
    const struct terms *terms = numbering_terms(s->numbering);
    const struct term *term = term_at(terms, term_bare(terms, value));
    if (term->kind == TERM_INITIAL) {
        const struct cell *cell = cell_at(terms, term->cell);
        term_id address = term_offset(numbering_terms(s->numbering), cell->base, cell->offset);
        return returned_area(s, address, cell->size, ret);
    }
    const struct ir_inst *load = term->kind == TERM_RESULT ? ir_inst_at(s->function, term->at) : NULL;
    if (load && load->op == IR_CALL)
        return returned_called(s, term->at, ret);
    if (!load || load->op != IR_LOAD)
        return false;
    uint64_t size = ir_type_at(s->knowledge->unit, load->type)->size;
    return returned_area(s, numbering_of(s->numbering, ir_operand(s->function, load, 0)), size, ret);
}
