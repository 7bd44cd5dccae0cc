/* Builtins that are no calls: they are decided while compiling, or do not evaluate their arguments. */
#include "front/call.h"

#include <string.h>

#include "front/literal.h"
#include "front/position.h"
#include "front/types.h"

typedef struct value builtin(struct lower *l, CXCursor call, const children *kids);

static struct value first_argument(struct lower *l, CXCursor call, const children *kids)
{
    return lower_value_as(l, children_at(kids, 1), lower_type(l, call));
}

/* Not constant for clang's front end is 0: what the optimiser could find out later is not known here. */
static struct value evaluated_or_zero(struct lower *l, CXCursor call, const children *kids)
{
    (void)kids;
    int64_t number = 0;
    ir_id type = lower_type(l, call);
    literal_evaluate(call, &number);
    return typed(lower_const(l, type, number), type);
}

/* GCC manual, Object Size Checking: unknown is -1 for the kinds 0 and 1, else 0. The pointer is not evaluated. */
static struct value object_size(struct lower *l, CXCursor call, const children *kids)
{
    int64_t number, kind = 0;
    ir_id type = lower_type(l, call);
    if (!literal_evaluate(call, &number)) {
        literal_evaluate(children_last(kids), &kind);
        number = kind & 2 ? 0 : -1;
    }
    return typed(lower_const(l, type, number), type);
}

static struct value unreachable(struct lower *l, CXCursor call, const children *kids)
{
    (void)kids;
    lower_emit(l, (struct ir_inst){.op = IR_UNREACHABLE, .loc = front_loc(l->front, call), .aux = IR_NONE}, NULL, 0);
    return lower_void();
}

/* __builtin_assume: its argument is not evaluated. */
static struct value nothing(struct lower *l, CXCursor call, const children *kids)
{
    (void)l, (void)call, (void)kids;
    return lower_void();
}

/* 7.16.1.4: the last parameter is only named. */
static struct value without_last(struct lower *l, CXCursor call, const children *kids)
{
    children list = *kids;
    list.n = 2;
    return call_plain(l, call, &list, false);
}

static struct value allocated(struct lower *l, CXCursor call, const children *kids)
{
    struct value size = lower_value_as(l, children_at(kids, 1), l->size_type);
    struct ir_inst inst = {
        .op = IR_ALLOCA, .type = lower_type(l, call), .loc = front_loc(l->front, call), .aux = IR_NONE};
    return typed(lower_emit1(l, inst, size.ref), inst.type);
}

static const struct {
    const char *name;
    guint least_arguments;
    builtin *lower;
} builtins[] = {
    {"__builtin_expect", 1, first_argument},
    {"__builtin_expect_with_probability", 1, first_argument},
    {"__builtin_assume_aligned", 1, first_argument},
    {"__builtin_constant_p", 0, evaluated_or_zero},
    {"__builtin_classify_type", 0, evaluated_or_zero},
    {"__builtin_is_constant_evaluated", 0, evaluated_or_zero},
    {"__builtin_object_size", 1, object_size},
    {"__builtin_dynamic_object_size", 1, object_size},
    {"__builtin_unreachable", 0, unreachable},
    {"__builtin_assume", 0, nothing},
    {"__builtin_va_start", 1, without_last},
    {"__builtin_alloca", 1, allocated},
    {"__builtin_alloca_with_align", 1, allocated},
};

bool builtin_value(struct lower *l, const char *name, CXCursor call, const children *kids, struct value *ret_value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(builtins); i++) {
        if (strcmp(name, builtins[i].name) == 0 && kids->n > builtins[i].least_arguments) {
            *ret_value = builtins[i].lower(l, call, kids);
            return true;
        }
    }
    return false;
}
