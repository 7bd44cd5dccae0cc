#include "front/atomic.h"

#include <string.h>

#include "front/hidden.h"
#include "front/operator.h"
#include "front/position.h"
#include "front/types.h"

/* The order in which clang keeps the operands, whatever the order they were written in. */
enum { OBJECT, ORDER, VALUE1, ORDER_FAIL, VALUE2 };

/* An atomic access under way. The GNU forms without _n take and give values through pointers. */
struct atomic {
    CXCursor expression;
    const children *kids;
    struct place object;
    ir_id type, loc;
    bool by_pointer;
};

static struct place behind_pointer(struct lower *l, const struct atomic *a, CXCursor pointer)
{
    (void)a;
    struct value address = lower_value(l, pointer);
    ir_id target = lower_type_at(l, address.type)->target;
    return (struct place){.address = address.ref,
                          .type = front_unqualified(l->front, target),
                          .is_volatile = lower_type_at(l, target)->is_volatile};
}

static struct value operand(struct lower *l, const struct atomic *a, guint i)
{
    CXCursor cursor = children_at(a->kids, i);
    if (a->by_pointer)
        return lower_convert(l, lower_load(l, behind_pointer(l, a, cursor), a->loc), a->object.type, a->loc);
    return lower_value_as(l, cursor, a->object.type);
}

/* Hands a value out: as that of the expression, or through the pointer that was given for it. */
static struct value give(struct lower *l, const struct atomic *a, guint i, struct value value)
{
    if (!a->by_pointer)
        return lower_convert(l, value, a->type, a->loc);
    struct place to = behind_pointer(l, a, children_at(a->kids, i));
    lower_store(l, to, lower_convert(l, value, to.type, a->loc).ref, a->loc);
    return lower_void();
}

static struct value load(struct lower *l, const struct atomic *a)
{
    return give(l, a, VALUE1, lower_load(l, a->object, a->loc));
}

static struct value store(struct lower *l, const struct atomic *a)
{
    lower_store(l, a->object, operand(l, a, VALUE1).ref, a->loc);
    return lower_void();
}

static struct value exchange(struct lower *l, const struct atomic *a)
{
    struct value new = operand(l, a, VALUE1), old = lower_load(l, a->object, a->loc);
    lower_store(l, a->object, new.ref, a->loc);
    return give(l, a, ORDER_FAIL, old); /* the fourth: an exchange has no second order */
}

/* Stores the new value when the object has the expected one, else writes what it has to where that was expected. */
static struct value compare_exchange(struct lower *l, const struct atomic *a)
{
    struct place expected = behind_pointer(l, a, children_at(a->kids, VALUE1));
    struct value new = operand(l, a, VALUE2), old = lower_load(l, a->object, a->loc);
    struct value wanted = lower_load(l, expected, a->loc);
    struct ir_inst compare = {.op = IR_EQ, .type = a->type, .loc = a->loc, .aux = old.type};
    struct ir_ref equal = lower_emit2(l, compare, old.ref, wanted.ref);
    struct ir_ref yes = ir_build_block(l->builder, "exchange.done"), no = ir_build_block(l->builder, "exchange.failed");
    struct ir_ref end = ir_build_block(l->builder, "exchange.end");
    struct ir_inst branch = {.op = IR_CBR, .loc = a->loc, .aux = IR_NONE};
    lower_emit(l, branch, (struct ir_ref[]){equal, yes, no}, 3);
    ir_build_at(l->builder, yes);
    lower_store(l, a->object, new.ref, a->loc);
    lower_branch(l, end, a->loc);
    ir_build_at(l->builder, no);
    lower_store(l, expected, old.ref, a->loc);
    lower_continue_in(l, end, a->loc);
    return typed(equal, a->type);
}

static const struct {
    const char *name;
    enum CXBinaryOperatorKind kind;
    bool is_complemented;
} arithmetic[] = {
    {"add", CXBinaryOperator_Add, false}, {"sub", CXBinaryOperator_Sub, false}, {"and", CXBinaryOperator_And, false},
    {"or", CXBinaryOperator_Or, false},   {"xor", CXBinaryOperator_Xor, false}, {"nand", CXBinaryOperator_And, true},
};

/* fetch_X gives the old value, X_fetch the new one. */
static bool fetch(struct lower *l, const struct atomic *a, const char *name, struct value *ret_value)
{
    bool is_before = g_str_has_prefix(name, "fetch_");
    g_autofree char *word = is_before ? g_strdup(name + 6) : g_strndup(name, strcspn(name, "_"));
    for (size_t i = 0; i < G_N_ELEMENTS(arithmetic); i++) {
        if (strcmp(word, arithmetic[i].name) != 0)
            continue;
        struct value by = lower_value(l, children_at(a->kids, VALUE1)), old = lower_load(l, a->object, a->loc);
        if (lower_type_at(l, old.type)->kind == IR_TYPE_INT)
            by = lower_convert(l, by, old.type, a->loc);
        struct value new = operator_apply(l, arithmetic[i].kind, old, by, old.type, a->loc);
        struct ir_inst complement = {.op = IR_NOT, .type = old.type, .loc = a->loc, .aux = IR_NONE};
        if (arithmetic[i].is_complemented)
            new.ref = lower_emit1(l, complement, new.ref);
        lower_store(l, a->object, new.ref, a->loc);
        *ret_value = lower_convert(l, is_before ? old : new, a->type, a->loc);
        return true;
    }
    return false;
}

static const struct {
    const char *name;
    guint operands, operands_by_pointer;
    struct value (*lower)(struct lower *l, const struct atomic *a);
} accesses[] = {
    {"load", 2, 3, load},
    {"store", 3, 3, store},
    {"init", 2, 2, NULL},
    {"exchange", 3, 4, exchange},
    {"compare_exchange", 5, 5, compare_exchange},
    {"compare_exchange_strong", 5, 5, compare_exchange},
    {"compare_exchange_weak", 5, 5, compare_exchange},
};

static bool access_by_name(struct lower *l, const struct atomic *a, const char *name, struct value *ret_value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(accesses); i++) {
        guint least = a->by_pointer ? accesses[i].operands_by_pointer : accesses[i].operands;
        if (strcmp(name, accesses[i].name) != 0 || !accesses[i].lower || a->kids->n < least)
            continue;
        *ret_value = accesses[i].lower(l, a);
        return true;
    }
    return false;
}

struct value atomic_value(struct lower *l, CXCursor expression, const children *kids)
{
    char word[64];
    hidden_first_word(l, expression, word);
    const char *prefix = strstr(word, "atomic_");
    g_autofree char *name = g_strdup(prefix ? prefix + 7 : "");
    bool by_value = g_str_has_prefix(word, "__c11_") || g_str_has_suffix(name, "_n");
    if (g_str_has_suffix(name, "_n"))
        name[strlen(name) - 2] = '\0';
    struct atomic a = {
        expression, kids, {.is_atomic = true}, lower_type(l, expression), front_loc(l->front, expression), !by_value};
    struct value value;
    if (kids->n < 2 || lower_type_at(l, lower_type(l, children_at(kids, OBJECT)))->kind != IR_TYPE_POINTER)
        return lower_unknown(l, expression, a.type, word, NULL, 0);
    a.object = behind_pointer(l, &a, children_at(kids, OBJECT));
    a.object.is_atomic = true;
    if (access_by_name(l, &a, name, &value) || (kids->n > 2 && fetch(l, &a, name, &value)))
        return value;
    return lower_unknown(l, expression, a.type, word, &a.object.address, 1);
}
