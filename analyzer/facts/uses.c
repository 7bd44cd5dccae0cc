#include "facts/uses.h"

#include <string.h>

#include "facts/assembly.h"
#include "facts/finders.h"

static const char *file_of(const struct ir_unit *unit, const struct ir_loc *loc)
{
    return loc->file < unit->files->len ? g_array_index(unit->files, const char *, loc->file) : "";
}

/* The main file first, then headers by path; then by place. */
static int order_uses(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct ir_unit *unit = data;
    const struct use *x = a, *y = b;
    const struct ir_loc *p = ir_loc_at(unit, x->loc), *q = ir_loc_at(unit, y->loc);
    const char *f = file_of(unit, p), *g = file_of(unit, q);
    bool main_x = g_str_equal(f, unit->main_file), main_y = g_str_equal(g, unit->main_file);
    if (main_x != main_y)
        return main_x ? -1 : 1;
    int order = strcmp(f, g);
    if (!order)
        order = (p->line > q->line) - (p->line < q->line);
    if (!order)
        order = (p->col > q->col) - (p->col < q->col);
    if (!order)
        order = (x->inst > y->inst) - (x->inst < y->inst);
    return order ? order : strcmp(x->interface->name, y->interface->name);
}

/* An intrinsic's own body in the compiler's header is no second use of it. */
static bool is_intrinsic_body(const struct collector *c, const struct ir_function *function)
{
    const char *name = ir_function_name(c->unit, function);
    return function->in_header && catalogue_by_name(c->catalogue, SPELLING_INTRINSIC, name)->len > 0;
}

static void collect_function(struct collector *c, const struct ir_function *function)
{
    collect_definition(c, function);
    if (is_intrinsic_body(c, function))
        return;
    collect_calls(c, function);
    collect_asm(c, function);
    collect_references(c, function);
    collect_literals(c, function);
    collect_enumerators(c, function);
}

static bool is_same(const struct use *a, const struct use *b)
{
    return a->interface == b->interface && a->function == b->function && a->loc == b->loc && a->inst == b->inst &&
           a->is_reference == b->is_reference;
}

static void drop_doubles(GArray *uses)
{
    guint kept = 0;
    for (guint i = 0; i < uses->len; i++) {
        struct use use = g_array_index(uses, struct use, i);
        if (kept && is_same(&g_array_index(uses, struct use, kept - 1), &use))
            continue;
        g_array_index(uses, struct use, kept++) = use;
    }
    g_array_set_size(uses, kept);
}

void collector_settle(struct collector *c)
{
    g_array_sort_with_data(c->uses, order_uses, (gpointer)(uintptr_t)c->unit);
    drop_doubles(c->uses);
}

GArray *uses_find(const struct ir_unit *unit, const struct catalogue *catalogue)
{
    struct collector c = {.unit = unit, .catalogue = catalogue, .abi = catalogue_abi(unit->target ? unit->target : "")};
    c.uses = g_array_new(FALSE, FALSE, sizeof(struct use));
    c.bodies = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)body_free);
    for (guint f = 0; f < unit->functions->len; f++)
        collect_function(&c, g_ptr_array_index(unit->functions, f));
    collect_indirect(&c);
    collect_mentions(&c);
    g_hash_table_unref(c.bodies);
    collector_settle(&c);
    return c.uses;
}

void uses_leave_out(GArray *uses, const char *const *families)
{
    guint kept = 0;
    for (guint i = 0; families && i < uses->len; i++) {
        struct use use = g_array_index(uses, struct use, i);
        if (!g_strv_contains(families, use.interface->family))
            g_array_index(uses, struct use, kept++) = use;
    }
    if (families)
        g_array_set_size(uses, kept);
}

/* Arguments in front of the interface's own: the number of syscall(), the option of prctl(). */
static uint32_t leading(const struct use *use)
{
    return use->spelling->kind == SPELLING_SYSCALL || use->spelling->kind == SPELLING_PRCTL;
}

static struct ir_ref asm_argument(const struct use *use, const struct ir_inst *inst, unsigned place)
{
    if (use->spelling->kind != SPELLING_SYSCALL)
        return (struct ir_ref){.kind = IR_REF_NONE};
    return assembly_input(use->function, inst, assembly_register(use->abi, place));
}

struct ir_ref use_argument(const struct use *use, unsigned i, const char **ret_text)
{
    struct ir_ref none = {.kind = IR_REF_NONE};
    if (ret_text)
        *ret_text = NULL;
    if (use->inst == IR_NONE || use->is_reference || i >= use->interface->args->len || use->spelling->arguments[i] < 0)
        return none;
    uint32_t place = (uint32_t)use->spelling->arguments[i];
    const struct ir_inst *inst = ir_inst_at(use->function, use->inst);
    if (inst->op == IR_ASM || inst->op == IR_ASMGOTO)
        return asm_argument(use, inst, place);
    place += leading(use);
    if (inst->op != IR_CALL || place + 1 >= inst->n_operands)
        return none;
    if (ret_text)
        *ret_text = collector_text(use->function, inst, place);
    return ir_operand(use->function, inst, place + 1);
}

char *use_value(const struct ir_unit *unit, const struct use *use, struct ir_ref ref)
{
    int64_t value;
    if (ref.kind == IR_REF_NONE || !ir_fold(unit, use->function, ref, &value))
        return NULL;
    ir_id type = ir_ref_type(unit, use->function, ref);
    bool is_unsigned = type != IR_NONE && ir_type_at(unit, type)->kind == IR_TYPE_INT && !ir_type_at(unit, type)->is_signed;
    return is_unsigned ? g_strdup_printf("%" G_GUINT64_FORMAT, (uint64_t)value)
                       : g_strdup_printf("%" G_GINT64_FORMAT, value);
}

int use_role(const struct use *use, enum argument_role role)
{
    for (guint i = 0; i < use->interface->args->len; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(use->interface->args, i);
        if (argument->role == role)
            return (int)i;
    }
    return -1;
}
