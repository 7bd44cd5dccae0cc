#include "facts/callplaces.h"

#include <string.h>

#include "ir/access.h"

static const char *unqualified(const char *name)
{
    for (;;) {
        if (g_str_has_prefix(name, "const "))
            name += strlen("const ");
        else if (g_str_has_prefix(name, "volatile "))
            name += strlen("volatile ");
        else
            return name;
    }
}

/* The file in front of what other files may have a namesake of. g_free. */
static char *named(const struct ir_unit *unit, ir_id symbol, const char *more)
{
    const struct ir_symbol *s = symbol == IR_NONE ? NULL : ir_symbol_at(unit, symbol);
    bool is_own = !s || s->linkage == IR_STATIC;
    return g_strdup_printf("%s%s%s%s", is_own ? unit->main_file : "", is_own ? ":" : "", s ? s->name : "", more);
}

static const struct ir_type *record_behind(const struct ir_unit *unit, const struct ir_function *function,
                                           struct ir_ref ref)
{
    ir_id id = IR_NONE;
    if (ref.kind == IR_REF_LOCAL)
        id = g_array_index(function->locals, struct ir_local, ref.index).type;
    else if (ref.kind == IR_REF_SYMBOL)
        id = ir_symbol_at(unit, ref.index)->type;
    else if (ref.kind == IR_REF_TEMP)
        id = ir_ref_type(unit, function, ref);
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(unit, id);
    if (ref.kind == IR_REF_TEMP)
        type = type && type->kind == IR_TYPE_POINTER ? ir_type_at(unit, type->target) : NULL;
    return type && type->kind == IR_TYPE_RECORD ? type : NULL;
}

/* A record without a name is called after where it stands. */
static char *of_field(const struct ir_unit *unit, const struct ir_function *function, const struct ir_inst *inst)
{
    const struct ir_type *record = record_behind(unit, function, ir_operand(function, inst, 0));
    if (!record || !record->name || !record->fields || inst->aux >= record->fields->len)
        return NULL;
    const char *name = g_array_index(record->fields, struct ir_field, inst->aux).name;
    return name && *name ? g_strdup_printf("%s.%s", unqualified(record->name), name) : NULL;
}

static char *of_local(const struct ir_unit *unit, const struct ir_function *function, uint32_t local)
{
    if (local < function->n_params)
        return callplace_of_argument(unit, function->symbol, local);
    g_autofree char *more = g_strdup_printf("/%u", local);
    return named(unit, function->symbol, more);
}

static char *of_element(const struct ir_unit *unit, const struct ir_function *function, const struct ir_inst *inst)
{
    struct ir_ref array = ir_behind_casts(function, ir_operand(function, inst, 0));
    g_autofree char *whole =
        array.kind == IR_REF_SYMBOL ? named(unit, array.index, "") : callplace_of_address(unit, function, array);
    return whole ? g_strconcat(whole, "[]", NULL) : NULL;
}

char *callplace_of_address(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address)
{
    address = ir_behind_casts(function, address);
    if (address.kind == IR_REF_LOCAL)
        return of_local(unit, function, address.index);
    const struct ir_inst *inst = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    if (inst && inst->op == IR_FIELD)
        return of_field(unit, function, inst);
    return inst && inst->op == IR_INDEX ? of_element(unit, function, inst) : NULL;
}

char *callplace_of_argument(const struct ir_unit *unit, ir_id callee, uint32_t argument)
{
    g_autofree char *more = g_strdup_printf("(%u)", argument);
    return named(unit, callee, more);
}

/* Whether the instruction does no more with the variable than load it, or store the object's address in it. */
static bool leaves_at(const struct ir_function *function, const struct ir_inst *inst, uint32_t local, ir_id object)
{
    for (uint32_t o = 0; o < inst->n_operands; o++) {
        struct ir_ref ref = ir_operand(function, inst, o);
        bool is_it = ref.kind == IR_REF_LOCAL && ref.index == local;
        bool is_load = inst->op == IR_LOAD && o == 0, is_store = inst->op == IR_STORE && o == 0;
        if (!is_it || is_load)
            continue;
        struct ir_ref value = is_store ? ir_behind_casts(function, ir_operand(function, inst, 1)) : ref;
        if (!is_store || value.kind != IR_REF_SYMBOL || value.index != object)
            return false;
    }
    return true;
}

/* `const struct ops *ops = &fast;`: what a variable points to that is never set to anything else; or IR_NONE. */
static ir_id pointed_to(const struct ir_function *function, uint32_t local)
{
    ir_id object = IR_NONE;
    for (uint32_t i = 0; i < function->insts->len && object == IR_NONE; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        bool is_set = inst->op == IR_STORE && ir_operand(function, inst, 0).kind == IR_REF_LOCAL &&
                      ir_operand(function, inst, 0).index == local;
        struct ir_ref value =
            is_set ? ir_behind_casts(function, ir_operand(function, inst, 1)) : (struct ir_ref){.kind = IR_REF_NONE};
        if (value.kind == IR_REF_SYMBOL)
            object = value.index;
    }
    for (uint32_t i = 0; i < function->insts->len && object != IR_NONE; i++)
        if (!leaves_at(function, ir_inst_at(function, i), local, object))
            return IR_NONE;
    return object;
}

/* The constant object, of any unit, that the place is a member of; or IR_NONE. */
static ir_id object_of(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address)
{
    const struct ir_inst *inst = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    if (!inst || inst->op != IR_FIELD)
        return IR_NONE;
    struct ir_ref ref = ir_behind_casts(function, ir_operand(function, inst, 0));
    const struct ir_inst *load = ref.kind == IR_REF_TEMP ? ir_inst_at(function, ref.index) : NULL;
    struct ir_ref from =
        load && load->op == IR_LOAD ? ir_operand(function, load, 0) : (struct ir_ref){.kind = IR_REF_NONE};
    ir_id object = ref.kind == IR_REF_SYMBOL ? ref.index : IR_NONE;
    if (from.kind == IR_REF_LOCAL && from.index >= function->n_params)
        object = pointed_to(function, from.index);
    if (object == IR_NONE || ir_symbol_at(unit, object)->is_function)
        return IR_NONE;
    return ir_type_at(unit, ir_symbol_at(unit, object)->type)->is_const ? object : IR_NONE;
}

ir_id callplace_constant(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address)
{
    ir_id object = object_of(unit, function, address);
    return object != IR_NONE && ir_symbol_at(unit, object)->is_defined ? object : IR_NONE;
}

char *callplace_of_object(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref address)
{
    ir_id object = object_of(unit, function, address);
    if (object == IR_NONE || ir_symbol_at(unit, object)->linkage == IR_STATIC)
        return NULL;
    g_autofree char *field = callplace_of_address(unit, function, address);
    return field ? g_strdup_printf("%s of %s", field, ir_symbol_at(unit, object)->name) : NULL;
}

static struct ir_ref loaded(const struct ir_function *function, struct ir_ref pointer)
{
    struct ir_ref ref = ir_behind_casts(function, pointer);
    const struct ir_inst *inst = ref.kind == IR_REF_TEMP ? ir_inst_at(function, ref.index) : NULL;
    return inst && inst->op == IR_LOAD ? ir_operand(function, inst, 0) : (struct ir_ref){.kind = IR_REF_NONE};
}

/* `fn = ops->write; … fn(x);`: where the variable is set from; itself when that is not one place. */
static struct ir_ref source_of(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref local)
{
    struct ir_ref found = local;
    g_autofree char *place = NULL;
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op != IR_STORE || ir_operand(function, inst, 0).kind != IR_REF_LOCAL ||
            ir_operand(function, inst, 0).index != local.index)
            continue;
        if (ir_operand(function, inst, 1).kind == IR_REF_CONST)
            continue; /* none yet */
        struct ir_ref from = loaded(function, ir_operand(function, inst, 1));
        g_autofree char *one = from.kind == IR_REF_NONE ? NULL : callplace_of_address(unit, function, from);
        if (!one || (place && !g_str_equal(one, place)))
            return local;
        if (!place) {
            place = g_steal_pointer(&one);
            found = from;
        }
    }
    return found;
}

struct ir_ref callplace_loaded(const struct ir_unit *unit, const struct ir_function *function, struct ir_ref pointer)
{
    struct ir_ref address = loaded(function, pointer);
    bool is_variable = address.kind == IR_REF_LOCAL && address.index >= function->n_params;
    return is_variable ? source_of(unit, function, address) : address;
}
