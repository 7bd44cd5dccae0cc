#include "facts/numbers.h"

#include "facts/collector.h"

static bool number_on(const struct catalogue_spelling *spelling, const char *abi, int64_t *ret_number)
{
    for (guint i = 0; i < spelling->numbers->len; i++) {
        const struct catalogue_number *number = &g_array_index(spelling->numbers, struct catalogue_number, i);
        if (!g_str_equal(number->abi, abi))
            continue;
        *ret_number = number->number;
        return true;
    }
    return false;
}

bool numbers_of(const struct interface *interface, const char *abi, int64_t *ret_number)
{
    for (guint i = 0; i < interface->spellings->len; i++) {
        const struct catalogue_spelling *spelling = &g_array_index(interface->spellings, struct catalogue_spelling, i);
        if (spelling->kind == SPELLING_SYSCALL && number_on(spelling, abi, ret_number))
            return true;
    }
    return false;
}

/* The tables that people mix up, first of all. */
static const char *const relatives[] = {"i386", "x86_64", "x32", "arm64"};

const char *numbers_foreign(const struct interface *interface, const char *abi, int64_t number)
{
    int64_t there;
    for (unsigned i = 0; i < G_N_ELEMENTS(relatives); i++)
        if (!g_str_equal(relatives[i], abi) && numbers_of(interface, relatives[i], &there) && there == number)
            return relatives[i];
    for (guint i = 0; i < interface->spellings->len; i++) {
        const GArray *numbers = g_array_index(interface->spellings, struct catalogue_spelling, i).numbers;
        for (guint n = 0; numbers && n < numbers->len; n++) {
            const struct catalogue_number *row = &g_array_index(numbers, struct catalogue_number, n);
            if (row->number == number && !g_str_equal(row->abi, abi) && !g_str_equal(row->abi, "*"))
                return row->abi;
        }
    }
    return NULL;
}

static const struct catalogue_spelling *numbered_spelling(const struct interface *interface)
{
    for (guint i = 0; i < interface->spellings->len; i++) {
        const struct catalogue_spelling *spelling = &g_array_index(interface->spellings, struct catalogue_spelling, i);
        if (spelling->kind == SPELLING_SYSCALL && spelling->numbers->len)
            return spelling;
    }
    return NULL;
}

static unsigned farness(const char *abi)
{
    unsigned i = 0;
    while (i < G_N_ELEMENTS(relatives) && !g_str_equal(relatives[i], abi))
        i++;
    return i;
}

/* 381 is pkey_alloc on i386 and pkey_mprotect on m68k: what is nearer was meant. */
static void keep_nearest(GArray *found, guint first)
{
    unsigned least = G_MAXUINT;
    for (guint i = first; i < found->len; i++)
        least = MIN(least, farness(g_array_index(found, struct number_candidate, i).foreign_abi));
    for (guint i = found->len; i-- > first;)
        if (farness(g_array_index(found, struct number_candidate, i).foreign_abi) > least)
            g_array_remove_index(found, i);
}

static void add_candidates(struct collector *c, const struct ir_function *function, uint32_t index, int64_t number,
                           GArray *found)
{
    const GPtrArray *interfaces = catalogue_interfaces(c->catalogue);
    guint first = found->len;
    for (guint i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        const struct catalogue_spelling *spelling = numbered_spelling(interface);
        const char *foreign = spelling ? numbers_foreign(interface, c->abi, number) : NULL;
        if (!foreign)
            continue;
        struct catalogue_match match = {interface, spelling};
        const char *text = collector_text(function, ir_inst_at(function, index), 0);
        struct use use = collector_use(c, function, index, &match, text ? text : spelling->name);
        use.number = number;
        use.by_number = true;
        g_array_append_val(found, ((struct number_candidate){use, foreign}));
    }
    keep_nearest(found, first);
}

static void inspect_call(struct collector *c, const struct ir_function *function, uint32_t index, GArray *found)
{
    const struct ir_inst *call = ir_inst_at(function, index);
    const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(c->unit, function, call) : NULL;
    int64_t number;
    if (!callee || !g_str_equal(callee->name, "syscall") || call->n_operands < 2 ||
        !constants_number(body_constants(collector_body(c, function)), ir_operand(function, call, 1), &number))
        return;
    g_autofree char *name = collector_number_name(collector_text(function, call, 0));
    bool named = name && catalogue_by_name(c->catalogue, SPELLING_SYSCALL, name)->len;
    if (!named && !catalogue_by_number(c->catalogue, SPELLING_SYSCALL, c->abi, number)->len)
        add_candidates(c, function, index, number, found);
}

GArray *numbers_find(const struct ir_unit *unit, const struct catalogue *catalogue)
{
    struct collector c = {.unit = unit, .catalogue = catalogue, .abi = catalogue_abi(unit->target ? unit->target : "")};
    c.bodies = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)body_free);
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct number_candidate));
    for (guint f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        for (uint32_t i = 0; i < function->insts->len; i++)
            inspect_call(&c, function, i, found);
    }
    g_hash_table_unref(c.bodies);
    return found;
}
