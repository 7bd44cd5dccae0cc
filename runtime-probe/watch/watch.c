#include "watch/watch.h"

#include <string.h>

G_DEFINE_QUARK(watch_error, watch_error)

/* The ABIs of the machine that mpx-probe runs on, and the number of prctl in each: prctl(2)'s options are spelled in
 * the catalogue, the call itself is no interface. */
static const struct {
    const char *name;
    int64_t prctl;
} abis[] = {{"x86_64", 157}, {"x32", 0x40000000 + 157}, {"i386", 172}};

/* What a call does to the range that it is given, so that the probe can tell it from what others do. */
static const struct {
    const char *interface, *does;
} effects[] = {
    {"mprotect", "protect"}, {"pkey_mprotect", "protect"}, {"mmap", "map"}, {"munmap", "unmap"}, {"mremap", "move"}};

struct plan {
    GString *text;
    unsigned probes;
};

/* ---- spellings --------------------------------------------------------------------------------------------------- */

/* -1 where it has none. */
static int64_t number_of(const struct catalogue_spelling *spelling, const char *abi)
{
    for (unsigned i = 0; spelling->numbers && i < spelling->numbers->len; i++) {
        const struct catalogue_number *number = &g_array_index(spelling->numbers, struct catalogue_number, i);
        if (g_str_equal(number->abi, abi) || g_str_equal(number->abi, "*"))
            return number->number;
    }
    return -1;
}

static bool is_call(const struct catalogue_spelling *spelling)
{
    return spelling->kind == SPELLING_SYSCALL || spelling->kind == SPELLING_PRCTL;
}

/* The system call that the interface is on an ABI (i386 has its mmap2 where others have mmap): the first spelling with
 * a number there, else the first one, else NULL. */
static const struct catalogue_spelling *spelling_of(const struct interface *interface, const char *abi)
{
    const struct catalogue_spelling *first = NULL;
    for (unsigned i = 0; i < interface->spellings->len; i++) {
        const struct catalogue_spelling *spelling = &g_array_index(interface->spellings, struct catalogue_spelling, i);
        if (!is_call(spelling))
            continue;
        if (number_of(spelling, abi) >= 0)
            return spelling;
        first = first ? first : spelling;
    }
    return first;
}

/* The kernel symbols for an ABI, comma between; NULL when there is none. g_free. */
static char *symbols_of(const struct interface *interface, const char *abi)
{
    GString *symbols = g_string_new(NULL);
    for (unsigned i = 0; interface->probes && i < interface->probes->len; i++) {
        const struct catalogue_probe *probe = &g_array_index(interface->probes, struct catalogue_probe, i);
        if (g_str_equal(probe->abi, abi))
            g_string_append_printf(symbols, "%s%s", symbols->len ? "," : "", probe->symbol);
    }
    return g_string_free(symbols, symbols->len == 0);
}

/* ---- arguments --------------------------------------------------------------------------------------------------- */

static const struct catalogue_argument *argument_at(const struct interface *interface, unsigned i)
{
    return g_ptr_array_index(interface->args, i);
}

/* As many of the interface's arguments as a record has room for. */
static unsigned n_arguments(const struct interface *interface)
{
    return MIN(interface->args->len, 6);
}

/* `behind`: how many arguments of the system call stand before those that the spelling counts. */
static void add_positions(GString *text, const struct interface *interface, const struct catalogue_spelling *spelling,
                          int behind)
{
    for (unsigned i = 0; i < n_arguments(interface); i++) {
        int position = spelling->arguments[i] < 0 ? -1 : spelling->arguments[i] + behind;
        g_string_append(text, i ? "," : " args=");
        if (position < 0 || position > 5)
            g_string_append_c(text, '-');
        else
            g_string_append_printf(text, "%d", position);
    }
}

static int length_of(const struct interface *interface, unsigned address)
{
    for (unsigned i = 0; i < n_arguments(interface); i++)
        if (argument_at(interface, i)->length_of == (int)address)
            return (int)i;
    return -1;
}

static int with_role(const struct interface *interface, enum argument_role role)
{
    for (unsigned i = 0; i < n_arguments(interface); i++)
        if (argument_at(interface, i)->role == role)
            return (int)i;
    return -1;
}

/* What lies behind a pointer can be looked at only where it is known how long it is. */
static void add_pointee(GString *text, const struct interface *interface, unsigned i)
{
    const struct catalogue_argument *argument = argument_at(interface, i);
    const char *word = argument->pointee == POINTEE_RANGE ? "range" : "input";
    int length = length_of(interface, i);
    if (argument->pointee != POINTEE_RANGE && argument->pointee != POINTEE_INPUT)
        return;
    if (length >= 0)
        g_string_append_printf(text, " %s=%u:@%d", word, i, length);
    else if (argument->input_bytes)
        g_string_append_printf(text, " %s=%u:%u", word, i, argument->input_bytes);
    else
        return;
    if (argument->pointee == POINTEE_INPUT && argument->written_from >= 0)
        g_string_append_printf(text, " written=%u:%d-%d", i, argument->written_from, argument->written_to);
}

static void add_effect(GString *text, const struct interface *interface)
{
    static const struct {
        const char *word;
        enum argument_role role;
    } roles[] = {{"prot", ARGUMENT_PROT}, {"key", ARGUMENT_KEY}};
    const char *does = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(effects); i++)
        if (g_str_equal(effects[i].interface, interface->name))
            does = effects[i].does;
    if (!does)
        return;
    g_string_append_printf(text, " does=%s", does);
    for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
        if (with_role(interface, roles[i].role) >= 0)
            g_string_append_printf(text, " %s=%d", roles[i].word, with_role(interface, roles[i].role));
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static void add_call(struct plan *plan, const struct interface *interface, const struct catalogue_spelling *spelling,
                     size_t abi)
{
    bool is_option = spelling->kind == SPELLING_PRCTL;
    int64_t number = is_option ? abis[abi].prctl : number_of(spelling, abis[abi].name);
    g_autofree char *symbols = symbols_of(interface, abis[abi].name);
    if (!symbols)
        return;
    g_string_append_printf(plan->text, "call %u %s %s ", ++plan->probes, interface->name, abis[abi].name);
    if (number < 0)
        g_string_append_c(plan->text, '-');
    else
        g_string_append_printf(plan->text, "%" G_GINT64_FORMAT, number);
    g_string_append_printf(plan->text, " %s", symbols);
    if (n_arguments(interface))
        add_positions(plan->text, interface, spelling, is_option);
    if (is_option)
        g_string_append_printf(plan->text, " when=0:%" G_GINT64_FORMAT, number_of(spelling, abis[abi].name));
    for (unsigned i = 0; i < n_arguments(interface); i++)
        add_pointee(plan->text, interface, i);
    add_effect(plan->text, interface);
    g_string_append_c(plan->text, '\n');
}

static bool is_of_this_machine(const char *abi)
{
    for (size_t i = 0; i < G_N_ELEMENTS(abis); i++)
        if (g_str_equal(abi, abis[i].name))
            return true;
    return g_str_equal(abi, "*");
}

/* A kernel function that is no system call: what it is told is the probe's own knowledge. */
static void add_hooks(struct plan *plan, const struct interface *interface)
{
    for (unsigned i = 0; interface->probes && i < interface->probes->len; i++) {
        const struct catalogue_probe *probe = &g_array_index(interface->probes, struct catalogue_probe, i);
        if (is_of_this_machine(probe->abi))
            g_string_append_printf(plan->text, "hook %u %s %s\n", ++plan->probes, interface->name, probe->symbol);
    }
}

static void add_interface(struct plan *plan, const struct interface *interface)
{
    bool is_hook = true;
    for (size_t abi = 0; abi < G_N_ELEMENTS(abis); abi++) {
        const struct catalogue_spelling *spelling = spelling_of(interface, abis[abi].name);
        is_hook &= spelling == NULL;
        if (spelling)
            add_call(plan, interface, spelling, abi);
    }
    if (is_hook)
        add_hooks(plan, interface);
}

char *watch_plan(const struct catalogue *catalogue, const char *const *without, GError **error)
{
    const GPtrArray *interfaces = catalogue_interfaces(catalogue);
    struct plan plan = {.text = g_string_new("mpx-audit plan 1\n")};
    /* A header has room for 63 digits; these are plenty. */
    g_string_append_printf(plan.text, "catalogue %.32s\n", catalogue_digest(catalogue));
    for (unsigned i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        if (!without || !g_strv_contains(without, interface->family))
            add_interface(&plan, interface);
    }
    g_string_append(plan.text, "end\n");
    if (plan.probes == 0)
        g_set_error(error, WATCH_ERROR, 0, "no interface of these families can be watched");
    return g_string_free(plan.text, plan.probes == 0);
}
