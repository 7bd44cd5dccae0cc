/* Uses that are no instruction: constants, compiler flags, text that the build leaves out, and text that the parser
 * lost. */
#include "facts/finders.h"

#include <string.h>

static struct use mention_use(const struct collector *c, const struct ir_mention *mention,
                              const struct catalogue_match *match)
{
    return (struct use){
        .interface = match->interface,
        .spelling = match->spelling,
        .inst = IR_NONE,
        .loc = mention->loc,
        .abi = c->abi,
        .name = mention->name,
        .is_skipped_text = mention->kind == IR_MENTION_SKIPPED,
        .is_lost_text = mention->kind == IR_MENTION_TEXT || mention->kind == IR_MENTION_ASM,
        .around = mention->function,
    };
}

static bool is_beside(const struct collector *c, struct use use)
{
    const struct ir_loc *loc = ir_loc_at(c->unit, use.loc);
    for (guint i = 0; i < c->uses->len; i++) {
        const struct use *other = &g_array_index(c->uses, struct use, i);
        const struct ir_loc *there = ir_loc_at(c->unit, other->loc);
        if (other->interface == use.interface && there->file == loc->file && there->line == loc->line &&
            (other->inst != IR_NONE || there->col == loc->col))
            return true;
    }
    return false;
}

static const struct ir_function *function_named(const struct ir_unit *unit, const char *name)
{
    for (guint f = 0; name && *name && f < unit->functions->len; f++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, f);
        if (g_str_equal(ir_function_name(unit, function), name))
            return function;
    }
    return NULL;
}

static void add_matches(struct collector *c, const struct ir_mention *mention, enum spelling_kind kind,
                        const char *name)
{
    const GPtrArray *matches = catalogue_by_name(c->catalogue, kind, name);
    for (guint i = 0; i < matches->len; i++) {
        struct use use = mention_use(c, mention, g_ptr_array_index(matches, i));
        use.function = function_named(c->unit, mention->function);
        if (collector_on_side(c, use.spelling) && !is_beside(c, use))
            collector_add(c, use);
    }
}

/* A flag's spelling may end in *, for what is stuck to it. */
static bool is_flag(const char *pattern, const char *flag)
{
    size_t n = strlen(pattern);
    if (n && pattern[n - 1] == '*')
        return strncmp(pattern, flag, n - 1) == 0;
    return g_str_equal(pattern, flag);
}

static void collect_flag(struct collector *c, const struct ir_mention *mention)
{
    const GPtrArray *flags = catalogue_by_kind(c->catalogue, SPELLING_FLAG);
    for (guint i = 0; i < flags->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(flags, i);
        if (is_flag(match->spelling->name, mention->name) && collector_on_side(c, match->spelling))
            collector_add(c, mention_use(c, mention, match));
    }
}

/* Text that is left out has been only lexed: every kind of name may stand there. */
static void collect_skipped(struct collector *c, const struct ir_mention *mention)
{
    static const enum spelling_kind kinds[] = {SPELLING_CALL, SPELLING_INTRINSIC, SPELLING_PRCTL, SPELLING_CONSTANT,
                                               SPELLING_ASM};
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++)
        add_matches(c, mention, kinds[k], mention->name);
    g_autofree char *name = collector_number_name(mention->name);
    if (name)
        add_matches(c, mention, SPELLING_SYSCALL, name);
}

/* Of namesakes the first one that counts on this side: what else tells them apart has been lost. */
static void add_lost(struct collector *c, const struct ir_mention *mention, enum spelling_kind kind, const char *name)
{
    guint before = c->uses->len;
    add_matches(c, mention, kind, name);
    if (c->uses->len > before + 1)
        g_array_set_size(c->uses, before + 1);
}

static void collect_lost(struct collector *c, const struct ir_mention *mention)
{
    static const enum spelling_kind kinds[] = {SPELLING_CALL, SPELLING_INTRINSIC, SPELLING_PRCTL};
    guint before = c->uses->len;
    for (unsigned k = 0; k < G_N_ELEMENTS(kinds) && c->uses->len == before; k++)
        add_lost(c, mention, kinds[k], mention->name);
    g_autofree char *name = collector_number_name(mention->name);
    if (name && c->uses->len == before)
        add_lost(c, mention, SPELLING_SYSCALL, name);
}

static void collect_lost_asm(struct collector *c, const struct ir_mention *mention)
{
    struct collector found = *c;
    g_autoptr(GArray) uses = g_array_new(FALSE, FALSE, sizeof(struct use));
    found.uses = uses;
    struct use use = {.inst = IR_NONE, .loc = mention->loc, .abi = c->abi, .around = mention->function};
    use.function = function_named(c->unit, mention->function);
    use.is_lost_text = true;
    collect_asm_text(&found, &use, mention->name);
    for (guint i = 0; i < uses->len; i++)
        if (!is_beside(c, g_array_index(uses, struct use, i)))
            collector_add(c, g_array_index(uses, struct use, i));
}

/* System call numbers by themselves (in a table of names, say) are no site; constants of a signal or a register are. */
void collect_mentions(struct collector *c)
{
    for (guint i = 0; i < c->unit->mentions->len; i++) {
        const struct ir_mention *mention = &g_array_index(c->unit->mentions, struct ir_mention, i);
        if (mention->kind == IR_MENTION_FLAG)
            collect_flag(c, mention);
        else if (mention->kind == IR_MENTION_SKIPPED)
            collect_skipped(c, mention);
        else if (mention->kind == IR_MENTION_TEXT)
            collect_lost(c, mention);
        else if (mention->kind == IR_MENTION_ASM)
            collect_lost_asm(c, mention);
        else if (mention->kind == IR_MENTION_MACRO)
            add_matches(c, mention, SPELLING_CONSTANT, mention->name);
    }
}

static bool is_mentioned(const struct ir_unit *unit, const char *name)
{
    for (guint i = 0; i < unit->mentions->len; i++)
        if (g_str_equal(g_array_index(unit->mentions, struct ir_mention, i).name, name))
            return true;
    return false;
}

/* Headers may write such a constant as an enumerator. The operands of a switch stand at its head; glibc's
 * bits/siginfo-consts.h has a macro of the same name beside each enumerator, whose mention knows the label's own line.
 */
void collect_enumerators(struct collector *c, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(function, inst, o);
            const char *name =
                ref.kind == IR_REF_CONST ? g_array_index(c->unit->consts, struct ir_const, ref.index).name : NULL;
            if (name && inst->op == IR_SWITCH && is_mentioned(c->unit, name))
                continue;
            const GPtrArray *matches = name ? catalogue_by_name(c->catalogue, SPELLING_CONSTANT, name) : NULL;
            for (guint m = 0; matches && m < matches->len; m++)
                collector_add(c, collector_use(c, function, i, g_ptr_array_index(matches, m), name));
        }
    }
}
