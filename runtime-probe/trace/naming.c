#include "trace/naming.h"

#include <string.h>

struct probed {
    const struct interface *interface;
    enum event_abi abi;
    bool has_option; /* only calls whose first argument is `option` */
    uint64_t option;
};

struct naming {
    const struct catalogue *catalogue;
    GHashTable *symbols; /* name → GArray of struct probed */
};

/* "x86_64 x32" or "*" serve several; what event.h has no word for (arm64) is unknown too. */
static enum event_abi only_abi(const char *words)
{
    int abi = event_abi_parse(words);
    return abi < 0 ? EVENT_ABI_UNKNOWN : (enum event_abi)abi;
}

static void add_probe(struct naming *naming, const struct interface *interface, const struct catalogue_probe *probe)
{
    struct probed probed = {.interface = interface, .abi = only_abi(probe->abi)};
    if (probe->filter && g_str_has_prefix(probe->filter, "nr=="))
        return;
    if (probe->filter && g_str_has_prefix(probe->filter, "option==")) {
        probed.has_option = true;
        probed.option = g_ascii_strtoull(probe->filter + strlen("option=="), NULL, 0);
    }
    GArray *all = g_hash_table_lookup(naming->symbols, probe->symbol);
    if (!all) {
        all = g_array_new(FALSE, FALSE, sizeof(struct probed));
        g_hash_table_insert(naming->symbols, (gpointer)probe->symbol, all);
    } else if (g_array_index(all, struct probed, 0).abi != probed.abi) {
        probed.abi = g_array_index(all, struct probed, 0).abi = EVENT_ABI_UNKNOWN;
    }
    g_array_append_val(all, probed);
}

struct naming *naming_new(const struct catalogue *catalogue)
{
    struct naming *naming = g_new(struct naming, 1);
    naming->catalogue = catalogue;
    naming->symbols = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    const GPtrArray *all = catalogue_interfaces(catalogue);
    for (unsigned i = 0; i < all->len; i++) {
        const struct interface *interface = all->pdata[i];
        for (unsigned k = 0; k < interface->probes->len; k++)
            add_probe(naming, interface, &g_array_index(interface->probes, struct catalogue_probe, k));
    }
    return naming;
}

void naming_free(struct naming *naming)
{
    g_hash_table_unref(naming->symbols);
    g_free(naming);
}

/* Accessors (fork, signal) help to understand the code; a trace is of what the rules are about. */
static bool only_match(const GPtrArray *matches, enum event_abi abi, unsigned behind, struct named *ret_named)
{
    const struct catalogue_match *match = matches->len ? matches->pdata[0] : NULL;
    if (!match || match->interface->accessor)
        return false;
    *ret_named = (struct named){match->interface, match->spelling->arguments, behind, abi};
    return true;
}

/* prctl is a row per option; options have the same numbers on every ABI. */
static bool prctl_option(const struct naming *naming, enum event_abi abi, uint64_t option, struct named *ret_named)
{
    const GPtrArray *rows = catalogue_by_number(naming->catalogue, SPELLING_PRCTL, "x86_64", (int64_t)option);
    return only_match(rows, abi, 1, ret_named);
}

/* asm/unistd.h: prctl. */
static bool is_prctl(enum event_abi abi, int64_t number)
{
    return (abi == EVENT_X86_64 && number == 157) || (abi == EVENT_I386 && number == 172) ||
           (abi == EVENT_X32 && number == (0x40000000 | 157));
}

bool naming_number(const struct naming *naming, enum event_abi abi, int64_t number, uint64_t first,
                   struct named *ret_named)
{
    if (abi == EVENT_ABI_UNKNOWN)
        return false;
    if (is_prctl(abi, number))
        return prctl_option(naming, abi, first, ret_named);
    const GPtrArray *rows = catalogue_by_number(naming->catalogue, SPELLING_SYSCALL, event_abi_name(abi), number);
    return only_match(rows, abi, 0, ret_named);
}

bool naming_syscall(const struct naming *naming, const char *name, uint64_t first, struct named *ret_named)
{
    if (strcmp(name, "prctl") == 0)
        return prctl_option(naming, EVENT_ABI_UNKNOWN, first, ret_named);
    return only_match(catalogue_by_name(naming->catalogue, SPELLING_SYSCALL, name), EVENT_ABI_UNKNOWN, 0, ret_named);
}

bool naming_symbol(const struct naming *naming, const char *symbol, uint64_t first, struct named *ret_named)
{
    const GArray *all = g_hash_table_lookup(naming->symbols, symbol);
    for (unsigned i = 0; all && i < all->len; i++) {
        const struct probed *probed = &g_array_index(all, struct probed, i);
        if (probed->has_option && probed->option != first)
            continue;
        *ret_named = (struct named){probed->interface, NULL, probed->has_option ? 1 : 0, probed->abi};
        return true;
    }
    return false;
}

void naming_arguments(const struct named *named, const uint64_t *values, const bool *is_known, unsigned n,
                      struct event *ret_event)
{
    unsigned own = named->interface->args->len, given = n > named->behind ? n - named->behind : 0;
    ret_event->n_arguments = MIN(named->positions ? own : MAX(own, given), EVENT_ARGUMENTS);
    for (unsigned i = 0; i < ret_event->n_arguments; i++) {
        int at = named->positions ? named->positions[i] : (int)i;
        unsigned from = at < 0 ? n : (unsigned)at + named->behind;
        struct event_argument *argument = &ret_event->arguments[i];
        *argument = (struct event_argument){.name = naming_argument(named->interface, i)};
        argument->is_known = from < n && is_known[from];
        argument->value = argument->is_known ? values[from] : 0;
    }
}

int64_t naming_number_of(const struct interface *interface, enum event_abi abi)
{
    for (unsigned i = 0; i < interface->spellings->len; i++) {
        const struct catalogue_spelling *spelling = &g_array_index(interface->spellings, struct catalogue_spelling, i);
        if (spelling->kind != SPELLING_SYSCALL || !spelling->numbers)
            continue;
        for (unsigned k = 0; k < spelling->numbers->len; k++) {
            const struct catalogue_number *number = &g_array_index(spelling->numbers, struct catalogue_number, k);
            if (strcmp(number->abi, event_abi_name(abi)) == 0)
                return number->number;
        }
    }
    return -1;
}

const char *naming_argument(const struct interface *interface, unsigned index)
{
    static const char *const behind[EVENT_ARGUMENTS] = {"arg1", "arg2", "arg3", "arg4", "arg5", "arg6"};
    if (interface && index < interface->args->len)
        return ((const struct catalogue_argument *)interface->args->pdata[index])->name;
    return index < EVENT_ARGUMENTS ? behind[index] : "";
}
