/* One search for a value: back through the function to the variables, members and calls that it may have come from. */
#include "facts/owner_behind.h"

#include "facts/callees.h"
#include "facts/owner_private.h"
#include "facts/owner_told.h"
#include "ir/access.h"

enum { STEPS_MAX = 200 /* operands looked at for one pointer */ };

struct search {
    const struct owners *o;
    const struct ir_function *function;
    unsigned steps;
    bool is_foreign; /* something came from outside of the function */
    bool is_input;   /* by a pointer to const */
    bool is_number;  /* what is looked at becomes a pointer by a cast */
    bool is_result;  /* of the function: of its parameters, what it gives back is told in */
    uint64_t handed; /* as bits, and not looked for */
    struct owner found;
    struct owner by_type; /* of other objects of the types on the way */
};

static void look_memory(struct search *s, struct ir_ref address);
static void look_value(struct search *s, struct ir_ref value);

static void look_own_call(struct search *s, const struct ir_inst *call, uint32_t callee)
{
    uint64_t handed = s->o->handed[callee];
    owner_join(&s->found, owners_held(s->o, (struct home){HOME_RESULT, callee, 0}));
    for (uint32_t i = 1; handed && i < call->n_operands; i++, handed >>= 1)
        if (handed & 1)
            look_value(s, ir_operand(s->function, call, i));
}

static void look_call(struct search *s, uint32_t index)
{
    const struct use *use;
    struct owner owner = owner_of_source(s->o, s->function, index, &use);
    const struct ir_inst *call = ir_inst_at(s->function, index);
    if (use && use->interface->shared->through < 0)
        owner_join(&s->found, owner);
    uint32_t callee = homes_callee(s->o->homes, s->function, call);
    const struct ir_symbol *symbol = ir_callee(s->o->unit, s->function, call);
    if (symbol && call->n_operands > 1 && callee_maps(symbol->name))
        look_value(s, ir_operand(s->function, call, 1));
    if (callee != IR_NONE)
        look_own_call(s, call, callee);
    else
        owner_join(&s->found, owner_told(s->o, symbol, -1));
}

/* Pointers that lie in memory of the other side point into memory of the other side. A number that becomes one need
 * not: another process keeps a word for us there, which we have made of a pointer to our own. */
static bool hands_on(const struct search *s, enum owner_kind kind)
{
    return kind == OWNER_UNTRUSTED || (kind == OWNER_PROCESS && !s->is_number);
}

/* The type that a variable or a member was declared with: attributes of the declaration are in no expression's type. */
static const struct ir_type *declared_at(const struct search *s, struct ir_ref address, struct home home)
{
    if (home.kind != HOME_FIELD)
        return homes_pointee(s->o->homes, s->function, address);
    const GArray *fields = ir_type_at(s->o->unit, home.a)->fields;
    return fields && home.b < fields->len ? ir_type_at(s->o->unit, g_array_index(fields, struct ir_field, home.b).type)
                                          : NULL;
}

static bool is_parameter(const struct ir_function *function, struct ir_ref ref)
{
    return ref.kind == IR_REF_LOCAL && ref.index < function->n_params;
}

/* Whether it holds no more than what callers hand in. */
static bool hands_in(const struct search *s, struct ir_ref address, struct home home)
{
    gint64 key = home_key(home);
    return is_parameter(s->function, address) && address.index < HANDED_MAX && !g_hash_table_contains(s->o->own, &key);
}

static void look_load(struct search *s, const struct ir_inst *load)
{
    struct ir_ref address = ir_operand(s->function, load, 0);
    struct home home = homes_at(s->o->homes, s->function, address);
    if (s->is_result && hands_in(s, address, home))
        s->handed |= (uint64_t)1 << address.index;
    else
        owner_join(&s->found, owners_held(s->o, home));
    const struct ir_type *declared = declared_at(s, address, home);
    if (declared && declared->kind == IR_TYPE_POINTER)
        owner_join(&s->found, owner_of_type(s->o, ir_type_at(s->o->unit, declared->target)));
    bool is_own = address.kind == IR_REF_LOCAL && address.index >= s->function->n_params;
    s->is_foreign |= !is_own;
    s->is_input |= is_parameter(s->function, address) && declared && declared->kind == IR_TYPE_POINTER &&
                   ir_type_at(s->o->unit, declared->target)->is_const;
    if (address.kind == IR_REF_LOCAL || address.kind == IR_REF_SYMBOL)
        return;
    struct search inner = {.o = s->o, .function = s->function, .steps = s->steps};
    look_memory(&inner, address);
    s->steps = inner.steps;
    if (hands_on(s, inner.found.kind))
        owner_join(&s->found, inner.found);
}

struct home owners_type_home(const struct owners *o, const struct ir_type *type)
{
    ir_id id = (ir_id)(type - (const struct ir_type *)(const void *)o->unit->types->data);
    bool is_record = type->kind == IR_TYPE_RECORD && type->fields && type->fields->len > 0;
    return (struct home){is_record ? HOME_TYPE : HOME_NONE, is_record ? homes_record(o->homes, id) : 0, 0};
}

static void look_as(struct search *s, struct ir_ref value, bool is_number)
{
    bool was_number = s->is_number;
    s->is_number = is_number;
    look_value(s, value);
    s->is_number = was_number;
}

static void look_value(struct search *s, struct ir_ref value)
{
    if (value.kind == IR_REF_SYMBOL || value.kind == IR_REF_LOCAL) {
        look_memory(s, value);
        return;
    }
    if (value.kind != IR_REF_TEMP || ++s->steps > STEPS_MAX)
        return;
    const struct ir_type *type = homes_pointee(s->o->homes, s->function, value);
    if (type) {
        owner_join(&s->found, owner_of_type(s->o, type));
        owner_join(&s->by_type, owners_held(s->o, owners_type_home(s->o, type)));
    }
    const struct ir_inst *inst = ir_inst_at(s->function, value.index);
    switch ((enum ir_op)inst->op) {
    case IR_LOAD:
        look_load(s, inst);
        break;
    case IR_CALL:
        look_call(s, value.index);
        break;
    case IR_PHI:
        for (uint32_t i = 1; i < inst->n_operands; i += 2)
            look_value(s, ir_operand(s->function, inst, i));
        break;
    case IR_ADD:
    case IR_SUB:
    case IR_AND:
    case IR_OR:
        look_value(s, ir_operand(s->function, inst, 1));
        look_value(s, ir_operand(s->function, inst, 0));
        break;
    case IR_FIELD:
    case IR_INDEX:
    case IR_BITCAST:
    case IR_EXTEND:
    case IR_TRUNC:
        look_value(s, ir_operand(s->function, inst, 0));
        break;
    case IR_INTTOPTR:
    case IR_PTRTOINT:
        look_as(s, ir_operand(s->function, inst, 0), inst->op == IR_INTTOPTR);
        break;
    default:
        break;
    }
}

static void look_memory(struct search *s, struct ir_ref address)
{
    if (address.kind == IR_REF_SYMBOL) {
        const struct ir_symbol *symbol = ir_symbol_at(s->o->unit, address.index);
        const struct ir_type *type = ir_type_at(s->o->unit, symbol->type);
        s->is_foreign |= !symbol->is_function && !type->is_const;
        if (owner_is_named(s->o, symbol->name) && type->kind != IR_TYPE_POINTER)
            owner_join(&s->found, owner_untrusted(symbol->name, symbol->loc));
        owner_join(&s->found, owner_of_type(s->o, type));
    } else if (address.kind == IR_REF_LOCAL) {
        const struct ir_local *local = &g_array_index(s->function->locals, struct ir_local, address.index);
        owner_join(&s->found, owner_of_type(s->o, ir_type_at(s->o->unit, local->type)));
    } else {
        look_value(s, address);
    }
}

static struct owner unknown(const struct owners *o, bool is_input)
{
    if (o->options && o->options->assume_shared)
        return owner_make(OWNER_ASSUMED, "somebody else", "--assume-shared", 0);
    struct owner owner = owner_make(OWNER_UNKNOWN, "somebody else", "nothing known", 0);
    owner.is_input = is_input;
    return owner;
}

enum { NESTED_MAX = 4 /* records within records */ };

/* Without a tag that says that it is somebody else's. */
static bool is_own_pointer(const struct owners *o, const struct ir_type *type)
{
    return type->kind == IR_TYPE_POINTER && (type->target == IR_NONE || !ir_type_at(o->unit, type->target)->tag);
}

static bool has_own_pointers(const struct owners *o, const struct ir_type *type, unsigned depth)
{
    if (type->kind == IR_TYPE_ARRAY && type->target != IR_NONE)
        return has_own_pointers(o, ir_type_at(o->unit, type->target), depth);
    for (guint i = 0; type->kind == IR_TYPE_RECORD && type->fields && i < type->fields->len && depth < NESTED_MAX;
         i++) {
        const struct ir_type *field = ir_type_at(o->unit, g_array_index(type->fields, struct ir_field, i).type);
        if (is_own_pointer(o, field) || has_own_pointers(o, field, depth + 1))
            return true;
    }
    return false;
}

/* What a kernel shares with programs, or with another machine, is laid out for both: a record that holds pointers of
 * the kernel's is its own, and so is a table of them, though it was found by way of pages or a token of shared memory.
 */
static bool is_own_record(const struct owners *o, const struct ir_function *function, struct ir_ref value)
{
    for (;;) {
        const struct ir_type *type = homes_pointee(o->homes, function, value);
        if (type && (is_own_pointer(o, type) || has_own_pointers(o, type, 0)))
            return true;
        const struct ir_inst *inst = value.kind == IR_REF_TEMP ? ir_inst_at(function, value.index) : NULL;
        if (!inst || (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST))
            return false;
        value = ir_operand(function, inst, 0);
    }
}

static bool is_for_both(const struct owner *owner)
{
    return owner->kind == OWNER_HOST || (owner->kind == OWNER_USER && g_strcmp0(owner->what, "__user") != 0);
}

struct owner owners_behind(const struct owners *o, const struct ir_function *function, struct ir_ref value)
{
    struct search search = {.o = o, .function = function};
    look_value(&search, value);
    bool is_shared = is_for_both(&search.found) || is_for_both(&search.by_type);
    if (o->unit->is_kernel && is_shared && is_own_record(o, function, value))
        return (struct owner){.kind = OWNER_NONE};
    if (search.found.kind == OWNER_NONE && search.is_foreign && search.by_type.kind > OWNER_DEVICE &&
        !owner_is_private(o, function, value)) {
        search.by_type.is_by_type = true;
        return search.by_type;
    }
    if (search.found.kind == OWNER_NONE && search.is_foreign)
        search.found = unknown(o, search.is_input);
    return search.found;
}

struct owner owners_of_value(const struct owners *o, const struct ir_function *function, struct ir_ref value)
{
    struct search search = {.o = o, .function = function};
    look_value(&search, value);
    return search.found;
}

struct owner owners_of_result(const struct owners *o, const struct ir_function *function, struct ir_ref value,
                              uint64_t *ret_handed)
{
    struct search search = {.o = o, .function = function, .is_result = true};
    look_value(&search, value);
    *ret_handed = search.handed;
    return search.found;
}
