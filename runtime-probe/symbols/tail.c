#include "symbols/tail.h"

#include <dwarf.h>
#include <string.h>

#include "symbols/spot.h"

enum { DEEPEST = G_N_ELEMENTS(((struct tails *)0)->jumps), MOST_SITES = 4096 };

/* Ways of one kind that were found; the jumps of the last one, from the outermost. */
struct ways {
    unsigned n, n_jumps;
    uint64_t jumps[DEEPEST];
};

/* A search for the jumps between a function and the one that was reached. */
struct search {
    struct object *object;
    const char *inner;
    bool is_inside;
    uint64_t path[DEEPEST];     /* from the outermost jump */
    struct ways named, outward; /* to the function by its name; to some function of another object */
    unsigned budget;            /* call sites that may still be looked at */
};

/* mprotect and __mprotect are one: a library's symbol table has several names for a function. */
static bool is_same(const char *name, const char *other)
{
    return g_str_equal(name + strspn(name, "_"), other + strspn(other, "_"));
}

static bool is_call_site(Dwarf_Die *die)
{
    int tag = dwarf_tag(die);
    return tag == DW_TAG_call_site || tag == DW_TAG_GNU_call_site;
}

static bool has_flag(Dwarf_Die *die, unsigned name, unsigned gnu_name)
{
    Dwarf_Attribute attribute;
    bool flag;
    return (dwarf_formflag(dwarf_attr(die, name, &attribute), &flag) == 0 && flag) ||
           (dwarf_formflag(dwarf_attr(die, gnu_name, &attribute), &flag) == 0 && flag);
}

static bool address_of(Dwarf_Die *die, unsigned name, uint64_t *ret_address)
{
    Dwarf_Attribute attribute;
    return dwarf_formaddr(dwarf_attr(die, name, &attribute), ret_address) == 0;
}

/* The address behind the call, as the entry counts (without the module's bias). */
static bool return_address(Dwarf_Die *site, uint64_t *ret_address)
{
    return address_of(site, DW_AT_call_return_pc, ret_address) || address_of(site, DW_AT_low_pc, ret_address);
}

/* An address inside the jump: clang says where it is, gcc what lies behind it. */
static bool jump_address(Dwarf_Die *site, uint64_t *ret_address)
{
    if (address_of(site, DW_AT_call_pc, ret_address))
        return true;
    if (!return_address(site, ret_address))
        return false;
    --*ret_address;
    return true;
}

static Dwarf_Die *origin_of(Dwarf_Die *site, Dwarf_Die *ret_die)
{
    Dwarf_Attribute attribute;
    Dwarf_Attribute *origin = dwarf_attr(site, DW_AT_call_origin, &attribute);
    if (!origin)
        origin = dwarf_attr(site, DW_AT_abstract_origin, &attribute);
    return dwarf_formref_die(origin, ret_die);
}

/* What a call site calls: its name, and where in this object it starts (0: not in this object). */
static const char *callee_of(struct object *object, Dwarf_Die *site, uint64_t *ret_start)
{
    Dwarf_Die callee;
    GElf_Addr bias = 0;
    *ret_start = 0;
    if (!origin_of(site, &callee))
        return NULL; /* by a pointer */
    dwfl_module_getdwarf(object->module, &bias);
    Dwarf_Addr start;
    if (dwarf_entrypc(&callee, &start) == 0) {
        *ret_start = start + bias;
    } else {
        Dwarf_Attribute attribute;
        const char *linkage = dwarf_formstring(dwarf_attr_integrate(&callee, DW_AT_linkage_name, &attribute));
        const char *name = linkage ? linkage : dwarf_diename(&callee);
        if (name)
            object_symbol(object, name, ret_start);
    }
    return dwarf_diename(&callee);
}

/* Calls back for each call site below a function's entry, those of its blocks and inlined functions included, until the
 * callback answers false. */
static bool each_site(Dwarf_Die *parent, unsigned depth, unsigned *budget, bool (*see)(Dwarf_Die *, void *),
                      void *context)
{
    Dwarf_Die die;
    if (depth > 32 || dwarf_child(parent, &die) != 0)
        return true;
    do {
        if (*budget == 0)
            return false;
        int tag = dwarf_tag(&die);
        if (is_call_site(&die)) {
            --*budget;
            if (!see(&die, context))
                return false;
        } else if ((tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine) &&
                   !each_site(&die, depth + 1, budget, see, context)) {
            return false;
        }
    } while (dwarf_siblingof(&die, &die) == 0);
    return true;
}

static void follow(struct search *search, uint64_t function, unsigned depth);

struct following {
    struct search *search;
    unsigned depth;
};

static bool see_jump(Dwarf_Die *site, void *context)
{
    struct following *following = context;
    struct search *search = following->search;
    uint64_t start, at;
    GElf_Addr bias = 0;
    if (!has_flag(site, DW_AT_call_tail_call, DW_AT_GNU_tail_call) || !jump_address(site, &at))
        return true;
    const char *name = callee_of(search->object, site, &start);
    dwfl_module_getdwarf(search->object->module, &bias);
    search->path[following->depth] = at + bias;
    /* A library may have the function under quite another name: what pkey_mprotect jumps to is mprotect. */
    struct ways *ways = NULL;
    if (name && is_same(name, search->inner))
        ways = &search->named;
    else if (name && !search->is_inside && start == 0)
        ways = &search->outward;
    if (ways) {
        ways->n++;
        ways->n_jumps = following->depth + 1;
        memcpy(ways->jumps, search->path, sizeof ways->jumps);
    } else if (start != 0) {
        follow(search, start, following->depth + 1);
    }
    return search->named.n < 2;
}

static void follow(struct search *search, uint64_t function, unsigned depth)
{
    Dwarf_Die die;
    struct following following = {search, depth};
    if (depth < DEEPEST && spot_subprogram(search->object, function, &die))
        each_site(&die, 0, &search->budget, see_jump, &following);
}

struct calling {
    uint64_t back;
    Dwarf_Die site;
    bool found;
};

static bool see_call(Dwarf_Die *site, void *context)
{
    struct calling *calling = context;
    uint64_t back;
    if (!return_address(site, &back) || back != calling->back ||
        has_flag(site, DW_AT_call_tail_call, DW_AT_GNU_tail_call))
        return true;
    calling->site = *site;
    calling->found = true;
    return false;
}

static struct tails recover(struct object *object, uint64_t back, const char *inner, bool is_inside)
{
    Dwarf_Die caller;
    GElf_Addr bias = 0;
    uint64_t start;
    struct tails tails = {.n = 0};
    struct search search = {.object = object, .inner = inner, .is_inside = is_inside, .budget = MOST_SITES};
    if (object->no_lines || !spot_subprogram(object, back - 1, &caller))
        return tails;
    dwfl_module_getdwarf(object->module, &bias);
    struct calling calling = {.back = back - bias};
    each_site(&caller, 0, &search.budget, see_call, &calling);
    const char *callee = calling.found ? callee_of(object, &calling.site, &start) : NULL;
    if (!callee || is_same(callee, inner))
        return tails;
    if (start != 0)
        follow(&search, start, 0);
    const struct ways *ways = search.named.n ? &search.named : &search.outward;
    if (ways->n != 1) {
        tails.called = callee;
        return tails;
    }
    for (unsigned i = ways->n_jumps; i > 0; i--)
        tails.jumps[tails.n++] = ways->jumps[i - 1];
    return tails;
}

const struct tails *tail_recover(struct object *object, uint64_t back, const char *inner, bool is_inside)
{
    g_autofree char *key = g_strdup_printf("%" G_GINT64_MODIFIER "x %d %s", back, is_inside, inner);
    struct tails *known = g_hash_table_lookup(object->tails, key);
    if (known)
        return known;
    struct tails tails = recover(object, back, inner, is_inside);
    known = g_memdup2(&tails, sizeof tails);
    g_hash_table_insert(object->tails, g_steal_pointer(&key), known);
    return known;
}
