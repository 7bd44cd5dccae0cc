/* range-race 1, of lists and arrays: a walk over the elements has taken away what some of them name, and a later walk
 * from the same beginning protects what each of them names. */
#include "facts/summaries.h"
#include "ir/access.h"
#include "rules/ranges.h"
#include "rules/walk.h"

/* A value that lies in the element that a walk has come to. */
struct element {
    term_id walked;  /* the pointer or index that moves on */
    term_id array;   /* of an index: what it counts in; else TERM_UNKNOWN */
    int64_t size;    /* of such an element */
    int64_t at;      /* where the value lies in the element */
    term_id begin;   /* what the walk begins with */
    int64_t next;    /* of a pointer: where the next one lies; -1: an index */
    uint64_t extent; /* of the value, in bytes */
};

static const struct term *term_in(const struct scene *scene, term_id term)
{
    return term_at(numbering_terms(scene->numbering), term);
}

/* Where in the element the pointer to the next one lies; -1: it is not found so, or not on every way. */
static int64_t next_at(const struct scene *scene, term_id walked)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    const GArray *joined = numbering_joined(scene->numbering, walked);
    struct cfg_list before = cfg_predecessors(scene->cfg, term_in(scene, walked)->at);
    int64_t found = -1;
    for (uint32_t i = 0; i < before.n && i < joined->len; i++) {
        if (!cfg_dominates(scene->cfg, term_in(scene, walked)->at, before.blocks[i]))
            continue;
        const struct term *moved = term_in(scene, scene_settled(scene, g_array_index(joined, term_id, i)));
        const struct cell *cell = moved->kind == TERM_INITIAL ? cell_at(terms, moved->cell) : NULL;
        if (!cell || cell->base != walked || (found >= 0 && found != cell->offset))
            return -1;
        found = cell->offset;
    }
    return found;
}

static bool find_element(const struct scene *scene, term_id value, struct element *ret)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    const struct term *term = term_in(scene, scene_settled(scene, value));
    if (term->kind != TERM_INITIAL)
        return false;
    const struct cell *cell = cell_at(terms, term->cell);
    const struct term *base = term_in(scene, cell->base);
    *ret = (struct element){.walked = cell->base, .at = cell->offset, .next = -1, .extent = cell->size};
    if (base->kind == TERM_INDEXED) {
        ret->array = base->a;
        ret->size = base->number;
        ret->walked = term_bare(terms, base->b);
    }
    if (term_in(scene, ret->walked)->kind != TERM_JOIN)
        return false;
    ret->begin = scene_settled(scene, walk_beginning(scene->numbering, scene->cfg, ret->walked));
    if (base->kind == TERM_JOIN)
        ret->next = next_at(scene, ret->walked);
    return ret->begin != TERM_UNKNOWN && (base->kind == TERM_INDEXED || ret->next >= 0);
}

static bool is_same_list(const struct element *a, const struct element *b)
{
    return a->walked != b->walked && a->array == b->array && a->size == b->size && a->at == b->at &&
           a->begin == b->begin && a->next == b->next;
}

/* Whether each round of the walk comes by: no condition picks the elements. */
static bool is_every_round(const struct scene *scene, const struct element *element, uint32_t inst)
{
    uint32_t head = term_in(scene, element->walked)->at, block = cfg_block_of(scene->cfg, inst);
    struct cfg_list before = cfg_predecessors(scene->cfg, head);
    for (uint32_t i = 0; i < before.n; i++)
        if (cfg_dominates(scene->cfg, head, before.blocks[i]) && !cfg_dominates(scene->cfg, block, before.blocks[i]))
            return false;
    return true;
}

static bool covers(int64_t low, uint64_t size, int64_t at, uint64_t extent)
{
    return low < at + (int64_t)MIN(extent, INT32_MAX) && at < low + (int64_t)MIN(MAX(size, 1), INT32_MAX);
}

/* A store to where elements have what the walks go by, whichever object it is. */
static bool is_written(const struct scene *scene, const struct element *element, const struct ir_inst *inst)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    uint64_t size = ir_type_at(scene->unit, inst->type)->size;
    int64_t low;
    term_id base = term_base(terms, numbering_of(scene->numbering, ir_operand(scene->function, inst, 0)), &low);
    if (term_in(scene, base)->kind == TERM_LOCAL)
        return false;
    return covers(low, size, element->at, element->extent) ||
           (element->next >= 0 && covers(low, size, element->next, sizeof(void *)));
}

/* A call of which nobody knows that it leaves the list alone, or that frees an element: which has left the list then.
 */
static bool may_unlink(const struct race *race, const struct target *target, uint32_t call)
{
    struct call_effect effect;
    for (guint u = 0; u < race->review->uses->len; u++) {
        const struct use *use = &g_array_index(race->review->uses, struct use, u);
        if (use->function != target->scene->function || use->inst != call || use->wrapper)
            continue;
        for (guint i = 0; i < use->interface->ends->len; i++)
            if (g_array_index(use->interface->ends, struct catalogue_end, i).what == ENDED_OBJECT)
                return true;
        return false;
    }
    return !target->scene->effects.of_call(target->scene->function, call, &effect, target->scene->effects.context) ||
           effect.kind != EFFECT_NONE;
}

static bool is_changed_between(const struct race *race, const struct target *target, uint32_t from,
                               const struct element *element)
{
    const struct scene *scene = target->scene;
    for (uint32_t i = 0; i < scene->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(scene->function, i);
        bool is_store = inst->op == IR_STORE || inst->op == IR_COPY || inst->op == IR_ZERO;
        if ((!is_store && inst->op != IR_CALL) || i == from || i == target->use->inst)
            continue;
        if ((is_store ? is_written(scene, element, inst) : may_unlink(race, target, i)) &&
            scene_leads(scene, from, i, NULL) && scene_leads(scene, i, target->use->inst, NULL))
            return true;
    }
    return false;
}

bool ranges_walked(const struct race *race, const struct target *target, const struct ending *ending)
{
    struct element gone, meant;
    return !ending->end->renews && ending->is_direct && ranges_meet(target, ending) &&
           find_element(target->scene, ending->value, &gone) && find_element(target->scene, target->value, &meant) &&
           is_same_list(&gone, &meant) && is_every_round(target->scene, &meant, target->use->inst) &&
           !is_changed_between(race, target, ending->inst, &meant) &&
           scene_leads(target->scene, ending->inst, target->use->inst, NULL);
}
