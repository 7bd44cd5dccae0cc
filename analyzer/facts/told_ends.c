/* What functions take away of their callers', told to other units. */
#include "facts/endings.h"
#include "facts/tree_threads_p.h"
#include "ir/access.h"

enum { ENDS_MAX = 32 /* of one function */ };

static bool is_told(const GArray *ends, const struct told_end *end)
{
    for (guint i = 0; i < ends->len; i++) {
        const struct told_end *known = &g_array_index(ends, struct told_end, i);
        if (known->end == end->end && known->of.kind == end->of.kind && known->of.at == end->of.at &&
            known->of.offset == end->of.offset && known->bytes.low == end->bytes.low &&
            known->bytes.high == end->bytes.high)
            return true;
    }
    return false;
}

void tree_threads_tell_ends(struct tree_threads *tree, struct told_function *told, struct endings *endings,
                            const struct ir_unit *unit, const struct ir_function *function)
{
    g_autoptr(GArray) given = endings_given(endings, function);
    for (guint i = 0; i < given->len && told->ends->len < ENDS_MAX; i++) {
        const struct given_end *one = &g_array_index(given, struct given_end, i);
        const struct use *use = one->ending.use;
        struct told_end end = {.of = one->of,
                               .bytes = one->ending.bytes,
                               .end = one->ending.end,
                               .by = tree_threads_keep(tree, use ? use->name : one->ending.by),
                               .spot = use ? spot_at(unit, use->function, use->loc) : one->ending.spot,
                               .is_sure = one->ending.is_sure,
                               .is_renewed = one->ending.is_renewed,
                               .refusal = one->ending.refusal};
        end.spot = tree_threads_keep_spot(tree, end.spot);
        if (end.of.kind != FROM_GLOBAL && !is_told(told->ends, &end))
            g_array_append_val(told->ends, end);
    }
}
