#include "ir/access.h"
#include "ir/names_p.h"
#include "ir/ops_p.h"
#include "ir/print_p.h"

#include <string.h>

const char *const ir_mention_words[IR_N_MENTION_KINDS] = {"macro", "flag", "skipped", "text", "asm", "missing"};

static void print_numbered(const struct ir_printer *p, const char *name, const uint32_t *ordinals, uint32_t i)
{
    ir_print_name(p->out, name);
    if (ordinals && ordinals[i] > 1)
        g_string_append_printf(p->out, "#%u", ordinals[i]);
}

void ir_print_symbol_name(const struct ir_printer *p, ir_id symbol)
{
    g_string_append_c(p->out, '@');
    print_numbered(p, ir_symbol_at(p->unit, symbol)->name, p->symbol_ordinals, symbol);
}

void ir_print_local_name(const struct ir_printer *p, uint32_t local)
{
    print_numbered(p, g_array_index(p->function->locals, struct ir_local, local).name, p->local_ordinals, local);
}

void ir_print_block_name(const struct ir_printer *p, uint32_t block)
{
    print_numbered(p, ir_block_at(p->function, block)->name, p->block_ordinals, block);
}

/* `5`, `5:u64`, `PROT_READ(1)`; the type only when it is not the expected one. */
static void print_const(const struct ir_printer *p, const struct ir_inst *inst, ir_id id)
{
    const struct ir_const *value = &g_array_index(p->unit->consts, struct ir_const, id);
    const struct ir_type *type = ir_type_at(p->unit, value->type);
    ir_id usual = ir_usual_const_type(p->unit, inst);
    if (value->name) {
        ir_print_name(p->out, value->name);
        g_string_append_c(p->out, '(');
    }
    if (type->kind == IR_TYPE_INT && type->is_signed)
        g_string_append_printf(p->out, "%" G_GINT64_FORMAT, value->value);
    else
        g_string_append_printf(p->out, "%" G_GUINT64_FORMAT, (guint64)value->value);
    g_string_append(p->out, value->name ? ")" : "");
    const char *text = ir_type_text(p->names, value->type);
    if (!g_str_equal(text, usual == IR_NONE ? "i32" : ir_type_text(p->names, usual)))
        g_string_append_printf(p->out, ":%s", text);
}

static void print_ref(const struct ir_printer *p, const struct ir_inst *inst, struct ir_ref ref, bool is_target)
{
    switch ((enum ir_ref_kind)ref.kind) {
    case IR_REF_TEMP:
        g_string_append_printf(p->out, "%%%u", ref.index);
        break;
    case IR_REF_CONST:
        print_const(p, inst, ref.index);
        break;
    case IR_REF_LOCAL:
        g_string_append_c(p->out, '&');
        ir_print_local_name(p, ref.index);
        break;
    case IR_REF_SYMBOL:
        ir_print_symbol_name(p, ref.index);
        break;
    case IR_REF_STRING:
        ir_print_quoted(p->out, g_array_index(p->unit->literals, const char *, ref.index), '"');
        break;
    case IR_REF_BLOCK:
        g_string_append(p->out, is_target ? "" : "&&");
        ir_print_block_name(p, ref.index);
        break;
    case IR_REF_NONE:
        break;
    }
}

static void print_operands(const struct ir_printer *p, const struct ir_inst *inst, uint32_t from)
{
    uint32_t first, end;
    ir_target_range(p->function, inst, &first, &end);
    for (uint32_t i = from; i < inst->n_operands; i++) {
        g_string_append(p->out, i > from ? ", " : "");
        print_ref(p, inst, ir_operand(p->function, inst, i), i >= first && i < end);
    }
}

static void print_phi(const struct ir_printer *p, const struct ir_inst *inst)
{
    g_string_append(p->out, " [");
    for (uint32_t i = 0; i < inst->n_operands; i += 2) {
        g_string_append(p->out, i ? ", " : "");
        print_ref(p, inst, ir_operand(p->function, inst, i), true);
        g_string_append(p->out, ": ");
        print_ref(p, inst, ir_operand(p->function, inst, i + 1), false);
    }
    g_string_append_c(p->out, ']');
}

/* The high end of a case is dropped when it says the same as the low end. */
static void print_case(const struct ir_printer *p, const struct ir_inst *inst, uint32_t i)
{
    gsize before = p->out->len;
    print_ref(p, inst, ir_operand(p->function, inst, i), false);
    gsize between = p->out->len;
    g_string_append(p->out, " to ");
    print_ref(p, inst, ir_operand(p->function, inst, i + 1), false);
    g_autofree char *low = g_strndup(p->out->str + before, between - before);
    if (g_str_equal(low, p->out->str + between + strlen(" to ")))
        g_string_truncate(p->out, between);
    g_string_append(p->out, " -> ");
    print_ref(p, inst, ir_operand(p->function, inst, i + 2), true);
}

static void print_switch(const struct ir_printer *p, const struct ir_inst *inst)
{
    g_string_append_c(p->out, ' ');
    print_ref(p, inst, ir_operand(p->function, inst, 0), false);
    g_string_append(p->out, ", ");
    print_ref(p, inst, ir_operand(p->function, inst, 1), true);
    g_string_append(p->out, " [");
    for (uint32_t i = 2; i < inst->n_operands; i += 3) {
        g_string_append(p->out, i > 2 ? ", " : "");
        print_case(p, inst, i);
    }
    g_string_append_c(p->out, ']');
}

static void print_texts(const struct ir_printer *p, const GArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        g_string_append(p->out, i ? ", " : "");
        ir_print_quoted(p->out, g_array_index(texts, const char *, i), '"');
    }
}

static void print_call(const struct ir_printer *p, const struct ir_inst *inst)
{
    g_string_append_c(p->out, ' ');
    print_ref(p, inst, ir_operand(p->function, inst, 0), false);
    g_string_append_c(p->out, '(');
    print_operands(p, inst, 1);
    g_string_append_c(p->out, ')');
    const GArray *texts = g_array_index(p->function->calls, struct ir_call, inst->aux).texts;
    if (texts->len == 0)
        return;
    g_string_append(p->out, " texts(");
    print_texts(p, texts);
    g_string_append_c(p->out, ')');
}

static void print_asm_operands(const struct ir_printer *p, const struct ir_inst *inst, uint32_t from, uint32_t to)
{
    const struct ir_asm *code = &g_array_index(p->function->asms, struct ir_asm, inst->aux);
    uint32_t first = inst->op == IR_ASMGOTO ? 1 + code->n_labels : 0;
    for (uint32_t i = from; i < to; i++) {
        g_string_append(p->out, i > from ? ", " : "");
        ir_print_quoted(p->out, g_array_index(code->constraints, const char *, i), '"');
        g_string_append_c(p->out, ' ');
        print_ref(p, inst, ir_operand(p->function, inst, first + i), false);
    }
}

/* As in C, with ; between: (outputs; inputs; clobbers; where it goes on, labels). */
static void print_asm(const struct ir_printer *p, const struct ir_inst *inst)
{
    const struct ir_asm *code = &g_array_index(p->function->asms, struct ir_asm, inst->aux);
    g_string_append_c(p->out, ' ');
    ir_print_quoted(p->out, code->template, '"');
    g_string_append(p->out, " (");
    print_asm_operands(p, inst, 0, code->n_outputs);
    g_string_append(p->out, "; ");
    print_asm_operands(p, inst, code->n_outputs, code->constraints->len);
    g_string_append(p->out, "; ");
    print_texts(p, code->clobbers);
    for (uint32_t i = 0; inst->op == IR_ASMGOTO && i <= code->n_labels; i++) {
        g_string_append(p->out, i ? ", " : "; ");
        print_ref(p, inst, ir_operand(p->function, inst, i), true);
    }
    g_string_append_c(p->out, ')');
}

static void print_unknown(const struct ir_printer *p, const struct ir_inst *inst)
{
    g_string_append_c(p->out, ' ');
    ir_print_quoted(p->out, g_array_index(p->unit->literals, const char *, inst->aux), '"');
    g_string_append(p->out, " (");
    print_operands(p, inst, 0);
    g_string_append_c(p->out, ')');
}

/* By name, or by number where the name does not tell which one. */
static void print_field(const struct ir_printer *p, const struct ir_inst *inst)
{
    const struct ir_type *record = ir_record_pointed_to(p->unit, p->function, ir_operand(p->function, inst, 0));
    g_string_append_c(p->out, ' ');
    print_operands(p, inst, 0);
    g_string_append(p->out, ", ");
    if (ir_find_field(record, g_array_index(record->fields, struct ir_field, inst->aux).name) == inst->aux)
        ir_print_name(p->out, g_array_index(record->fields, struct ir_field, inst->aux).name);
    else
        g_string_append_printf(p->out, "%u", inst->aux);
}

static void print_rest(const struct ir_printer *p, const struct ir_inst *inst)
{
    switch ((enum ir_op)inst->op) {
    case IR_FIELD:
        print_field(p, inst);
        break;
    case IR_PHI:
        print_phi(p, inst);
        break;
    case IR_SWITCH:
        print_switch(p, inst);
        break;
    case IR_CALL:
        print_call(p, inst);
        break;
    case IR_ASM:
    case IR_ASMGOTO:
        print_asm(p, inst);
        break;
    case IR_UNKNOWN:
        print_unknown(p, inst);
        break;
    default:
        g_string_append(p->out, inst->n_operands ? " " : "");
        print_operands(p, inst, 0);
    }
}

void ir_print_inst(const struct ir_printer *p, uint32_t index)
{
    const struct ir_inst *inst = ir_inst_at(p->function, index);
    bool shows_type = ir_op_shows_type(inst->op);
    g_string_append(p->out, "  ");
    if (ir_inst_is_value(p->unit, inst))
        g_string_append_printf(p->out, "%%%u = ", index);
    g_string_append(p->out, ir_op_name(inst->op));
    g_string_append(p->out, inst->is_volatile ? " volatile" : "");
    g_string_append(p->out, inst->is_atomic ? " atomic" : "");
    g_string_append(p->out, inst->is_cast_to_void ? " dropped" : "");
    if (shows_type)
        g_string_append_printf(p->out, " %s", ir_type_text(p->names, inst->type));
    if (ir_op_aux(inst->op) == IR_AUX_TYPE)
        g_string_append_printf(p->out, " (%s)", ir_type_text(p->names, inst->aux));
    print_rest(p, inst);
    if (!shows_type && inst->type != 0)
        g_string_append_printf(p->out, " type %s", ir_type_text(p->names, inst->type));
    ir_print_loc(p, inst->loc);
    g_string_append_c(p->out, '\n');
}
