/* What a unit tells the tree of who can write which memory, and what it is told. */
#include <string.h>

#include "facts/callees.h"
#include "facts/commons.h"
#include "facts/owners_p.h"
#include "ir/access.h"

/* ---- what it is told ---- */

static struct owner find(const struct owners *o, const char *key, bool is_defined)
{
    return tree_owners_find(o->tree, key, o->unit->main_file, is_defined);
}

struct owner owner_told(const struct owners *o, const struct ir_symbol *function, int parameter)
{
    if (!o->tree || o->unit->is_kernel || !function || function->linkage != IR_EXTERN || function->is_defined)
        return (struct owner){.kind = OWNER_NONE};
    g_autofree char *key =
        parameter < 0 ? g_strdup_printf("%s()", function->name) : g_strdup_printf("%s*%d", function->name, parameter);
    return find(o, key, false);
}

/* A unit that uses no interface is read only where a name makes it, and then told of the members that its own text
 * says: so the same is found whatever it is read for. */
static bool is_wanted(const GArray *uses)
{
    for (guint i = 0; i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        if (!use->interface->accessor || use->interface->thread)
            return true;
    }
    return false;
}

static void put_member(struct owners *o, struct home home)
{
    const GArray *fields = ir_type_at(o->unit, home.a)->fields;
    ir_id type = g_array_index(fields, struct ir_field, home.b).type;
    const char *key = ir_type_at(o->unit, type)->kind == IR_TYPE_POINTER ? commons_member(o->commons, home) : NULL;
    if (key)
        owners_put(o, home, find(o, key, false));
}

static void put_all_members(struct owners *o)
{
    for (ir_id i = 0; i < o->unit->types->len; i++) {
        const GArray *fields = homes_record(o->homes, i) == i ? ir_type_at(o->unit, i)->fields : NULL;
        for (guint m = 0; fields && m < fields->len; m++)
            put_member(o, (struct home){HOME_FIELD, i, m});
    }
}

/* HOME_NONE: it says no member. */
static struct home said_at(const struct homes *homes, const struct ir_function *function, uint32_t inst)
{
    struct home home = {.kind = HOME_NONE};
    if (ir_inst_at(function, inst)->op == IR_FIELD)
        home = homes_at(homes, function, (struct ir_ref){.kind = IR_REF_TEMP, .index = inst});
    return home.kind == HOME_FIELD ? home : (struct home){.kind = HOME_NONE};
}

static bool is_said_here(const struct ir_unit *unit, const struct ir_inst *inst)
{
    ir_id file = ir_loc_at(unit, inst->loc)->spelling_file;
    return file < unit->files->len && g_str_equal(g_array_index(unit->files, const char *, file), unit->main_file);
}

static void put_said_members(struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            struct home home = said_at(o->homes, function, i);
            if (home.kind != HOME_NONE && is_said_here(o->unit, ir_inst_at(function, i)))
                put_member(o, home);
        }
    }
}

void owners_said(const struct ir_unit *unit, GPtrArray *ret_names)
{
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL); /* of one unit equal strings are one */
    struct homes *homes = homes_new(unit);
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        for (uint32_t i = 0; i < function->insts->len; i++) {
            struct home home = said_at(homes, function, i);
            const GArray *fields = home.kind == HOME_NONE ? NULL : ir_type_at(unit, home.a)->fields;
            gpointer name = fields ? (gpointer)(uintptr_t)g_array_index(fields, struct ir_field, home.b).name : NULL;
            if (name && g_hash_table_add(known, name))
                g_ptr_array_add(ret_names, name);
        }
    }
    homes_free(homes);
}

static char *given_key(const struct owners *o, const char *function, uint32_t parameter)
{
    return g_strdup_printf("%s#%u%s", function, parameter, o->unit->is_kernel ? " in a kernel" : "");
}

static const struct ir_symbol *external(const struct owners *o, const struct ir_function *function)
{
    const struct ir_symbol *symbol =
        function->symbol == IR_NONE || function->is_initialiser ? NULL : ir_symbol_at(o->unit, function->symbol);
    return symbol && symbol->linkage == IR_EXTERN && !function->in_header ? symbol : NULL;
}

static void put_given(struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        const struct ir_symbol *symbol = external(o, function);
        for (uint32_t i = 0; symbol && i < function->n_params; i++) {
            g_autofree char *key = given_key(o, symbol->name, i);
            owners_put(o, (struct home){HOME_LOCAL, f, i}, find(o, key, false));
        }
    }
}

void owners_put_told(struct owners *o)
{
    put_given(o);
    if (o->unit->is_kernel)
        return;
    for (ir_id i = 0; i < o->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(o->unit, i);
        if (symbol->is_function || symbol->linkage != IR_EXTERN)
            continue;
        g_autofree char *key = g_strdup_printf("@%s", symbol->name);
        owners_put(o, (struct home){HOME_SYMBOL, i, 0}, find(o, key, symbol->is_defined));
    }
    if (is_wanted(o->uses))
        put_all_members(o);
    else
        put_said_members(o);
}

/* ---- what it tells ---- */

/* What a type says, it says in any unit; and what a unit was told of a key, it does not tell again. */
static bool is_worth_telling(const struct owners *o, const char *key, const struct owner *owner, bool is_defined)
{
    if (owner->kind <= OWNER_ASSUMED || (!owner->loc && !owner->is_told))
        return false;
    return !owner->is_told || !o->tree || find(o, key, is_defined).kind < owner->kind;
}

static void tell(struct tree_owners *tree, const struct owners *o, struct home home, struct told_owner told)
{
    told.owner = owners_held(o, home);
    told.file = o->unit->main_file;
    if (told.key && is_worth_telling(o, told.key, &told.owner, told.is_defined))
        tree_owners_tell(tree, told);
}

static void tell_symbol(struct tree_owners *tree, const struct owners *o, struct home home,
                        const struct ir_symbol *symbol, const char *key)
{
    tell(tree, o, home, (struct told_owner){.key = key, .name = symbol->name, .is_defined = symbol->is_defined});
}

static void tell_globals(struct tree_owners *tree, const struct owners *o)
{
    for (ir_id i = 0; i < o->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(o->unit, i);
        g_autofree char *key = g_strdup_printf("@%s", symbol->name);
        if (!symbol->is_function && symbol->linkage == IR_EXTERN)
            tell_symbol(tree, o, (struct home){HOME_SYMBOL, i, 0}, symbol, key);
    }
}

static void tell_functions(struct tree_owners *tree, const struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        const struct ir_symbol *symbol = external(o, function);
        if (!symbol)
            continue;
        g_autofree char *result = g_strdup_printf("%s()", symbol->name);
        tell_symbol(tree, o, (struct home){HOME_RESULT, f, 0}, symbol, result);
        for (uint32_t i = 0; i < function->n_params; i++) {
            g_autofree char *behind = g_strdup_printf("%s*%u", symbol->name, i);
            tell_symbol(tree, o, (struct home){HOME_BEHIND, f, i}, symbol, behind);
        }
    }
}

static void tell_members(struct tree_owners *tree, const struct owners *o)
{
    for (ir_id i = 0; i < o->unit->types->len; i++) {
        const GArray *fields = homes_record(o->homes, i) == i ? ir_type_at(o->unit, i)->fields : NULL;
        for (guint m = 0; fields && m < fields->len; m++) {
            struct home home = {HOME_FIELD, i, m};
            const char *name = g_array_index(fields, struct ir_field, m).name;
            if (name && owners_held(o, home).kind != OWNER_NONE)
                tell(tree, o, home,
                     (struct told_owner){.key = commons_member(o->commons, home), .kind = TOLD_MEMBER, .name = name});
        }
    }
}

/* What all may call is not told of in a kernel; nor what is known by its name. */
static bool is_neighbour(const struct owners *o, const struct ir_symbol *function)
{
    ir_id file = ir_loc_at(o->unit, function->loc)->file;
    const char *declared = file < o->unit->files->len ? g_array_index(o->unit->files, const char *, file) : NULL;
    return !o->unit->is_kernel || (declared && !strstr(declared, "/include/"));
}

static bool is_interface(const struct owners *o, const struct ir_function *function, uint32_t call)
{
    for (guint i = 0; i < o->uses->len; i++) {
        const struct use *use = &g_array_index(o->uses, struct use, i);
        if (use->function == function && use->inst == call && !use->wrapper)
            return true;
    }
    return false;
}

static void tell_given(struct tree_owners *tree, const struct owners *o, const struct ir_function *function,
                       uint32_t call)
{
    const struct ir_inst *inst = ir_inst_at(function, call);
    const struct ir_symbol *callee = ir_callee(o->unit, function, inst);
    struct call_effect effect;
    if (!callee || callee->linkage != IR_EXTERN || callee->is_defined || !is_neighbour(o, callee) ||
        callee_is_quiet(callee->name) || callee_of_library(function, inst, callee->name, &effect))
        return;
    for (uint32_t i = 1; i < inst->n_operands; i++) {
        struct owner owner = owners_of_value(o, function, ir_operand(function, inst, i));
        g_autofree char *key = given_key(o, callee->name, i - 1);
        bool is_typed = o->unit->is_kernel && owner.kind == OWNER_USER; /* as its parameter is */
        if (!is_typed && !owner.is_by_type && is_worth_telling(o, key, &owner, false) &&
            !is_interface(o, function, call))
            tree_owners_tell(
                tree, (struct told_owner){key, TOLD_GIVEN, callee->name, o->unit->main_file, false, i - 1, owner});
    }
}

static void tell_calls(struct tree_owners *tree, const struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        for (uint32_t i = 0; i < function->insts->len; i++)
            if (ir_inst_at(function, i)->op == IR_CALL)
                tell_given(tree, o, function, i);
    }
}

static bool has_source(const GArray *uses)
{
    for (guint i = 0; i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        if (use->interface->shared && use->function && !use->interface->accessor)
            return true;
    }
    return false;
}

void tree_owners_take(struct tree_owners *tree, const struct ir_unit *unit, const GArray *uses)
{
    if (!has_source(uses) && tree_owners_is_empty(tree))
        return;
    struct owners *o = owners_new(unit, uses, NULL, tree, NULL);
    if (!unit->is_kernel) {
        tell_globals(tree, o);
        tell_functions(tree, o);
        tell_members(tree, o);
    }
    tell_calls(tree, o);
    owners_free(o);
}
