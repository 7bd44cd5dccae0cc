#include "rules/scene.h"

enum { DEPTH_MAX = 8 /* pointers and elements on the way to a place */ };

struct scene *scene_new(struct review *review, const struct ir_function *function)
{
    if (function->degraded)
        return NULL;
    struct scene *scene = g_new0(struct scene, 1);
    scene->review = review;
    scene->function = function;
    scene->cfg = body_cfg(review_body(review, function));
    scene->knowledge = (struct call_knowledge){.unit = review->unit, .catalogue = review->catalogue};
    scene->effects = effects_of(&scene->knowledge);
    scene->numbering = numbering_new(review->unit, scene->cfg, &scene->effects);
    if (!scene->numbering) {
        g_free(scene);
        return NULL;
    }
    scene->paths = paths_new(review->unit, scene->cfg, scene->numbering);
    scene->settled = g_array_new(FALSE, TRUE, sizeof(term_id));
    return scene;
}

void scene_free(struct scene *scene)
{
    if (!scene)
        return;
    g_array_unref(scene->settled);
    paths_free(scene->paths);
    numbering_free(scene->numbering);
    g_free(scene);
}

bool scene_again(struct scene *scene)
{
    g_clear_pointer(&scene->paths, paths_free);
    if (!numbering_again(scene->numbering))
        return false;
    scene->paths = paths_new(scene->review->unit, scene->cfg, scene->numbering);
    return true;
}

bool scene_leads(const struct scene *scene, uint32_t from, uint32_t to, const GArray *blocked)
{
    return scene->paths && paths_lead(scene->paths, from, to, blocked) == PATH_FOUND;
}

bool scene_avoid(const struct scene *scene, uint32_t at, uint32_t from, uint32_t to, GArray *blocked)
{
    return paths_avoid(scene->paths, at, from, to, blocked);
}

/* Every call may write every global: the layers are many, and are walked once. */
term_id scene_settled(const struct scene *scene, term_id value)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    if (value < scene->settled->len && g_array_index(scene->settled, term_id, value))
        return g_array_index(scene->settled, term_id, value);
    term_id found = value;
    const struct term *term = term_at(terms, found);
    while (term->kind == TERM_WRITTEN && term->a && !term->b) {
        bool is_known = term->a < scene->settled->len && g_array_index(scene->settled, term_id, term->a);
        found = is_known ? g_array_index(scene->settled, term_id, term->a) : term->a;
        term = term_at(terms, found);
    }
    if (value >= scene->settled->len)
        g_array_set_size(scene->settled, value + 1);
    g_array_index(scene->settled, term_id, value) = found;
    return found;
}

/* Appends the way to an address; false when it does not begin at a global. */
static bool append_way(const struct scene *scene, term_id address, GString *out, unsigned depth)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    int64_t offset;
    term_id base = scene_settled(scene, term_base(terms, address, &offset));
    const struct term *term = term_at(terms, base);
    if (depth == DEPTH_MAX)
        return false;
    if (term->kind == TERM_SYMBOL) {
        g_string_append_printf(out, "@%s", ir_symbol_at(scene->review->unit, term->at)->name);
    } else if (term->kind == TERM_INDEXED) {
        if (!append_way(scene, term->a, out, depth + 1))
            return false;
        g_string_append(out, "[]");
    } else if (term->kind == TERM_INITIAL) {
        const struct cell *cell = cell_at(terms, term->cell);
        if (!append_way(scene, cell->base, out, depth + 1))
            return false;
        g_string_append_printf(out, "+%" G_GINT64_FORMAT "->", cell->offset);
    } else {
        return false;
    }
    g_string_append_printf(out, "+%" G_GINT64_FORMAT, offset);
    return true;
}

/* The type of what an address operand is the address of. */
static const struct ir_type *pointed_type(const struct scene *scene, struct ir_ref ref)
{
    const struct ir_unit *unit = scene->review->unit;
    if (ref.kind == IR_REF_LOCAL)
        return ir_type_at(unit, g_array_index(scene->function->locals, struct ir_local, ref.index).type);
    if (ref.kind == IR_REF_SYMBOL)
        return ir_type_at(unit, ir_symbol_at(unit, ref.index)->type);
    ir_id pointer = ref.kind == IR_REF_TEMP ? ir_ref_type(unit, scene->function, ref) : IR_NONE;
    const struct ir_type *type = pointer == IR_NONE ? NULL : ir_type_at(unit, pointer);
    return type && type->kind == IR_TYPE_POINTER && type->target != IR_NONE ? ir_type_at(unit, type->target) : NULL;
}

/* Elements of an array member are the member; so is what a cast makes of it. */
static char *member_at(const struct scene *scene, struct ir_ref address)
{
    for (unsigned depth = 0; address.kind == IR_REF_TEMP && depth < DEPTH_MAX; depth++) {
        const struct ir_inst *inst = ir_inst_at(scene->function, address.index);
        if (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST)
            return NULL;
        address = ir_operand(scene->function, inst, 0);
        const struct ir_type *type = inst->op == IR_FIELD ? pointed_type(scene, address) : NULL;
        if (type && type->kind == IR_TYPE_RECORD && type->name && *type->name && inst->aux < type->fields->len)
            return g_strdup_printf("%s.%s", type->name, g_array_index(type->fields, struct ir_field, inst->aux).name);
    }
    return NULL;
}

struct place place_at(const struct scene *scene, struct ir_ref address)
{
    g_autoptr(GString) way = g_string_new(NULL);
    struct place place = {.record = member_at(scene, address)};
    if (append_way(scene, numbering_of(scene->numbering, address), way, 0))
        place.symbolic = g_strdup(way->str);
    return place;
}

void place_clear(struct place *place)
{
    g_clear_pointer(&place->symbolic, g_free);
    g_clear_pointer(&place->record, g_free);
}

bool place_is_known(const struct place *place)
{
    return place->symbolic || place->record;
}

enum place_match place_compare(const struct place *a, const struct place *b)
{
    if (a->symbolic && b->symbolic)
        return g_str_equal(a->symbolic, b->symbolic) ? PLACE_SAME : PLACE_DIFFERENT;
    return a->record && b->record && g_str_equal(a->record, b->record) ? PLACE_SAME_MEMBER : PLACE_DIFFERENT;
}
