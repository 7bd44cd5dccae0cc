/* What a unit is told of who can write which memory. */
#include "facts/owner_told.h"

#include "facts/tree_owners_round.h"
#include "ir/access.h"

static const struct owner nobody = {.kind = OWNER_NONE};

char *owner_home_key(const char *key, const char *folder)
{
    return g_strdup_printf("%s in %s", key, folder);
}

struct owner owner_find(const struct owners *o, const char *key, bool is_defined)
{
    if (!o->tree || (o->unit->is_kernel && !o->folder))
        return nobody;
    g_autofree char *at_home = o->folder ? owner_home_key(key, o->folder) : NULL;
    return tree_owners_find(o->tree, at_home ? at_home : key, o->unit->main_file, is_defined);
}

struct owner owner_find_given(const struct owners *o, const char *key)
{
    return o->tree ? tree_owners_find(o->tree, key, o->unit->main_file, false) : nobody;
}

struct owner owner_told(const struct owners *o, const struct ir_symbol *function, int parameter)
{
    bool is_any = o->tree && (!o->unit->is_kernel || o->folder);
    if (!is_any || !function || function->linkage != IR_EXTERN || function->is_defined)
        return nobody;
    g_autofree char *key =
        parameter < 0 ? g_strdup_printf("%s()", function->name) : g_strdup_printf("%s*%d", function->name, parameter);
    return owner_find(o, key, false);
}

/* A unit that uses no interface is read only where a name makes it, and then told of the members that its own text
 * says, or accessors in headers say for it: so the same is found whatever it is read for. */
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
        owners_put(o, home, owner_find(o, key, false));
}

static void put_all_members(struct owners *o)
{
    for (ir_id i = 0; i < o->unit->types->len; i++) {
        const struct ir_type *record = ir_type_at(o->unit, i);
        bool is_wanted = homes_record(o->homes, i) == i && record->fields && !(o->unit->is_kernel && record->is_public);
        for (guint m = 0; is_wanted && m < record->fields->len; m++)
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

static void speak(const struct owners *o, uint32_t f, bool *is_spoken)
{
    const struct ir_function *function = homes_body(o->homes, f);
    is_spoken[f] = true;
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        uint32_t callee = inst->op == IR_CALL ? homes_callee(o->homes, function, inst) : IR_NONE;
        if (callee != IR_NONE && !is_spoken[callee])
            speak(o, callee, is_spoken);
    }
}

/* What the unit's own functions say, and functions of headers that these call. */
static void put_said_members(struct owners *o)
{
    g_autofree bool *is_spoken = g_new0(bool, o->unit->functions->len + 1);
    for (uint32_t f = 0; f < o->unit->functions->len; f++)
        if (!homes_body(o->homes, f)->in_header && !is_spoken[f])
            speak(o, f, is_spoken);
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        for (uint32_t i = 0; is_spoken[f] && i < function->insts->len; i++) {
            struct home home = said_at(o->homes, function, i);
            if (home.kind != HOME_NONE)
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

char *owner_given_key(const struct owners *o, const char *function, uint32_t parameter)
{
    return g_strdup_printf("%s#%u%s", function, parameter, o->unit->is_kernel ? " in a kernel" : "");
}

const struct ir_symbol *owners_external(const struct owners *o, const struct ir_function *function)
{
    const struct ir_symbol *symbol =
        function->symbol == IR_NONE || function->is_initialiser ? NULL : ir_symbol_at(o->unit, function->symbol);
    return symbol && symbol->linkage == IR_EXTERN && !function->in_header ? symbol : NULL;
}

static void put_given(struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = homes_body(o->homes, f);
        const struct ir_symbol *symbol = owners_external(o, function);
        for (uint32_t i = 0; symbol && i < function->n_params; i++) {
            g_autofree char *key = owner_given_key(o, symbol->name, i);
            owners_give(o, f, i, owner_find_given(o, key));
        }
    }
}

static void put_given_to(struct owners *o, const char *field, uint32_t f)
{
    for (uint32_t i = 0; i < homes_body(o->homes, f)->n_params; i++) {
        g_autofree char *key = owner_given_key(o, field, i);
        owners_give(o, f, i, owner_find(o, key, false));
    }
}

/* To functions that are called through a field. */
static void put_given_by_fields(struct owners *o)
{
    g_autoptr(GPtrArray) fields = callgraph_fields(owners_graph(o));
    for (guint i = 0; i < fields->len; i++) {
        const GArray *stored = callgraph_stored(o->graph, fields->pdata[i]);
        for (guint s = 0; s < stored->len; s++)
            put_given_to(o, fields->pdata[i], g_array_index(stored, uint32_t, s));
    }
}

static void put_globals(struct owners *o)
{
    for (ir_id i = 0; i < o->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(o->unit, i);
        if (symbol->is_function || symbol->linkage != IR_EXTERN)
            continue;
        g_autofree char *key = g_strdup_printf("@%s", symbol->name);
        owners_put(o, (struct home){HOME_SYMBOL, i, 0}, owner_find(o, key, symbol->is_defined));
    }
}

void owners_put_told(struct owners *o)
{
    put_given(o);
    if (o->unit->is_kernel && !o->folder)
        return;
    put_given_by_fields(o);
    put_globals(o);
    if (o->folder || is_wanted(o->uses))
        put_all_members(o);
    else
        put_said_members(o);
}
