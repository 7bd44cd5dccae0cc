#include "facts/owners.h"

#include <string.h>

#include "flow/body.h"
#include "ir/access.h"

enum {
    STEPS_MAX = 200, /* operands looked at for one pointer */
    ROUNDS_MAX = 12  /* passes over the unit: a pointer handed on so often */
};

/* What can hold a pointer. */
enum place_kind {
    PLACE_NONE,
    PLACE_LOCAL,  /* a: function, b: local */
    PLACE_SYMBOL, /* a: symbol */
    PLACE_FIELD,  /* a: record, b: field: in every object of the type */
    PLACE_RESULT, /* a: function: what it returns */
    PLACE_BEHIND  /* a: function, b: parameter: what the callee writes through it */
};

struct place {
    enum place_kind kind;
    uint32_t a, b;
};

struct owners {
    const struct ir_unit *unit;
    const GArray *uses;
    const struct owners_options *options;
    GHashTable *places;    /* gint64 of a place → struct owner: of what the pointer held there points to */
    GHashTable *functions; /* struct ir_function * → its number + 1 */
    GHashTable *bodies;    /* symbol → function's number + 1 */
    GHashTable *sources;   /* struct site → struct use */
    ir_id *records;        /* by type: the first record type of the same name */
    bool has_grown;
};

struct site {
    const struct ir_function *function;
    uint32_t inst;
};

static guint hash_site(gconstpointer key)
{
    const struct site *site = key;
    return g_direct_hash(site->function) * 31 + site->inst;
}

static gboolean equal_sites(gconstpointer x, gconstpointer y)
{
    const struct site *a = x, *b = y;
    return a->function == b->function && a->inst == b->inst;
}

/* ---- places ---- */

static uint32_t number_of(const struct owners *o, const struct ir_function *function)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(o->functions, function)) - 1;
}

static const struct ir_function *body_at(const struct owners *o, uint32_t number)
{
    return g_ptr_array_index(o->unit->functions, number);
}

/* The number of the function that a call calls, when the unit has its body; IR_NONE. */
static uint32_t callee_of(const struct owners *o, const struct ir_function *function, const struct ir_inst *call)
{
    const struct ir_symbol *callee = ir_callee(o->unit, function, call);
    return callee ? GPOINTER_TO_UINT(g_hash_table_lookup(o->bodies, callee)) - 1 : IR_NONE;
}

static gint64 key_of(struct place place)
{
    return (gint64)((uint64_t)place.kind << 60 | (uint64_t)place.a << 30 | place.b);
}

static struct owner held(const struct owners *o, struct place place)
{
    gint64 key = key_of(place);
    const struct owner *owner = place.kind == PLACE_NONE ? NULL : g_hash_table_lookup(o->places, &key);
    return owner ? *owner : (struct owner){.kind = OWNER_NONE};
}

static void put(struct owners *o, struct place place, struct owner owner)
{
    if (place.kind == PLACE_NONE || owner.kind <= held(o, place).kind)
        return;
    gint64 key = key_of(place);
    g_hash_table_insert(o->places, g_memdup2(&key, sizeof key), g_memdup2(&owner, sizeof owner));
    o->has_grown = true;
}

static const struct ir_type *pointee(const struct owners *o, const struct ir_function *function, struct ir_ref ref,
                                     ir_id *ret_id)
{
    ir_id id = IR_NONE;
    if (ref.kind == IR_REF_LOCAL) {
        id = g_array_index(function->locals, struct ir_local, ref.index).type;
    } else if (ref.kind == IR_REF_SYMBOL) {
        id = ir_symbol_at(o->unit, ref.index)->type;
    } else if (ref.kind == IR_REF_TEMP) {
        ir_id pointer = ir_ref_type(o->unit, function, ref);
        if (pointer != IR_NONE && ir_type_at(o->unit, pointer)->kind == IR_TYPE_POINTER)
            id = ir_type_at(o->unit, pointer)->target;
    }
    *ret_id = id;
    return id == IR_NONE ? NULL : ir_type_at(o->unit, id);
}

static bool is_parameter(const struct ir_function *function, struct ir_ref ref)
{
    return ref.kind == IR_REF_LOCAL && ref.index < function->n_params;
}

/* The place at an address: elements of an array are one. */
static struct place place_at(const struct owners *o, const struct ir_function *function, struct ir_ref address)
{
    for (unsigned steps = 0; address.kind == IR_REF_TEMP && steps < STEPS_MAX; steps++) {
        const struct ir_inst *inst = ir_inst_at(function, address.index);
        struct ir_ref from = inst->n_operands ? ir_operand(function, inst, 0) : (struct ir_ref){.kind = IR_REF_NONE};
        ir_id id;
        if (inst->op == IR_FIELD && pointee(o, function, from, &id) && ir_type_at(o->unit, id)->kind == IR_TYPE_RECORD)
            return (struct place){PLACE_FIELD, o->records[id], inst->aux};
        if (inst->op == IR_LOAD && is_parameter(function, from))
            return (struct place){PLACE_BEHIND, number_of(o, function), from.index};
        if (inst->op != IR_INDEX && inst->op != IR_BITCAST)
            return (struct place){PLACE_NONE, 0, 0};
        address = from;
    }
    if (address.kind == IR_REF_LOCAL)
        return (struct place){PLACE_LOCAL, number_of(o, function), address.index};
    if (address.kind == IR_REF_SYMBOL)
        return (struct place){PLACE_SYMBOL, address.index, 0};
    return (struct place){PLACE_NONE, 0, 0};
}

/* ---- what the user says ---- */

static bool is_named(const struct owners *o, const char *name)
{
    return o->options && o->options->untrusted && name && *name && g_strv_contains(o->options->untrusted, name);
}

static struct owner untrusted(const char *what, ir_id loc)
{
    return (struct owner){OWNER_UNTRUSTED, "the untrusted side", what, loc};
}

/* `msg` and `struct msg` name the same type. */
static bool is_named_type(const struct owners *o, const struct ir_type *type)
{
    const char *name = type->name ? type->name : "", *blank = strrchr(name, ' ');
    return is_named(o, name) || (type->kind == IR_TYPE_RECORD && blank && is_named(o, blank + 1));
}

/* What the type itself says of who writes objects of it. */
static struct owner of_type(const struct owners *o, const struct ir_type *type)
{
    const char *tag = type->tag ? type->tag : "";
    if (g_str_equal(tag, "user"))
        return (struct owner){OWNER_USER, "user space", "__user", 0};
    if (g_str_equal(tag, "iomem"))
        return (struct owner){OWNER_DEVICE, "the device", "__iomem", 0};
    if (strstr(tag, "untrusted") || strstr(tag, "shared"))
        return untrusted(type->tag, 0);
    if (is_named_type(o, type))
        return untrusted(type->name, 0);
    return (struct owner){.kind = OWNER_NONE};
}

/* ---- sources ---- */

static struct owner principal_of(const struct catalogue_shared *shared, const char *what, ir_id loc)
{
    static const struct {
        const char *word;
        enum owner_kind kind;
        const char *principal;
    } words[] = {{"user", OWNER_USER, "user space"},
                 {"process", OWNER_PROCESS, "another process"},
                 {"device", OWNER_DEVICE, "the device"},
                 {"host", OWNER_HOST, "the other side of the virtual machine"},
                 {"thread", OWNER_THREAD, "another thread"}};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i].word, shared->principal))
            return (struct owner){words[i].kind, words[i].principal, what, loc};
    return (struct owner){OWNER_VOLATILE, "somebody else", what, loc};
}

static bool has_flag(const struct owners *o, const struct use *use, const char *flag)
{
    int index = use_role(use, ARGUMENT_FLAGS);
    const struct catalogue_argument *argument =
        index < 0 ? NULL : g_ptr_array_index(use->interface->args, (guint)index);
    struct ir_ref ref = argument ? use_argument(use, (unsigned)index, NULL) : (struct ir_ref){.kind = IR_REF_NONE};
    struct body *body = ref.kind == IR_REF_NONE ? NULL : body_new(o->unit, use->function);
    if (!body)
        return false;
    uint64_t sure = chains_sure_bits(body_chains(body), body_constants(body), ref);
    bool has = false;
    for (guint i = 0; i < argument->values->len; i++) {
        const struct catalogue_value *value = &g_array_index(argument->values, struct catalogue_value, i);
        has |= !value->is_pattern && g_str_equal(value->name, flag) &&
               (sure & (uint64_t)value->number) == (uint64_t)value->number;
    }
    body_free(body);
    return has;
}

static bool is_source(const struct owners *o, const struct use *use)
{
    const struct catalogue_shared *shared = use->interface->shared;
    return shared && use->function && use->inst != IR_NONE && !use->is_reference && !use->wrapper &&
           !use->interface->accessor && (!shared->flag || has_flag(o, use, shared->flag));
}

static struct owner source_at(const struct owners *o, const struct ir_function *function, uint32_t inst,
                              const struct use **ret_use)
{
    struct site site = {function, inst};
    const struct use *use = g_hash_table_lookup(o->sources, &site);
    *ret_use = use;
    return use ? principal_of(use->interface->shared, use->interface->name, use->loc)
               : (struct owner){.kind = OWNER_NONE};
}

/* ---- pointers ---- */

struct search {
    const struct owners *o;
    const struct ir_function *function;
    unsigned steps;
    bool is_foreign; /* something came from outside of the function */
    struct owner found;
};

static void join(struct owner *into, struct owner more)
{
    if (more.kind > into->kind)
        *into = more;
}

static void look_memory(struct search *s, struct ir_ref address);

static void look_call(struct search *s, uint32_t index)
{
    const struct use *use;
    struct owner owner = source_at(s->o, s->function, index, &use);
    const struct ir_inst *call = ir_inst_at(s->function, index);
    if (use && use->interface->shared->through < 0)
        join(&s->found, owner);
    uint32_t callee = callee_of(s->o, s->function, call);
    if (callee != IR_NONE)
        join(&s->found, held(s->o, (struct place){PLACE_RESULT, callee, 0}));
}

/* Pointers that lie in memory of the other side point into memory of the other side. */
static bool hands_on(enum owner_kind kind)
{
    return kind == OWNER_UNTRUSTED || kind == OWNER_PROCESS;
}

static void look_load(struct search *s, const struct ir_inst *load)
{
    struct ir_ref address = ir_operand(s->function, load, 0);
    struct place place = place_at(s->o, s->function, address);
    join(&s->found, held(s->o, place));
    bool is_own = address.kind == IR_REF_LOCAL && address.index >= s->function->n_params;
    s->is_foreign |= !is_own;
    if (address.kind == IR_REF_LOCAL || address.kind == IR_REF_SYMBOL)
        return;
    struct search inner = {.o = s->o, .function = s->function, .steps = s->steps};
    look_memory(&inner, address);
    s->steps = inner.steps;
    if (hands_on(inner.found.kind))
        join(&s->found, inner.found);
}

static void look_value(struct search *s, struct ir_ref value)
{
    if (value.kind == IR_REF_SYMBOL || value.kind == IR_REF_LOCAL) {
        look_memory(s, value);
        return;
    }
    if (value.kind != IR_REF_TEMP || ++s->steps > STEPS_MAX)
        return;
    ir_id id;
    const struct ir_type *type = pointee(s->o, s->function, value, &id);
    if (type)
        join(&s->found, of_type(s->o, type));
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
    case IR_INTTOPTR:
    case IR_PTRTOINT:
    case IR_EXTEND:
    case IR_TRUNC:
        look_value(s, ir_operand(s->function, inst, 0));
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
        if (is_named(s->o, symbol->name) && type->kind != IR_TYPE_POINTER)
            join(&s->found, untrusted(symbol->name, symbol->loc));
        join(&s->found, of_type(s->o, type));
    } else if (address.kind == IR_REF_LOCAL) {
        const struct ir_local *local = &g_array_index(s->function->locals, struct ir_local, address.index);
        join(&s->found, of_type(s->o, ir_type_at(s->o->unit, local->type)));
    } else {
        look_value(s, address);
    }
}

struct owner owners_of_pointer(const struct owners *o, const struct ir_function *function, struct ir_ref value)
{
    struct search search = {.o = o, .function = function};
    look_value(&search, value);
    if (search.found.kind == OWNER_NONE && search.is_foreign)
        search.found = (struct owner){OWNER_UNKNOWN, "somebody else", "nothing known", 0};
    return search.found;
}

static bool is_own_local(const struct ir_function *function, struct ir_ref address)
{
    while (address.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, address.index);
        if (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST)
            return false;
        address = ir_operand(function, inst, 0);
    }
    return address.kind == IR_REF_LOCAL;
}

struct owner owners_of_access(const struct owners *o, const struct ir_function *function, uint32_t inst,
                              struct ir_ref address)
{
    const struct ir_inst *access = ir_inst_at(function, inst);
    if (is_own_local(function, address))
        return (struct owner){.kind = OWNER_NONE};
    struct owner owner = owners_of_pointer(o, function, address);
    if (owner.kind <= OWNER_UNKNOWN && (access->is_volatile || access->is_atomic))
        owner = (struct owner){OWNER_VOLATILE, "somebody else", access->is_atomic ? "atomic" : "volatile", access->loc};
    return owner;
}

/* ---- the pass over the unit ---- */

static struct owner value_owner(const struct owners *o, const struct ir_function *function, struct ir_ref value)
{
    struct search search = {.o = o, .function = function};
    look_value(&search, value);
    return search.found;
}

/* What the value was made of: the variables it was read from, also through calls such as virt_to_phys. */
static void put_behind(struct owners *o, const struct ir_function *function, struct ir_ref value, struct owner owner,
                       unsigned depth)
{
    if (value.kind != IR_REF_TEMP || depth > 8)
        return;
    const struct ir_inst *inst = ir_inst_at(function, value.index);
    if (inst->op == IR_LOAD) {
        put(o, place_at(o, function, ir_operand(function, inst, 0)), owner);
        return;
    }
    for (uint32_t i = inst->op == IR_CALL; i < inst->n_operands; i++)
        put_behind(o, function, ir_operand(function, inst, i), owner, depth + 1);
}

/* A call that makes memory shared which exists already: what its argument points to, or what it writes there. */
static void share_argument(struct owners *o, const struct ir_function *function, uint32_t inst)
{
    const struct use *use;
    struct owner owner = source_at(o, function, inst, &use);
    int through = use ? use->interface->shared->through : -1;
    if (through < 0)
        return;
    struct ir_ref ref = use_argument(use, (unsigned)through, NULL);
    const struct catalogue_argument *argument = g_ptr_array_index(use->interface->args, (guint)through);
    if (argument->pointee == POINTEE_OUTPUT)
        put(o, place_at(o, function, ref), owner);
    else
        put_behind(o, function, ref, owner, 0);
}

static void pass_arguments(struct owners *o, const struct ir_function *function, const struct ir_inst *call)
{
    uint32_t callee = callee_of(o, function, call);
    if (callee == IR_NONE)
        return;
    uint32_t n = MIN(call->n_operands - 1, body_at(o, callee)->n_params);
    for (uint32_t i = 0; i < n; i++) {
        struct ir_ref ref = ir_operand(function, call, i + 1);
        put(o, (struct place){PLACE_LOCAL, callee, i}, value_owner(o, function, ref));
        put(o, place_at(o, function, ref), held(o, (struct place){PLACE_BEHIND, callee, i}));
    }
}

static void pass(struct owners *o, uint32_t number)
{
    const struct ir_function *function = body_at(o, number);
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op == IR_STORE) {
            put(o, place_at(o, function, ir_operand(function, inst, 0)),
                value_owner(o, function, ir_operand(function, inst, 1)));
        } else if (inst->op == IR_CALL) {
            share_argument(o, function, i);
            pass_arguments(o, function, inst);
        } else if (inst->op == IR_RET && inst->n_operands) {
            put(o, (struct place){PLACE_RESULT, number, 0}, value_owner(o, function, ir_operand(function, inst, 0)));
        }
    }
}

/* Variables that the user names. */
static void put_named(struct owners *o)
{
    for (ir_id i = 0; i < o->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(o->unit, i);
        if (is_named(o, symbol->name))
            put(o, (struct place){PLACE_SYMBOL, i, 0}, untrusted(symbol->name, symbol->loc));
    }
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const GArray *locals = body_at(o, f)->locals;
        for (uint32_t i = 0; i < locals->len; i++) {
            const struct ir_local *local = &g_array_index(locals, struct ir_local, i);
            if (is_named(o, local->name))
                put(o, (struct place){PLACE_LOCAL, f, i}, untrusted(local->name, local->loc));
        }
    }
}

static bool has_tagged_type(const struct owners *o)
{
    for (ir_id i = 0; i < o->unit->types->len; i++)
        if (of_type(o, ir_type_at(o->unit, i)).kind != OWNER_NONE)
            return true;
    return false;
}

/* ---- making it ---- */

static const char *plain_name(const char *name)
{
    static const char *const words[] = {"const ", "volatile "};
    for (size_t i = 0; name && i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(name, words[i]))
            return plain_name(name + strlen(words[i]));
    return name;
}

static void find_records(struct owners *o)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
    o->records = g_new0(ir_id, MAX(o->unit->types->len, 1));
    for (ir_id i = 0; i < o->unit->types->len; i++) {
        const char *name = plain_name(ir_type_at(o->unit, i)->name);
        guint first = name ? GPOINTER_TO_UINT(g_hash_table_lookup(by_name, name)) : 0;
        o->records[i] = first ? first - 1 : i;
        if (name && !first)
            g_hash_table_insert(by_name, (gpointer)name, GUINT_TO_POINTER(i + 1));
    }
}

static void find_sources(struct owners *o)
{
    for (guint i = 0; i < o->uses->len; i++) {
        const struct use *use = &g_array_index(o->uses, struct use, i);
        struct site site = {use->function, use->inst};
        if (is_source(o, use))
            g_hash_table_insert(o->sources, g_memdup2(&site, sizeof site), (gpointer)use);
    }
}

static void find_bodies(struct owners *o)
{
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const struct ir_function *function = body_at(o, f);
        g_hash_table_insert(o->functions, (gpointer)function, GUINT_TO_POINTER(f + 1));
        if (function->symbol != IR_NONE && !function->degraded)
            g_hash_table_insert(o->bodies, (gpointer)ir_symbol_at(o->unit, function->symbol), GUINT_TO_POINTER(f + 1));
    }
}

struct owners *owners_new(const struct ir_unit *unit, const GArray *uses, const struct owners_options *options)
{
    struct owners *o = g_new0(struct owners, 1);
    *o = (struct owners){.unit = unit, .uses = uses, .options = options};
    o->places = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    o->functions = g_hash_table_new(NULL, NULL);
    o->bodies = g_hash_table_new(NULL, NULL);
    o->sources = g_hash_table_new_full(hash_site, equal_sites, g_free, NULL);
    find_records(o);
    find_bodies(o);
    find_sources(o);
    put_named(o);
    o->has_grown = g_hash_table_size(o->sources) || g_hash_table_size(o->places) || has_tagged_type(o);
    for (unsigned round = 0; o->has_grown && round < ROUNDS_MAX; round++) {
        o->has_grown = false;
        for (uint32_t f = 0; f < unit->functions->len; f++)
            pass(o, f);
    }
    return o;
}

void owners_free(struct owners *o)
{
    if (!o)
        return;
    g_hash_table_unref(o->places);
    g_hash_table_unref(o->functions);
    g_hash_table_unref(o->bodies);
    g_hash_table_unref(o->sources);
    g_free(o->records);
    g_free(o);
}
