#include "facts/owners.h"

#include <string.h>

#include "facts/homes.h"
#include "facts/threads.h"
#include "flow/body.h"
#include "ir/access.h"

enum {
    STEPS_MAX = 200, /* operands looked at for one pointer */
    ROUNDS_MAX = 12  /* passes over the unit: a pointer handed on so often */
};

struct owners {
    const struct ir_unit *unit;
    const GArray *uses;
    const struct owners_options *options;
    struct homes *homes;
    struct threads *threads; /* borrowed; NULL: there are none */
    GHashTable *pointers;    /* home_key → struct owner: of what the pointer held there points to */
    GHashTable *sources;     /* struct site → struct use */
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

/* ---- what pointers are held where ---- */

static struct owner held(const struct owners *o, struct home home)
{
    gint64 key = home_key(home);
    const struct owner *owner = home.kind == HOME_NONE ? NULL : g_hash_table_lookup(o->pointers, &key);
    return owner ? *owner : (struct owner){.kind = OWNER_NONE};
}

static void put(struct owners *o, struct home home, struct owner owner)
{
    if (home.kind == HOME_NONE || owner.kind <= held(o, home).kind)
        return;
    gint64 key = home_key(home);
    g_hash_table_insert(o->pointers, g_memdup2(&key, sizeof key), g_memdup2(&owner, sizeof owner));
    o->has_grown = true;
}

/* ---- what the user says ---- */

static bool is_named(const struct owners *o, const char *name)
{
    return o->options && o->options->untrusted && name && *name && g_strv_contains(o->options->untrusted, name);
}

static struct owner untrusted(const char *what, ir_id loc)
{
    return owner_make(OWNER_UNTRUSTED, "the untrusted side", what, loc);
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
        return owner_make(OWNER_USER, "user space", "__user", 0);
    if (g_str_equal(tag, "iomem"))
        return owner_make(OWNER_DEVICE, "the device", "__iomem", 0);
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
            return owner_make(words[i].kind, words[i].principal, what, loc);
    return owner_make(OWNER_VOLATILE, "somebody else", what, loc);
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
    bool is_input;   /* by a pointer to const */
    struct owner found;
    struct owner by_type; /* of other objects of the types on the way */
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
    uint32_t callee = homes_callee(s->o->homes, s->function, call);
    if (callee != IR_NONE)
        join(&s->found, held(s->o, (struct home){HOME_RESULT, callee, 0}));
}

/* Pointers that lie in memory of the other side point into memory of the other side. */
static bool hands_on(enum owner_kind kind)
{
    return kind == OWNER_UNTRUSTED || kind == OWNER_PROCESS;
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

static void look_load(struct search *s, const struct ir_inst *load)
{
    struct ir_ref address = ir_operand(s->function, load, 0);
    struct home home = homes_at(s->o->homes, s->function, address);
    join(&s->found, held(s->o, home));
    const struct ir_type *declared = declared_at(s, address, home);
    if (declared && declared->kind == IR_TYPE_POINTER)
        join(&s->found, of_type(s->o, ir_type_at(s->o->unit, declared->target)));
    bool is_own = address.kind == IR_REF_LOCAL && address.index >= s->function->n_params;
    s->is_foreign |= !is_own;
    s->is_input |= is_parameter(s->function, address) && declared && declared->kind == IR_TYPE_POINTER &&
                   ir_type_at(s->o->unit, declared->target)->is_const;
    if (address.kind == IR_REF_LOCAL || address.kind == IR_REF_SYMBOL)
        return;
    struct search inner = {.o = s->o, .function = s->function, .steps = s->steps};
    look_memory(&inner, address);
    s->steps = inner.steps;
    if (hands_on(inner.found.kind))
        join(&s->found, inner.found);
}

static struct home type_home(const struct owners *o, const struct ir_type *type)
{
    ir_id id = (ir_id)(type - (const struct ir_type *)(const void *)o->unit->types->data);
    bool is_record = type->kind == IR_TYPE_RECORD && type->fields && type->fields->len > 0;
    return (struct home){is_record ? HOME_TYPE : HOME_NONE, is_record ? homes_record(o->homes, id) : 0, 0};
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
        join(&s->found, of_type(s->o, type));
        join(&s->by_type, held(s->o, type_home(s->o, type)));
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

static struct owner unknown(const struct owners *o, bool is_input)
{
    if (o->options && o->options->assume_shared)
        return owner_make(OWNER_ASSUMED, "somebody else", "--assume-shared", 0);
    struct owner owner = owner_make(OWNER_UNKNOWN, "somebody else", "nothing known", 0);
    owner.is_input = is_input;
    return owner;
}

struct owner owners_of_pointer(const struct owners *o, const struct ir_function *function, struct ir_ref value)
{
    struct search search = {.o = o, .function = function};
    look_value(&search, value);
    if (search.found.kind == OWNER_NONE && search.is_foreign && search.by_type.kind > OWNER_DEVICE) {
        search.by_type.is_by_type = true;
        return search.by_type;
    }
    if (search.found.kind == OWNER_NONE && search.is_foreign)
        search.found = unknown(o, search.is_input);
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
    struct thread_write write;
    if (owner.kind <= OWNER_ASSUMED && o->threads && threads_write(o->threads, function, inst, address, &write))
        return owner_make(OWNER_THREAD, write.is_handler ? "a signal handler" : "another thread", write.function,
                          write.loc);
    if (owner.kind <= OWNER_UNKNOWN && (access->is_volatile || access->is_atomic))
        owner = owner_make(OWNER_VOLATILE, "somebody else", access->is_atomic ? "atomic" : "volatile", access->loc);
    return owner;
}

bool owners_excluded(const struct owners *o, const struct ir_function *function, uint32_t first, uint32_t second,
                     struct ir_ref address)
{
    return o->threads && threads_excluded(o->threads, function, first, second, address);
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
        put(o, homes_at(o->homes, function, ir_operand(function, inst, 0)), owner);
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
        put(o, homes_at(o->homes, function, ref), owner);
    else
        put_behind(o, function, ref, owner, 0);
}

static void pass_arguments(struct owners *o, const struct ir_function *function, const struct ir_inst *call)
{
    uint32_t callee = homes_callee(o->homes, function, call);
    if (callee == IR_NONE)
        return;
    uint32_t n = MIN(call->n_operands - 1, homes_body(o->homes, callee)->n_params);
    for (uint32_t i = 0; i < n; i++) {
        struct ir_ref ref = ir_operand(function, call, i + 1);
        put(o, (struct home){HOME_LOCAL, callee, i}, value_owner(o, function, ref));
        put(o, homes_at(o->homes, function, ref), held(o, (struct home){HOME_BEHIND, callee, i}));
    }
}

/* What is shared once is so by its type, where it has one of its own. */
static void put_type(struct owners *o, const struct ir_function *function, const struct ir_inst *cast)
{
    const struct ir_type *pointer = ir_type_at(o->unit, cast->type);
    if (pointer->kind != IR_TYPE_POINTER)
        return;
    struct home home = type_home(o, ir_type_at(o->unit, pointer->target));
    struct owner owner = home.kind == HOME_NONE ? (struct owner){.kind = OWNER_NONE}
                                                : value_owner(o, function, ir_operand(function, cast, 0));
    if (owner.kind > OWNER_ASSUMED)
        put(o, home, owner);
}

static void pass(struct owners *o, uint32_t number)
{
    const struct ir_function *function = homes_body(o->homes, number);
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op == IR_BITCAST) {
            put_type(o, function, inst);
        } else if (inst->op == IR_STORE) {
            put(o, homes_at(o->homes, function, ir_operand(function, inst, 0)),
                value_owner(o, function, ir_operand(function, inst, 1)));
        } else if (inst->op == IR_CALL) {
            share_argument(o, function, i);
            pass_arguments(o, function, inst);
        } else if (inst->op == IR_RET && inst->n_operands) {
            put(o, (struct home){HOME_RESULT, number, 0}, value_owner(o, function, ir_operand(function, inst, 0)));
        }
    }
}

/* Variables that the user names. */
static void put_named(struct owners *o)
{
    for (ir_id i = 0; i < o->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(o->unit, i);
        if (is_named(o, symbol->name))
            put(o, (struct home){HOME_SYMBOL, i, 0}, untrusted(symbol->name, symbol->loc));
    }
    for (uint32_t f = 0; f < o->unit->functions->len; f++) {
        const GArray *locals = homes_body(o->homes, f)->locals;
        for (uint32_t i = 0; i < locals->len; i++) {
            const struct ir_local *local = &g_array_index(locals, struct ir_local, i);
            if (is_named(o, local->name))
                put(o, (struct home){HOME_LOCAL, f, i}, untrusted(local->name, local->loc));
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

static void find_sources(struct owners *o)
{
    for (guint i = 0; i < o->uses->len; i++) {
        const struct use *use = &g_array_index(o->uses, struct use, i);
        struct site site = {use->function, use->inst};
        if (is_source(o, use))
            g_hash_table_insert(o->sources, g_memdup2(&site, sizeof site), (gpointer)use);
    }
}

struct owners *owners_new(const struct ir_unit *unit, const GArray *uses, struct threads *threads,
                          const struct owners_options *options)
{
    struct owners *o = g_new0(struct owners, 1);
    *o = (struct owners){.unit = unit, .uses = uses, .options = options, .threads = threads};
    o->homes = homes_new(unit);
    o->pointers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    o->sources = g_hash_table_new_full(hash_site, equal_sites, g_free, NULL);
    find_sources(o);
    put_named(o);
    o->has_grown = g_hash_table_size(o->sources) || g_hash_table_size(o->pointers) || has_tagged_type(o);
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
    g_hash_table_unref(o->pointers);
    g_hash_table_unref(o->sources);
    homes_free(o->homes);
    g_free(o);
}
