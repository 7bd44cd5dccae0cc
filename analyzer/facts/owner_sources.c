/* What the user, a type, or a call of the catalogue says of who can write. */
#include <string.h>

#include "facts/owners_p.h"
#include "facts/seals.h"
#include "flow/body.h"
#include "ir/access.h"

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

/* ---- what the user says ---- */

bool owner_is_named(const struct owners *o, const char *name)
{
    return o->options && o->options->untrusted && name && *name && g_strv_contains(o->options->untrusted, name);
}

struct owner owner_untrusted(const char *what, ir_id loc)
{
    return owner_make(OWNER_UNTRUSTED, "the untrusted side", what, loc);
}

/* `msg` and `struct msg` name the same type. */
static bool is_named_type(const struct owners *o, const struct ir_type *type)
{
    const char *name = type->name ? type->name : "", *blank = strrchr(name, ' ');
    return owner_is_named(o, name) || (type->kind == IR_TYPE_RECORD && blank && owner_is_named(o, blank + 1));
}

/* What the type itself says of who writes objects of it. */
struct owner owner_of_type(const struct owners *o, const struct ir_type *type)
{
    const char *tag = type->tag ? type->tag : "";
    if (g_str_equal(tag, "user"))
        return owner_make(OWNER_USER, "user space", "__user", 0);
    if (g_str_equal(tag, "iomem"))
        return owner_make(OWNER_DEVICE, "the device", "__iomem", 0);
    if (strstr(tag, "untrusted") || strstr(tag, "shared"))
        return owner_untrusted(type->tag, 0);
    if (is_named_type(o, type))
        return owner_untrusted(type->name, 0);
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

/* Of a wrapper the memory is what it gives; whether that is shared, the call says where the flags are its argument.
 * What else wrappers give is followed to their callers as any result. */
static bool gives_by_flag(const struct owners *o, const struct use *use)
{
    ir_id type = ir_inst_at(use->function, use->inst)->type;
    return use->interface->shared->flag && type != IR_NONE && ir_type_at(o->unit, type)->kind == IR_TYPE_POINTER;
}

static bool is_source(const struct owners *o, const struct use *use)
{
    const struct catalogue_shared *shared = use->interface->shared;
    return shared && use->function && use->inst != IR_NONE && !use->is_reference && !use->is_definition &&
           (!use->wrapper || gives_by_flag(o, use)) && !use->interface->accessor &&
           (!shared->flag || (has_flag(o, use, shared->flag) && !seals_forbid_writing(o->unit, use)));
}

struct owner owner_of_source(const struct owners *o, const struct ir_function *function, uint32_t inst,
                             const struct use **ret_use)
{
    struct site site = {function, inst};
    const struct use *use = g_hash_table_lookup(o->sources, &site);
    *ret_use = use;
    if (!use)
        return (struct owner){.kind = OWNER_NONE};
    struct owner owner = principal_of(use->interface->shared, use->interface->name, use->loc);
    owner.is_perhaps = use->interface->shared->is_perhaps;
    owner.mapping = g_hash_table_contains(o->inherited, use) ? use : NULL;
    return owner;
}

void owners_find_sources(struct owners *o)
{
    o->sources = g_hash_table_new_full(hash_site, equal_sites, g_free, NULL);
    o->inherited = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < o->uses->len; i++) {
        const struct use *use = &g_array_index(o->uses, struct use, i);
        struct site site = {use->function, use->inst};
        if (!is_source(o, use))
            continue;
        g_hash_table_insert(o->sources, g_memdup2(&site, sizeof site), (gpointer)use);
        if (use->interface->shared->heirs && has_flag(o, use, use->interface->shared->heirs))
            g_hash_table_add(o->inherited, (gpointer)use);
    }
}
