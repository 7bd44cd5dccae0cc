/* Uses that are calls: by a catalogued name, through syscall() and through prctl(). */
#include "facts/finders.h"

#include <string.h>

/* Functions whose first argument is a system call number: POSIX-like libraries' syscall(2), and musl's internal ones.
 */
static bool is_syscall_function(const char *name)
{
    if (g_str_equal(name, "syscall"))
        return true;
    if (!g_str_has_prefix(name, "__syscall"))
        return false;
    const char *rest = name + strlen("__syscall");
    return *rest == '\0' || g_str_equal(rest, "_cp") || (rest[0] >= '1' && rest[0] <= '6' && rest[1] == '\0');
}

static void collect_named(struct collector *c, const struct ir_function *function, uint32_t index, const char *name)
{
    static const enum spelling_kind kinds[] = {SPELLING_CALL, SPELLING_INTRINSIC};
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
        const GPtrArray *matches = catalogue_by_name(c->catalogue, kinds[k], name);
        for (guint i = 0; i < matches->len; i++) {
            const struct catalogue_match *match = g_ptr_array_index(matches, i);
            if (collector_fits(c, function, ir_inst_at(function, index), match))
                collector_add(c, collector_use(c, function, index, match, name));
        }
    }
}

/* True when at least one of the matches can be meant here; each becomes a use. */
static bool add_numbered(struct collector *c, const struct ir_function *function, uint32_t index,
                         const GPtrArray *matches, struct use facts)
{
    bool found = false;
    for (guint i = 0; i < matches->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(matches, i);
        if (!collector_on_side(c, match->spelling))
            continue;
        struct use use = collector_use(c, function, index, match, facts.name);
        use.number = facts.number;
        use.by_number = facts.by_number;
        collector_add(c, use);
        found = true;
    }
    return found;
}

/* The name decides before the number: a name with a wrong number is still meant as the name says. */
static void collect_numbered(struct collector *c, const struct ir_function *function, uint32_t index,
                             enum spelling_kind kind)
{
    const struct ir_inst *call = ir_inst_at(function, index);
    const char *text = collector_text(function, call, 0);
    struct use facts = {.name = text};
    bool known =
        constants_number(body_constants(collector_body(c, function)), ir_operand(function, call, 1), &facts.number);
    g_autofree char *name = kind == SPELLING_SYSCALL ? collector_number_name(text) : g_strdup(text);
    if (name && add_numbered(c, function, index, catalogue_by_name(c->catalogue, kind, name), facts))
        return;
    if (!known)
        return;
    const GPtrArray *matches = catalogue_by_number(c->catalogue, kind, c->abi, facts.number);
    if (!matches->len)
        return;
    facts.by_number = !name || kind == SPELLING_PRCTL;
    if (!facts.name)
        facts.name = ((struct catalogue_match *)g_ptr_array_index(matches, 0))->spelling->name;
    add_numbered(c, function, index, matches, facts);
}

void collect_calls(struct collector *c, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(c->unit, function, inst) : NULL;
        if (!callee)
            continue;
        collect_named(c, function, i, callee->name);
        if (inst->n_operands < 2)
            continue;
        if (is_syscall_function(callee->name))
            collect_numbered(c, function, i, SPELLING_SYSCALL);
        else if (g_str_equal(callee->name, "prctl"))
            collect_numbered(c, function, i, SPELLING_PRCTL);
    }
}
