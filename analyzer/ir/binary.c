/* An instruction's operands follow it, so that no offset into `operands` is stored.
 *
 *   "MPXI", u32 version, u32 hash of ops.def, u32 bytes that follow; unit (ir/codec.h)
 */
#include "ir/access.h"
#include "ir/binary.h"
#include "ir/codec_list.h"
#include "ir/ops_p.h"
#include "ir/text.h"
#include "ir/verify.h"

#include <string.h>

enum { VERSION = 1, HEADER = 16 };

/* IR_NONE is common: it is stored as 0. */
static void code_id(struct codec *c, ir_id *id)
{
    uint32_t shifted = *id + 1;
    code_u32(c, &shifted);
    *id = shifted - 1;
}

/* A new unit has some entries by itself. */
static void code_all(struct codec *c, GArray *table, codec_entry *code)
{
    if (!c->out)
        g_array_set_size(table, 0);
    code_table(c, table, code);
}

/* A table that may be missing. */
static void code_own_table(struct codec *c, GArray **table, guint size, codec_entry *code)
{
    bool is_there = *table != NULL;
    code_flags(c, FLAGS(&is_there));
    if (!is_there)
        return;
    if (!c->out)
        *table = g_array_new(FALSE, FALSE, size);
    code_all(c, *table, code);
}

static void code_text_entry(struct codec *c, gpointer entry)
{
    code_text(c, entry);
}

static void code_id_entry(struct codec *c, gpointer entry)
{
    code_id(c, entry);
}

static void code_loc(struct codec *c, gpointer entry)
{
    struct ir_loc *loc = entry;
    bool is_spelled_here =
        loc->file == loc->spelling_file && loc->line == loc->spelling_line && loc->col == loc->spelling_col;
    code_flags(c, FLAGS(&is_spelled_here));
    code_id(c, &loc->file);
    code_u32(c, &loc->line);
    code_u32(c, &loc->col);
    code_text(c, &loc->macro);
    if (!is_spelled_here) {
        code_id(c, &loc->spelling_file);
        code_u32(c, &loc->spelling_line);
        code_u32(c, &loc->spelling_col);
    } else if (!c->out) {
        loc->spelling_file = loc->file;
        loc->spelling_line = loc->line;
        loc->spelling_col = loc->col;
    }
}

static void code_field(struct codec *c, gpointer entry)
{
    struct ir_field *field = entry;
    code_text(c, &field->name);
    code_u32(c, &field->type);
    code_u64(c, &field->offset_bits);
    code_u32(c, &field->width_bits);
}

static void code_type(struct codec *c, gpointer entry)
{
    struct ir_type *type = entry;
    uint32_t kind = type->kind;
    code_u32(c, &kind);
    type->kind = kind;
    code_flags(c, FLAGS(&type->is_signed, &type->is_bool, &type->is_volatile, &type->is_const, &type->is_union,
                        &type->is_variadic, &type->is_public));
    code_u64(c, &type->size);
    code_u32(c, &type->align);
    code_text(c, &type->name);
    code_text(c, &type->tag);
    code_id(c, &type->target);
    code_u64(c, &type->count);
    code_own_table(c, &type->fields, sizeof(struct ir_field), code_field);
    code_own_table(c, &type->params, sizeof(ir_id), code_id_entry);
}

static void code_const(struct codec *c, gpointer entry)
{
    struct ir_const *value = entry;
    code_u32(c, &value->type);
    code_signed(c, &value->value);
    code_text(c, &value->name);
}

static void code_symbol(struct codec *c, gpointer entry)
{
    struct ir_symbol *symbol = entry;
    bool is_static = symbol->linkage == IR_STATIC;
    code_flags(c, FLAGS(&is_static, &symbol->is_function, &symbol->is_defined, &symbol->is_noreturn,
                        &symbol->is_thread_local, &symbol->is_weak));
    symbol->linkage = is_static ? IR_STATIC : IR_EXTERN;
    code_text(c, &symbol->name);
    code_u32(c, &symbol->type);
    code_u32(c, &symbol->loc);
    code_text(c, &symbol->section);
    code_u32(c, &symbol->align);
}

static void code_mention(struct codec *c, gpointer entry)
{
    struct ir_mention *mention = entry;
    uint32_t kind = mention->kind;
    code_u32(c, &kind);
    mention->kind = kind;
    code_text(c, &mention->name);
    code_u32(c, &mention->loc);
    code_text(c, &mention->function);
}

static void code_local(struct codec *c, gpointer entry)
{
    struct ir_local *local = entry;
    code_text(c, &local->name);
    code_u32(c, &local->type);
    code_u32(c, &local->loc);
    code_id(c, &local->cleanup);
    code_flags(c, FLAGS(&local->is_static));
}

static void code_block(struct codec *c, gpointer entry)
{
    struct ir_block *block = entry;
    code_text(c, &block->name);
    code_u32(c, &block->n);
}

static void code_call(struct codec *c, gpointer entry)
{
    struct ir_call *call = entry;
    code_own_table(c, &call->texts, sizeof(const char *), code_text_entry);
}

static void code_asm(struct codec *c, gpointer entry)
{
    struct ir_asm *code = entry;
    code_text(c, &code->template);
    code_own_table(c, &code->constraints, sizeof(const char *), code_text_entry);
    code_own_table(c, &code->clobbers, sizeof(const char *), code_text_entry);
    code_u32(c, &code->n_outputs);
    code_u32(c, &code->n_labels);
    code_flags(c, FLAGS(&code->is_volatile));
}

static void code_operand(struct codec *c, struct ir_ref *ref)
{
    uint64_t packed = (uint64_t)ref->index << 3 | ref->kind;
    code_u64(c, &packed);
    codec_refuse(c, packed >> 31 != 0);
    ref->kind = packed & 7;
    ref->index = (packed >> 3) & 0xfffffff;
}

static void code_inst(struct codec *c, struct ir_function *function, struct ir_inst *inst)
{
    uint32_t op = inst->op;
    code_u32(c, &op);
    codec_refuse(c, op >= IR_N_OPS);
    inst->op = (uint8_t)op;
    code_flags(c, FLAGS(&inst->is_volatile, &inst->is_atomic, &inst->is_cast_to_void));
    code_u32(c, &inst->type);
    code_u32(c, &inst->loc);
    code_id(c, &inst->aux);
    inst->n_operands = code_count(c, inst->n_operands);
    if (!c->out) {
        inst->operands = function->operands->len;
        g_array_set_size(function->operands, inst->operands + inst->n_operands);
    }
    for (uint32_t i = 0; i < inst->n_operands; i++)
        code_operand(c, &g_array_index(function->operands, struct ir_ref, inst->operands + i));
}

static void code_insts(struct codec *c, struct ir_function *function)
{
    uint32_t count = code_count(c, function->insts->len);
    if (!c->out && count) {
        g_array_set_size(function->insts, count);
        memset(function->insts->data, 0, (size_t)count * sizeof(struct ir_inst));
    }
    for (uint32_t i = 0; i < count && !c->is_broken; i++)
        code_inst(c, function, &g_array_index(function->insts, struct ir_inst, i));
}

static void code_function(struct codec *c, struct ir_function *function)
{
    code_id(c, &function->symbol);
    code_u32(c, &function->type);
    code_u32(c, &function->loc);
    code_u32(c, &function->end_line);
    code_u32(c, &function->n_params);
    code_flags(c, FLAGS(&function->in_header, &function->is_initialiser));
    code_text(c, &function->degraded);
    code_all(c, function->locals, code_local);
    code_all(c, function->blocks, code_block);
    code_all(c, function->calls, code_call);
    code_all(c, function->asms, code_asm);
    code_insts(c, function);
    uint32_t first = 0;
    for (uint32_t i = 0; !c->out && i < function->blocks->len; i++) {
        g_array_index(function->blocks, struct ir_block, i).first = first;
        first += g_array_index(function->blocks, struct ir_block, i).n;
    }
}

static void code_functions(struct codec *c, GPtrArray *functions)
{
    uint32_t count = code_count(c, functions->len);
    for (uint32_t i = 0; i < count && !c->is_broken; i++) {
        if (!c->out)
            g_ptr_array_add(functions, ir_function_new());
        code_function(c, g_ptr_array_index(functions, i));
    }
}

static void code_unit(struct codec *c, struct ir_unit *unit)
{
    code_text(c, &unit->main_file);
    code_text(c, &unit->target);
    code_u32(c, &unit->pointer_size);
    code_flags(c, FLAGS(&unit->is_kernel));
    code_text(c, &unit->degraded);
    code_all(c, unit->files, code_text_entry);
    code_all(c, unit->locs, code_loc);
    code_all(c, unit->types, code_type);
    code_all(c, unit->consts, code_const);
    code_all(c, unit->symbols, code_symbol);
    code_all(c, unit->literals, code_text_entry);
    code_all(c, unit->mentions, code_mention);
    code_functions(c, unit->functions);
}

static void put_fixed(GByteArray *out, uint32_t value)
{
    uint32_t little = GUINT32_TO_LE(value);
    g_byte_array_append(out, (const uint8_t *)&little, sizeof little);
}

static uint32_t fixed_at(const uint8_t *bytes)
{
    uint32_t little;
    memcpy(&little, bytes, sizeof little);
    return GUINT32_FROM_LE(little);
}

/* FNV-1a over what ops.def says, so that a unit stored with another table is not misread. */
static uint32_t ops_hash(void)
{
    uint32_t hash = 2166136261u;
    for (int op = 0; op < IR_N_OPS; op++) {
        g_autofree char *row = g_strdup_printf("%s %c %s;", ir_op_name(op), ir_op_result(op), ir_op_operands(op));
        for (const char *at = row; *at; at++)
            hash = (hash ^ (uint8_t)*at) * 16777619u;
    }
    return hash;
}

void ir_write(const struct ir_unit *unit, GByteArray *out)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    struct codec codec;
    codec_begin_writing(&codec);
    code_unit(&codec, (struct ir_unit *)(uintptr_t)unit); /* writing changes nothing in it */
    codec_end_writing(&codec, body);
    g_byte_array_append(out, (const uint8_t *)"MPXI", 4);
    put_fixed(out, VERSION);
    put_fixed(out, ops_hash());
    put_fixed(out, body->len);
    g_byte_array_append(out, body->data, body->len);
}

static bool check_header(const uint8_t *bytes, size_t n, GError **error)
{
    if (n < HEADER || memcmp(bytes, "MPXI", 4) != 0)
        g_set_error_literal(error, IR_ERROR, IR_ERROR_BROKEN, "this is no stored unit");
    else if (fixed_at(bytes + 4) != VERSION || fixed_at(bytes + 8) != ops_hash())
        g_set_error_literal(error, IR_ERROR, IR_ERROR_BROKEN, "the unit was stored by another version");
    else if (fixed_at(bytes + 12) != n - HEADER)
        g_set_error_literal(error, IR_ERROR, IR_ERROR_BROKEN, "the stored unit is truncated");
    else
        return true;
    return false;
}

static const char *keep(const char *text, void *unit)
{
    return ir_intern(unit, text);
}

static bool read_unit(struct ir_unit *unit, const uint8_t *bytes, size_t n, GError **error)
{
    struct codec codec;
    codec_begin_reading(&codec, bytes, n, keep, unit);
    if (!codec.is_broken)
        code_unit(&codec, unit);
    if (!codec_end_reading(&codec)) {
        g_set_error_literal(error, IR_ERROR, IR_ERROR_BROKEN, "the stored unit is broken");
        return false;
    }
    return ir_verify(unit, error);
}

struct ir_unit *ir_read(const uint8_t *bytes, size_t n, GError **error)
{
    if (!check_header(bytes, n, error))
        return NULL;
    struct ir_unit *unit = ir_unit_new(NULL);
    if (read_unit(unit, bytes + HEADER, n - HEADER, error))
        return unit;
    ir_unit_free(unit);
    return NULL;
}
