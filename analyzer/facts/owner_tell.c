/* What a unit tells the tree of who can write which memory. */
#include <string.h>

#include "facts/callees.h"
#include "facts/owner_behind.h"
#include "facts/owner_told.h"
#include "facts/tree_owners_round.h"
#include "ir/access.h"

/* What a type says, it says in any unit; what may be nobody else's is no news; and what a unit was told of a key, it
 * does not tell again. */
static bool is_news(const struct owner *owner, struct owner known)
{
    if (owner->kind <= OWNER_ASSUMED || owner->is_perhaps || (!owner->loc && !owner_is_told(owner)))
        return false;
    return !owner_is_told(owner) || known.kind < owner->kind;
}

/* In a kernel only for the folder, whose units are looked at again. */
static void tell_at_home(struct tree_owners *tree, struct told_owner told)
{
    g_autofree char *folder = g_path_get_dirname(told.file), *key = owner_home_key(told.key, folder);
    told.kind = TOLD_AT_HOME;
    told.key = key;
    told.name = folder;
    if (!told.owner.is_by_type)
        tree_owners_tell(tree, told);
}

/* Whoever is told tells others where it stands. */
static struct owner with_spot(const struct owners *o, struct owner owner)
{
    if (!owner_is_told(&owner))
        owner.told = spot_at(o->unit, NULL, owner.loc);
    return owner;
}

static void tell(struct tree_owners *tree, const struct owners *o, struct owner owner, struct told_owner told)
{
    told.owner = with_spot(o, owner);
    told.file = o->unit->main_file;
    if (!told.key || !is_news(&owner, owner_find(o, told.key, told.is_defined)))
        return;
    if (o->unit->is_kernel)
        tell_at_home(tree, told);
    else
        tree_owners_tell(tree, told);
}

static void tell_symbol(struct tree_owners *tree, const struct owners *o, struct owner owner,
                        const struct ir_symbol *symbol, const char *key)
{
    tell(tree, o, owner, (struct told_owner){.key = key, .name = symbol->name, .is_defined = symbol->is_defined});
}

static void tell_globals(struct tree_owners *tree, const struct owners *o)
{
    for (ir_id i = 0; i < o->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(o->unit, i);
        g_autofree char *key = g_strdup_printf("@%s", symbol->name);
        if (!symbol->is_function && symbol->linkage == IR_EXTERN)
            tell_symbol(tree, o, owners_held(o, (struct home){HOME_SYMBOL, i, 0}), symbol, key);
    }
}

/* A call in another unit is told what any caller hands in. */
static struct owner result_of(const struct owners *o, uint32_t function)
{
    struct owner owner = owners_held(o, (struct home){HOME_RESULT, function, 0});
    for (uint32_t i = 0; i < HANDED_MAX; i++)
        if (o->handed[function] >> i & 1)
            owner_join(&owner, owners_held(o, (struct home){HOME_LOCAL, function, i}));
    return owner;
}

static void tell_functions(struct tree_owners *tree, const struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        const struct ir_symbol *symbol = owners_external(o, function);
        if (!symbol)
            continue;
        g_autofree char *result = g_strdup_printf("%s()", symbol->name);
        tell_symbol(tree, o, result_of(o, f), symbol, result);
        for (uint32_t i = 0; i < function->n_params; i++) {
            g_autofree char *behind = g_strdup_printf("%s*%u", symbol->name, i);
            tell_symbol(tree, o, owners_held(o, (struct home){HOME_BEHIND, f, i}), symbol, behind);
        }
    }
}

static void tell_members(struct tree_owners *tree, const struct owners *o)
{
    for (ir_id i = 0; i < o->unit->types->len; i++) {
        const struct ir_type *record = ir_type_at(o->unit, i);
        bool is_wanted = homes_record(o->homes, i) == i && record->fields && !(o->unit->is_kernel && record->is_public);
        for (guint m = 0; is_wanted && m < record->fields->len; m++) {
            struct home home = {HOME_FIELD, i, m};
            const char *name = g_array_index(record->fields, struct ir_field, m).name;
            struct owner owner = owners_held(o, home);
            if (name && owner.kind != OWNER_NONE)
                tell(tree, o, owner,
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

static void tell_given(struct tree_owners *tree, const struct owners *o, const struct ir_symbol *callee,
                       uint32_t parameter, struct owner owner, enum told_kind kind)
{
    g_autofree char *given = owner_given_key(o, callee->name, parameter);
    g_autofree char *key = g_strconcat(given, kind == TOLD_HELD ? " holds" : "", NULL);
    if (!owner.is_by_type && is_news(&owner, owner_find_given(o, key)))
        tree_owners_tell(tree, (struct told_owner){.key = key,
                                                   .kind = kind,
                                                   .name = callee->name,
                                                   .file = o->unit->main_file,
                                                   .parameter = parameter,
                                                   .owner = with_spot(o, owner)});
}

static bool is_elsewhere(const struct owners *o, const struct ir_symbol *callee)
{
    return callee && callee->linkage == IR_EXTERN && !callee->is_defined && is_neighbour(o, callee);
}

/* Whoever stores a function there must say the member. */
static void tell_given_by_field(struct tree_owners *tree, struct owners *o, const struct ir_function *function,
                                uint32_t call)
{
    const struct ir_inst *inst = ir_inst_at(function, call);
    for (uint32_t i = 1; i < inst->n_operands; i++) {
        struct owner owner = owners_of_value(o, function, ir_operand(function, inst, i));
        const char *field = owner.kind > OWNER_ASSUMED ? callgraph_target(owners_graph(o), function, call).field : NULL;
        const char *member = field ? strrchr(field, '.') : NULL;
        if (!member || owner.is_by_type)
            continue;
        g_autofree char *key = owner_given_key(o, field, i - 1);
        tell(tree, o, owner, (struct told_owner){.key = key, .kind = TOLD_MEMBER, .name = member + 1});
    }
}

/* What pointers that lie in the record lead to. */
static struct owner held_within(const struct owners *o, const struct ir_function *function, struct ir_ref pointer)
{
    const struct ir_type *record = homes_pointee(o->homes, function, pointer);
    struct owner owner = {.kind = OWNER_NONE};
    if (!record || record->kind != IR_TYPE_RECORD || !record->fields)
        return owner;
    ir_id id = (ir_id)(record - (const struct ir_type *)(const void *)o->unit->types->data);
    for (guint i = 0; i < record->fields->len; i++)
        owner_join(&owner, owners_held(o, (struct home){HOME_FIELD, homes_record(o->homes, id), i}));
    return owner;
}

static void tell_call(struct tree_owners *tree, struct owners *o, const struct ir_function *function, uint32_t call)
{
    if (!ir_callee(o->unit, function, ir_inst_at(function, call))) {
        tell_given_by_field(tree, o, function, call);
        return;
    }
    const struct ir_inst *inst = ir_inst_at(function, call);
    const struct ir_symbol *callee = ir_callee(o->unit, function, inst);
    struct call_effect effect;
    if (!is_elsewhere(o, callee) || callee_is_quiet(callee->name) ||
        callee_of_library(function, inst, callee->name, &effect))
        return;
    struct owner made = o->unit->is_kernel ? (struct owner){.kind = OWNER_NONE} : owner_told(o, callee, -1);
    if (made.kind > OWNER_ASSUMED)
        tell_given(tree, o, callee, 0, made, TOLD_HELD);
    for (uint32_t i = 1; i < inst->n_operands; i++) {
        struct owner owner = owners_of_value(o, function, ir_operand(function, inst, i));
        if (owner.kind > OWNER_ASSUMED && !is_interface(o, function, call))
            tell_given(tree, o, callee, i - 1, owner, TOLD_GIVEN);
        struct owner held = o->unit->is_kernel ? owner : held_within(o, function, ir_operand(function, inst, i));
        if (held.kind > OWNER_ASSUMED && owner.kind <= OWNER_ASSUMED)
            tell_given(tree, o, callee, i - 1, held, TOLD_HELD);
    }
}

static void tell_calls(struct tree_owners *tree, struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        for (uint32_t i = 0; i < function->insts->len; i++)
            if (ir_inst_at(function, i)->op == IR_CALL)
                tell_call(tree, o, function, i);
    }
    for (guint u = 0; u < o->uses->len; u++) {
        const struct use *use = &g_array_index(o->uses, struct use, u);
        const struct ir_symbol *started;
        struct ir_ref data;
        if (owners_started(o, use, &started, &data) && is_elsewhere(o, started))
            tell_given(tree, o, started, 0, owners_of_value(o, use->function, data), TOLD_GIVEN);
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
    tell_globals(tree, o);
    tell_functions(tree, o);
    tell_members(tree, o);
    tell_calls(tree, o);
    owners_free(o);
}
