#include "facts/provenance.h"

#include "ir/access.h"

static bool is_parameter(const struct scene *scene, const struct term *term, uint32_t *ret_parameter)
{
    if (term->kind != TERM_INITIAL)
        return false;
    const struct terms *terms = numbering_terms(scene->numbering);
    const struct cell *cell = cell_at(terms, term->cell);
    const struct term *base = term_at(terms, cell->base);
    *ret_parameter = base->at;
    return base->kind == TERM_LOCAL && cell->offset == 0 && base->at < scene->function->n_params;
}

bool provenance_of(const struct scene *scene, term_id value, struct provenance *ret)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    const struct term *term = term_at(terms, scene_settled(scene, value));
    *ret = (struct provenance){.kind = FROM_PARAMETER};
    if (is_parameter(scene, term, &ret->at))
        return true;
    if (term->kind != TERM_INITIAL)
        return false;
    const struct cell *cell = cell_at(terms, term->cell);
    const struct term *base = term_at(terms, scene_settled(scene, cell->base));
    *ret = (struct provenance){.kind = FROM_GLOBAL, .at = base->at, .offset = cell->offset, .size = cell->size};
    if (base->kind == TERM_SYMBOL)
        return true;
    ret->kind = FROM_BEHIND;
    return is_parameter(scene, base, &ret->at);
}

term_id provenance_value(const struct provenance *from, const struct scene *caller, uint32_t call, int64_t *ret_offset)
{
    struct terms *terms = numbering_terms(caller->numbering);
    const struct ir_inst *inst = ir_inst_at(caller->function, call);
    *ret_offset = 0;
    if (from->kind != FROM_GLOBAL && from->at + 1 >= inst->n_operands)
        return TERM_UNKNOWN;
    if (from->kind == FROM_PARAMETER)
        return term_base(terms, numbering_of(caller->numbering, ir_operand(caller->function, inst, from->at + 1)),
                         ret_offset);
    struct ir_ref ref = {.kind = IR_REF_SYMBOL, .index = from->at};
    if (from->kind == FROM_BEHIND)
        ref = ir_operand(caller->function, inst, from->at + 1);
    int64_t offset;
    struct cell cell = {.size = from->size};
    cell.base = scene_settled(caller, term_base(terms, numbering_of(caller->numbering, ref), &offset));
    cell.offset = (int64_t)((uint64_t)from->offset + (uint64_t)offset);
    if (cell.base == TERM_UNKNOWN)
        return TERM_UNKNOWN;
    term_id content = numbering_content(caller->numbering, call, cell_of(terms, cell));
    return content == TERM_UNKNOWN ? content : term_base(terms, content, ret_offset);
}

bool provenance_is_renewed(const struct scene *scene, term_id value)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    const struct term *term = term_at(terms, scene_settled(scene, value));
    const struct cell *cell = term->kind == TERM_INITIAL ? cell_at(terms, term->cell) : NULL;
    for (uint32_t i = 0; cell && i < scene->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(scene->function, i);
        int64_t offset;
        if (inst->op != IR_STORE && inst->op != IR_COPY && inst->op != IR_ZERO)
            continue;
        term_id base = term_base(terms, numbering_of(scene->numbering, ir_operand(scene->function, inst, 0)), &offset);
        uint64_t size = ir_type_at(scene->unit, inst->type)->size;
        if (scene_settled(scene, base) == scene_settled(scene, cell->base) && offset <= cell->offset &&
            cell->offset < offset + (int64_t)MIN(MAX(size, 1), INT32_MAX))
            return true;
    }
    return false;
}
