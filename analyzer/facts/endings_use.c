/* What a call takes away by itself, or the wrapper that it calls. */
#include "facts/endings_p.h"
#include "facts/exits.h"
#include "facts/wrappers.h"

static const struct catalogue_argument *argument_at(const struct use *use, int argument)
{
    return g_ptr_array_index(use->interface->args, (guint)argument);
}

static const struct catalogue_argument *flags_argument(const struct use *use, int *ret_index)
{
    *ret_index = use_role(use, ARGUMENT_FLAGS);
    return *ret_index < 0 ? NULL : argument_at(use, *ret_index);
}

static bool has_flag(const struct endings *e, const struct use *use, const char *flag)
{
    int index;
    const struct catalogue_argument *argument = flags_argument(use, &index);
    struct ir_ref ref = argument ? use_argument(use, (unsigned)index, NULL) : (struct ir_ref){.kind = IR_REF_NONE};
    if (ref.kind == IR_REF_NONE)
        return false;
    struct body *body = bodies_of(e->bodies, use->function);
    uint64_t sure = chains_sure_bits(body_chains(body), body_constants(body), ref);
    for (guint i = 0; i < argument->values->len; i++) {
        const struct catalogue_value *value = &g_array_index(argument->values, struct catalogue_value, i);
        if (!value->is_pattern && g_str_equal(value->name, flag))
            return (sure & (uint64_t)value->number) == (uint64_t)value->number;
    }
    return false;
}

static int length_of(const struct use *use, int address)
{
    for (guint i = 0; i < use->interface->args->len; i++)
        if (argument_at(use, (int)i)->length_of == address)
            return (int)i;
    return -1;
}

term_id endings_range(const struct scene *scene, const struct use *use, int address, struct bytes *ret_bytes)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    int length = length_of(use, address);
    int64_t offset;
    struct ir_ref ref = use_argument(use, (unsigned)address, NULL);
    term_id base = term_base(terms, numbering_of(scene->numbering, ref), &offset);
    struct ir_ref size = length < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)length, NULL);
    const struct term *term = term_at(terms, numbering_of(scene->numbering, size));
    bool is_bounded = term->kind == TERM_CONST && term->number > 0 && term->number <= INT32_MAX;
    *ret_bytes = bytes_between(offset, is_bounded ? offset + term->number : INT64_MAX);
    return base;
}

/* A call that is made, on a path that exists, in a function that was read whole. */
static bool is_made(const struct endings *e, const struct use *use)
{
    return use->function && use->inst != IR_NONE && !use->is_reference && !use->function->degraded &&
           bodies_reach(e->bodies, use->function, use->inst);
}

bool endings_passed(const struct endings *e, const struct scene *scene, uint32_t inst)
{
    const struct postdominators *post = body_postdominators(bodies_of(e->bodies, scene->function));
    return postdominators_passes(post, 0, cfg_block_of(scene->cfg, inst));
}

/* A call that takes something away, while its function's exits are asked. */
struct done {
    uint32_t call;
    const struct refusal *refusal;
};

static unsigned signs_when_done(uint32_t call, void *context)
{
    const struct done *done = context;
    return call == done->call ? done->refusal->signs & failures_signs(done->refusal->failure) : SIGN_ANY;
}

struct refusal endings_refusal(const struct endings *e, const struct scene *scene, const struct ending *inner)
{
    struct done done = {inner->inst, &inner->refusal};
    g_autoptr(GArray) edges = failures_edges(scene, inner->inst, &inner->refusal);
    struct exits *exits = exits_new(e->unit, scene->cfg, scene->numbering, signs_when_done, &done);
    struct refusal refusal = {FAILURE_NONE, 0};
    refusal.signs = exits_without(exits, cfg_block_of(scene->cfg, inner->inst), edges, TERM_UNKNOWN, 0);
    exits_free(exits);
    return refusal;
}

/* A wrapper may come to the call on some of its ways only, and say so by what it returns. False: it never comes there.
 */
static struct asked find_in_wrapper(struct endings *e, const struct use *use, guint index)
{
    const struct ir_function *wrapper = use->wrapper ? use->wrapper->function : NULL;
    const GPtrArray *uses = wrapper ? g_hash_table_lookup(e->uses, wrapper) : NULL;
    const struct scene *scene = uses ? endings_scene(e, wrapper) : NULL;
    struct asked asked = {.is_reached = !scene || e->depth == ENDINGS_DEPTH_MAX};
    for (guint u = 0; scene && u < uses->len && e->depth < ENDINGS_DEPTH_MAX; u++) {
        const struct use *use_inside = uses->pdata[u];
        struct ending inner;
        if (use_inside->interface != use->interface)
            continue;
        e->depth++;
        asked.is_reached |= is_made(e, use_inside);
        if (endings_of_use(e, use_inside, index, &inner)) {
            asked.is_sure |= inner.is_sure && endings_passed(e, scene, inner.inst);
            asked.refusal.signs |= endings_refusal(e, scene, &inner).signs;
        }
        e->depth--;
    }
    return asked;
}

/* Each wrapper is asked once; one that leads to itself adds nothing. */
static bool ask_wrapper(struct endings *e, const struct use *use, guint index, struct ending *ending)
{
    struct asked key = {.wrapper = use->wrapper ? use->wrapper->function : NULL, .end = ending->end};
    const struct asked *asked = g_hash_table_lookup(e->asked, &key);
    if (!key.wrapper)
        return true;
    if (!asked) {
        struct asked *found = g_memdup2(&key, sizeof key);
        g_hash_table_add(e->asked, found);
        struct asked answer = find_in_wrapper(e, use, index);
        found->is_reached = answer.is_reached;
        found->is_sure = answer.is_sure;
        found->refusal = answer.refusal;
        asked = found;
    }
    if (asked->refusal.signs) {
        ending->is_sure = asked->is_sure;
        ending->refusal = asked->refusal;
    }
    return asked->is_reached;
}

bool endings_of_use(struct endings *e, const struct use *use, guint index, struct ending *ret)
{
    const struct catalogue_end *end = &g_array_index(use->interface->ends, struct catalogue_end, index);
    struct scene *scene = is_made(e, use) ? endings_scene(e, use->function) : NULL;
    if (!scene || use_argument(use, (unsigned)end->argument, NULL).kind == IR_REF_NONE ||
        (end->flag && !has_flag(e, use, end->flag)))
        return false;
    *ret = (struct ending){.inst = use->inst, .end = end, .use = use, .is_direct = true, .is_sure = true};
    ret->refusal = (struct refusal){use->interface->failure, SIGN_ANY};
    ret->value = endings_range(scene, use, end->argument, &ret->bytes);
    return ret->value != TERM_UNKNOWN && ask_wrapper(e, use, index, ret);
}
