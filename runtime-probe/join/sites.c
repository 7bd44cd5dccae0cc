#include "join/sites.h"

#include <string.h>

struct sites {
    GPtrArray *all;
    GPtrArray *serving;  /* of these the kernel's implementations */
    GHashTable *by_file; /* file → GPtrArray of sites */
    GStringChunk *texts; /* of struct site_reach */
    GHashTable *pointed; /* interfaces whose address is taken somewhere */
};

static void site_free(void *data)
{
    struct place_site *site = data;
    g_ptr_array_unref(site->constants);
    g_array_unref(site->reach);
    g_free(site->fingerprint);
    g_free(site->interface);
    g_free(site->function);
    g_free(site);
}

struct sites *sites_new(void)
{
    struct sites *sites = g_new0(struct sites, 1);
    sites->all = g_ptr_array_new_with_free_func(site_free);
    sites->serving = g_ptr_array_new();
    sites->by_file = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    sites->texts = g_string_chunk_new(256);
    sites->pointed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return sites;
}

void sites_free(struct sites *sites)
{
    if (!sites)
        return;
    g_string_chunk_free(sites->texts);
    g_hash_table_unref(sites->pointed);
    g_hash_table_unref(sites->by_file);
    g_ptr_array_unref(sites->serving);
    g_ptr_array_unref(sites->all);
    g_free(sites);
}

unsigned sites_count(const struct sites *sites)
{
    return sites->all->len;
}

struct place_site *sites_nth(struct sites *sites, unsigned index)
{
    return sites->all->pdata[index];
}

/* What runs: flags, constants and mentions make no call. */
static bool can_run(const struct site *site)
{
    switch (site->kind) {
    case SITE_CALL:
    case SITE_SYSCALL:
    case SITE_ASM:
    case SITE_INTRINSIC:
    case SITE_MACRO:
    case SITE_WRAPPER:
        return site->side == SIDE_USER;
    case SITE_IMPLEMENTATION:
        return true;
    default:
        return false;
    }
}

static const char *keep(struct sites *sites, const char *text)
{
    return text ? g_string_chunk_insert_const(sites->texts, text) : NULL;
}

static GArray *copy_reach(struct sites *sites, const struct site *site)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct site_reach));
    for (uint32_t i = 0; i < site->n_reach; i++) {
        struct site_reach reach = site->reach[i];
        reach.argument = keep(sites, reach.argument);
        reach.function = keep(sites, reach.function);
        reach.file = keep(sites, reach.file);
        for (uint32_t l = 0; l < reach.n_limits; l++)
            reach.limits[l].argument = keep(sites, reach.limits[l].argument);
        g_array_append_val(all, reach);
    }
    return all;
}

void sites_add(struct sites *sites, struct tree *tree, const struct site *site)
{
    tree_add(tree, site->file);
    if (site->kind == SITE_REFERENCE)
        g_hash_table_add(sites->pointed, g_strdup(site->interface));
    if (!can_run(site))
        return;
    GPtrArray *there = g_hash_table_lookup(sites->by_file, site->file);
    if (!there)
        g_hash_table_insert(sites->by_file, g_strdup(site->file), there = g_ptr_array_new());
    struct place_site *own = g_new0(struct place_site, 1);
    gpointer file;
    g_hash_table_lookup_extended(sites->by_file, site->file, &file, NULL);
    own->file = file;
    own->fingerprint = g_strdup(site->fingerprint);
    own->interface = g_strdup(site->interface);
    own->function = g_strdup(site->function);
    own->kind = site->kind;
    own->side = site->side;
    own->line = site->line;
    own->col = site->col;
    own->constants = g_ptr_array_new_with_free_func(g_free);
    for (uint32_t i = 0; i < site->n_args; i++) {
        g_ptr_array_add(own->constants, g_strdup(site->args[i].name));
        g_ptr_array_add(own->constants, g_strdup(site->args[i].value));
    }
    own->reach = copy_reach(sites, site);
    g_ptr_array_add(there, own);
    g_ptr_array_add(sites->all, own);
    if (own->kind == SITE_IMPLEMENTATION && own->side == SIDE_KERNEL)
        g_ptr_array_add(sites->serving, own);
}

static const char *constant_of(const struct place_site *site, const char *name)
{
    for (unsigned i = 0; i + 1 < site->constants->len; i += 2)
        if (g_strcmp0(site->constants->pdata[i], name) == 0)
            return site->constants->pdata[i + 1];
    return NULL;
}

/* Whether a call of the site's interface arrives as `seen`. pkey_mprotect(…, -1) arrives as mprotect: the kernel's own
 * meaning of -1, and glibc jumps there. */
static bool arrives_as(const struct place_site *site, const char *seen)
{
    if (g_str_equal(site->interface, seen))
        return true;
    if (!g_str_equal(site->interface, "pkey_mprotect") || !g_str_equal(seen, "mprotect"))
        return false;
    const char *key = constant_of(site, "pkey");
    return !key || g_str_equal(key, "-1");
}

/* ---- what lies between the kernel and the tree ------------------------------------------------------------------- */

/* Names of the function that makes the system call itself: the interface's own, and those that make any. A library that
 * calls mprotect for its own ends, below a line of the tree, is not that line's call. */
static bool is_entry(const char *function, const char *interface)
{
    static const char *const general[] = {"syscall", "prctl",  "mprotect", "pkey_mprotect",
                                          "write",   "pwrite", "pwrite64", "ioctl"};
    function += strspn(function, "_");
    if (g_str_has_prefix(function, "GI_"))
        function += strspn(function + 3, "_") + 3;
    size_t n = strlen(interface);
    if (strncmp(function, interface, n) == 0 && (!function[n] || g_str_equal(function + n, "64")))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(general); i++)
        if (g_str_equal(function, general[i]))
            return true;
    return g_str_equal(function, "kernel_vsyscall");
}

/* The first place of the tree, when nothing but the entry into the kernel lies below it; n otherwise. */
static uint32_t first_of_tree(struct tree *tree, const struct frame_place *places, uint32_t n, const char *interface,
                              bool *ret_named)
{
    uint32_t at = 0;
    unsigned frames = 0;
    *ret_named = true;
    for (; at < n && tree_find(tree, places[at].file)->n == 0; at++) {
        bool is_vdso = g_str_equal(places[at].object, "[vdso]");
        if (places[at].is_inlined)
            continue;
        frames += !is_vdso && !places[at].is_tail;
        if (!is_vdso && *places[at].function && !is_entry(places[at].function, interface))
            return n;
        *ret_named = *ret_named && (is_vdso || *places[at].function);
    }
    return frames <= 1 ? at : n;
}

/* ---- levels ------------------------------------------------------------------------------------------------------ */

/* A name that the scan or the debug information does not have says nothing against it. */
static bool same_function(const struct place_site *site, const struct frame_place *place)
{
    return !*site->function || !*place->function || g_str_equal(site->function, place->function);
}

typedef bool (*fits)(const struct place_site *site, const struct frame_place *place);

static bool on_column(const struct place_site *site, const struct frame_place *place)
{
    return site->line == place->line && site->col == place->col && place->col > 0 && same_function(site, place);
}

static bool on_line(const struct place_site *site, const struct frame_place *place)
{
    return site->line == place->line && same_function(site, place);
}

static bool in_function(const struct place_site *site, const struct frame_place *place)
{
    return *site->function && g_str_equal(site->function, place->function);
}

/* That a wrapper is called somewhere in a function says nothing about another line of it. */
static bool calls_in_function(const struct place_site *site, const struct frame_place *place)
{
    return site->kind != SITE_WRAPPER && in_function(site, place);
}

static void collect(struct sites *sites, const struct tree_files *files, const struct frame_place *place,
                    const char *interface, bool wrappers_only, fits fit, GPtrArray *into)
{
    for (unsigned i = 0; i < files->n; i++) {
        const GPtrArray *there = g_hash_table_lookup(sites->by_file, files->files[i]);
        for (unsigned k = 0; there && k < there->len; k++) {
            struct place_site *site = there->pdata[k];
            if (site->kind != SITE_IMPLEMENTATION && (!wrappers_only || site->kind == SITE_WRAPPER) &&
                arrives_as(site, interface) && fit(site, place))
                g_ptr_array_add(into, site);
        }
    }
}

/* The wrapper itself, beside its callers, is a site where it is defined; that line makes no call. */
static bool is_definition(const struct place_site *site)
{
    return site->kind == SITE_WRAPPER && site->constants->len == 0;
}

static void drop_definitions(GPtrArray *found)
{
    for (unsigned i = found->len; i > 0; i--)
        if (is_definition(found->pdata[i - 1]))
            g_ptr_array_remove_index(found, i - 1);
}

/* A call that is there beats the caller of a wrapper on the same line; two files that both fit are none. */
static void settle(GPtrArray *found)
{
    bool has_call = false, is_one_file = true;
    for (unsigned i = 0; i < found->len; i++) {
        const struct place_site *site = found->pdata[i], *first = found->pdata[0];
        has_call = has_call || site->kind != SITE_WRAPPER;
        is_one_file = is_one_file && g_str_equal(site->file, first->file);
    }
    for (unsigned i = found->len; has_call && i > 0; i--)
        if (((const struct place_site *)found->pdata[i - 1])->kind == SITE_WRAPPER)
            g_ptr_array_remove_index(found, i - 1);
    if (!is_one_file)
        g_ptr_array_set_size(found, 0);
}

/* An interface whose address is taken is called wherever the pointer goes, by lines that the scan has no site for. */
static bool is_pointed_to(const struct sites *sites, const struct place_site *site)
{
    return g_hash_table_contains(sites->pointed, site->interface);
}

/* The best level at which sites stand at a place, -1 for none. */
static int match_place(struct sites *sites, const struct tree_files *files, const struct frame_place *place,
                       const char *interface, bool wrappers_only, bool may_be_function, GPtrArray *into)
{
    collect(sites, files, place, interface, wrappers_only, on_column, into);
    drop_definitions(into);
    settle(into);
    if (into->len > 0)
        return place->build_id && files->is_sure ? MATCH_EXACT : MATCH_LINE;
    collect(sites, files, place, interface, wrappers_only, on_line, into);
    drop_definitions(into);
    settle(into);
    if (into->len > 0)
        return MATCH_LINE;
    if (!may_be_function || wrappers_only || !files->is_sure)
        return -1;
    collect(sites, files, place, interface, wrappers_only, calls_in_function, into);
    settle(into);
    if (into->len != 1 || is_pointed_to(sites, into->pdata[0]))
        g_ptr_array_set_size(into, 0);
    return into->len == 1 ? MATCH_FUNCTION : -1;
}

/* Callers of wrappers, and the wrappers themselves, that the call came through. */
static void add_through(struct sites *sites, struct tree *tree, const struct frame_place *place, const char *interface,
                        bool is_outer, GPtrArray *through)
{
    const struct tree_files *files = tree_find(tree, place->file);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    if (is_outer) {
        collect(sites, files, place, interface, true, on_line, found);
        drop_definitions(found);
        settle(found);
    }
    g_autoptr(GPtrArray) defined = g_ptr_array_new();
    collect(sites, files, place, interface, true, in_function, defined);
    for (unsigned i = 0; i < defined->len; i++)
        if (is_definition(defined->pdata[i]))
            g_ptr_array_add(found, defined->pdata[i]);
    for (unsigned i = 0; i < found->len; i++)
        if (!g_ptr_array_find(through, found->pdata[i], NULL))
            g_ptr_array_add(through, found->pdata[i]);
}

/* MATCH_UNRESOLVED unless some place has a line: then it is known where the call comes from, and the scan does not. */
static int no_match(const struct frame_place *places, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (*places[i].file)
            return -1;
    return MATCH_UNRESOLVED;
}

/* The function of the program that is the interface, when the place is in it: then the line that calls it is the call.
 * NULL when there is none. */
static struct place_site *interface_itself(struct sites *sites, const struct tree_files *files,
                                           const struct frame_place *place, const char *interface)
{
    for (unsigned i = 0; i < files->n; i++) {
        const GPtrArray *there = g_hash_table_lookup(sites->by_file, files->files[i]);
        for (unsigned k = 0; there && k < there->len; k++) {
            struct place_site *site = there->pdata[k];
            if (site->kind == SITE_IMPLEMENTATION && site->side == SIDE_USER &&
                g_str_equal(site->interface, interface) && in_function(site, place))
                return site;
        }
    }
    return NULL;
}

struct sites_match *sites_match(struct sites *sites, struct tree *tree, const struct frame_place *places, uint32_t n,
                                const char *interface)
{
    struct sites_match *match = g_new0(struct sites_match, 1);
    bool is_named;
    match->candidates = g_ptr_array_new();
    match->through = g_ptr_array_new();
    match->match = -1;
    uint32_t first = first_of_tree(tree, places, n, interface, &is_named), at = first;
    struct place_site *itself = NULL;
    for (; at < n && match->match < 0; at++) {
        const struct tree_files *files = tree_find(tree, places[at].file);
        bool may_call = at == first || itself;
        itself = may_call ? interface_itself(sites, files, &places[at], interface) : NULL;
        if (itself && !g_ptr_array_find(match->through, itself, NULL))
            g_ptr_array_add(match->through, itself);
        if (files->n > 0 && !itself)
            match->match =
                match_place(sites, files, &places[at], interface, !may_call, may_call && is_named, match->candidates);
        if (match->match >= 0 && match->match != MATCH_FUNCTION && places[at].is_tail)
            match->match = MATCH_TAIL;
    }
    if (match->match < 0) {
        match->match = no_match(places, n);
        return match;
    }
    for (uint32_t i = at - 1; i < n; i++)
        add_through(sites, tree, &places[i], interface, i >= at, match->through);
    return match;
}

void sites_match_free(struct sites_match *match)
{
    g_ptr_array_unref(match->candidates);
    g_ptr_array_unref(match->through);
    g_free(match);
}

/* ---- the arguments have a say ------------------------------------------------------------------------------------ */

/* A constant that the source has and another value that was seen exclude each other. Numbers are compared as the 32
 * bits that an int leaves: what lies above them in a register is not part of it. */
static bool allows(const struct place_site *site, const struct event *event)
{
    for (uint32_t i = 0; i < MIN(event->n_arguments, EVENT_ARGUMENTS); i++) {
        const struct event_argument *argument = &event->arguments[i];
        const char *constant = argument->name ? constant_of(site, argument->name) : NULL;
        if (!constant || !argument->is_known)
            continue;
        guint64 value = g_ascii_strtoull(constant, NULL, 10);
        if ((uint32_t)value != (uint32_t)argument->value)
            return false;
    }
    return true;
}

struct place_site *sites_choose(const struct sites_match *match, const struct event *event, int *ret_match)
{
    struct place_site *chosen = NULL;
    unsigned n = 0;
    *ret_match = match->match;
    for (unsigned i = 0; i < match->candidates->len; i++)
        if (allows(match->candidates->pdata[i], event) && n++ == 0)
            chosen = match->candidates->pdata[i];
    if (n > 1 && *ret_match == MATCH_EXACT)
        *ret_match = MATCH_LINE;
    if (!chosen && match->candidates->len > 0)
        *ret_match = -1;
    return chosen;
}

/* ---- who serves a call ------------------------------------------------------------------------------------------- */

/* Linux spells a system call's function in several ways (include/linux/syscalls.h, __SYSCALL_DEFINEx, and the wrappers
 * of each ABI), all of one definition: what is left is "sys_mpx". */
static const char *stem_of(const char *function)
{
    static const char *const before[] = {"__x64_", "__ia32_", "__x32_", "__do_", "__se_", "k"};
    const char *colon = strchr(function, ':');
    function = colon ? colon + 1 : function;
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
        size_t n = strlen(before[i]);
        if (strncmp(function, before[i], n) == 0 && g_str_has_prefix(function + n, "sys_"))
            return function + n;
    }
    return function;
}

/* Of the spellings of one definition the one that knows more of its arguments. */
static bool is_better(const struct place_site *site, const struct place_site *than)
{
    return !than || site->reach->len > than->reach->len;
}

struct place_site *sites_implementation(struct sites *sites, const char *interface, const char *symbol)
{
    struct place_site *found = NULL;
    for (unsigned i = 0; i < sites->serving->len; i++) {
        struct place_site *site = sites->serving->pdata[i];
        if (!g_str_equal(site->interface, interface) ||
            (symbol && !g_str_equal(stem_of(site->function), stem_of(symbol))))
            continue;
        if (found && (site->file != found->file || !g_str_equal(stem_of(site->function), stem_of(found->function))))
            return NULL;
        found = is_better(site, found) ? site : found;
    }
    return found;
}
