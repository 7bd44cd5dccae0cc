#include "ir/access.h"
#include "ir/names_p.h"
#include "ir/ops_p.h"
#include "ir/print_p.h"
#include "ir/text.h"

#include <string.h>

static void print_word(const struct ir_printer *p, bool is_there, const char *word)
{
    if (is_there)
        g_string_append_printf(p->out, " %s", word);
}

static void print_text(const struct ir_printer *p, const char *word, const char *text)
{
    if (!text)
        return;
    g_string_append_printf(p->out, " %s ", word);
    ir_print_quoted(p->out, text, '"');
}

static void print_number(const struct ir_printer *p, const char *word, uint64_t number, uint64_t usual)
{
    if (number != usual)
        g_string_append_printf(p->out, " %s %" G_GUINT64_FORMAT, word, number);
}

static void print_header(const struct ir_printer *p)
{
    const struct ir_unit *unit = p->unit;
    g_string_append(p->out, "unit ");
    ir_print_quoted(p->out, unit->main_file, '"');
    print_text(p, "target", unit->target);
    g_string_append_printf(p->out, " pointer %u", unit->pointer_size);
    print_word(p, unit->is_kernel, "kernel");
    print_text(p, "degraded", unit->degraded);
    g_string_append_c(p->out, '\n');
    for (guint i = 0; i < unit->files->len; i++) {
        g_string_append(p->out, "file ");
        ir_print_quoted(p->out, g_array_index(unit->files, const char *, i), '"');
        g_string_append_c(p->out, '\n');
    }
}

static void print_field(const struct ir_printer *p, const struct ir_field *field)
{
    g_string_append(p->out, "  ");
    ir_print_name(p->out, field->name);
    g_string_append_printf(p->out, ": %s", ir_type_text(p->names, field->type));
    if (field->width_bits)
        g_string_append_printf(p->out, " :%u", field->width_bits);
    g_string_append_printf(p->out, " @%" G_GUINT64_FORMAT, field->offset_bits / 8);
    if (field->offset_bits % 8)
        g_string_append_printf(p->out, "+%u", (unsigned)(field->offset_bits % 8));
    g_string_append(p->out, ";\n");
}

/* `struct hdr` is a struct: then `struct hdr {` says as much as `type struct hdr = struct {`. */
static bool is_named_after(const char *text, const char *structure)
{
    return g_str_has_prefix(text, structure) && text[strlen(structure)] == ' ';
}

static void print_declaration(const struct ir_printer *p, ir_id id)
{
    const struct ir_type *type = ir_type_at(p->unit, id);
    const char *text = ir_type_text(p->names, id);
    g_autoptr(GString) structure = g_string_new(NULL);
    ir_print_structure(p->names, type, structure);
    if (type->kind == IR_TYPE_RECORD && is_named_after(text, structure->str))
        g_string_append(p->out, text);
    else
        g_string_append_printf(p->out, "type %s = %s", text, structure->str);
    uint64_t size;
    uint32_t align;
    ir_default_layout(p->unit, type, &size, &align);
    bool has_fields = type->kind == IR_TYPE_RECORD && type->fields->len;
    print_number(p, "size", type->size, has_fields ? G_MAXUINT64 : size);
    print_number(p, "align", type->align, has_fields ? G_MAXUINT64 : align);
    print_word(p, has_fields && type->is_public, "public");
    if (has_fields) {
        g_string_append(p->out, " {\n");
        for (guint i = 0; i < type->fields->len; i++)
            print_field(p, &g_array_index(type->fields, struct ir_field, i));
        g_string_append_c(p->out, '}');
    }
    g_string_append_c(p->out, '\n');
}

static void print_symbol(const struct ir_printer *p, ir_id id)
{
    const struct ir_symbol *symbol = ir_symbol_at(p->unit, id);
    g_string_append(p->out, "symbol ");
    ir_print_symbol_name(p, id);
    g_string_append_printf(p->out, ": %s", ir_type_text(p->names, symbol->type));
    bool has_function_type = ir_type_at(p->unit, symbol->type)->kind == IR_TYPE_FUNCTION;
    if (symbol->is_function != has_function_type)
        print_word(p, true, symbol->is_function ? "function" : "object");
    print_word(p, symbol->linkage == IR_STATIC, "static");
    print_word(p, symbol->is_defined, "defined");
    print_word(p, symbol->is_noreturn, "noreturn");
    print_word(p, symbol->is_thread_local, "thread_local");
    print_word(p, symbol->is_weak, "weak");
    print_text(p, "section", symbol->section);
    print_number(p, "align", symbol->align, 0);
    ir_print_loc(p, symbol->loc);
    g_string_append_c(p->out, '\n');
}

static void print_mention(const struct ir_printer *p, const struct ir_mention *mention)
{
    g_string_append_printf(p->out, "mention %s ", ir_mention_words[mention->kind]);
    ir_print_quoted(p->out, mention->name, '"');
    if (*mention->function)
        print_text(p, "in", mention->function);
    ir_print_loc(p, mention->loc);
    g_string_append_c(p->out, '\n');
}

static void print_local(const struct ir_printer *p, uint32_t i)
{
    const struct ir_local *local = &g_array_index(p->function->locals, struct ir_local, i);
    ir_print_local_name(p, i);
    g_string_append_printf(p->out, ": %s", ir_type_text(p->names, local->type));
    print_word(p, local->is_static, "static");
    if (local->cleanup != IR_NONE) {
        g_string_append(p->out, " cleanup ");
        ir_print_symbol_name(p, local->cleanup);
    }
    ir_print_loc(p, local->loc);
}

/* Parameters and result tell the function's type, mostly; else it is written out as well. */
static void print_signature(const struct ir_printer *p)
{
    const struct ir_function *function = p->function;
    const struct ir_type *type = ir_type_at(p->unit, function->type);
    bool is_function = type->kind == IR_TYPE_FUNCTION;
    bool is_told = is_function && !ir_type_is_declared(p->names, function->type) && !type->is_const &&
                   !type->is_volatile && !type->tag && type->params->len == function->n_params;
    g_string_append_c(p->out, '(');
    for (uint32_t i = 0; i < function->n_params; i++) {
        g_string_append(p->out, i ? ", " : "");
        print_local(p, i);
        ir_id local = g_array_index(function->locals, struct ir_local, i).type;
        is_told = is_told && g_str_equal(ir_type_text(p->names, local),
                                         ir_type_text(p->names, g_array_index(type->params, ir_id, i)));
    }
    if (is_function && type->is_variadic)
        g_string_append(p->out, function->n_params ? ", ..." : "...");
    g_string_append_printf(p->out, ") -> %s", ir_type_text(p->names, is_function ? type->target : 0));
    if (!is_told)
        g_string_append_printf(p->out, " type %s", ir_type_text(p->names, function->type));
}

static void print_function(const struct ir_printer *p)
{
    const struct ir_function *function = p->function;
    if (function->symbol != IR_NONE)
        ir_print_symbol_name(p, function->symbol);
    print_signature(p);
    print_word(p, function->in_header, "header");
    print_word(p, function->is_initialiser, "initialiser");
    print_text(p, "degraded", function->degraded);
    print_number(p, "end", function->end_line, 0);
    g_string_append(p->out, " {\n");
    for (uint32_t i = function->n_params; i < function->locals->len; i++) {
        g_string_append(p->out, "  local ");
        print_local(p, i);
        g_string_append_c(p->out, '\n');
    }
    for (uint32_t b = 0; b < function->blocks->len; b++) {
        const struct ir_block *block = ir_block_at(function, b);
        ir_print_block_name(p, b);
        g_string_append(p->out, ":\n");
        for (uint32_t i = block->first; i < block->first + block->n; i++)
            ir_print_inst(p, i);
    }
    g_string_append(p->out, "}\n");
}

static uint32_t *count_namesakes(const GArray *table, size_t name_at)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    uint32_t *ordinals = g_new(uint32_t, table->len + 1);
    guint size = g_array_get_element_size((GArray *)table);
    for (guint i = 0; i < table->len; i++)
        ordinals[i] = ir_ordinal(counts, *(const char *const *)(table->data + (size_t)i * size + name_at));
    return ordinals;
}

/* The function's position comes first: what follows lies in its file unless it names another. */
static void print_whole_function(struct ir_printer *p, const struct ir_function *function)
{
    g_string_append(p->out, "function");
    ir_print_loc(p, function->loc);
    g_string_append_c(p->out, ' ');
    ir_id file = ir_loc_at(p->unit, function->loc)->file;
    const char *outer = p->file;
    if (file != IR_NONE)
        p->file = g_array_index(p->unit->files, const char *, file);
    g_autofree uint32_t *locals = count_namesakes(function->locals, offsetof(struct ir_local, name));
    g_autofree uint32_t *blocks = count_namesakes(function->blocks, offsetof(struct ir_block, name));
    p->function = function;
    p->local_ordinals = locals;
    p->block_ordinals = blocks;
    print_function(p);
    p->file = outer;
}

void ir_print(const struct ir_unit *unit, GString *out)
{
    g_autofree uint32_t *symbols = count_namesakes(unit->symbols, offsetof(struct ir_symbol, name));
    struct ir_printer p = {.unit = unit, .out = out, .file = unit->main_file, .symbol_ordinals = symbols};
    p.names = ir_names_new(unit, true);
    print_header(&p);
    for (ir_id i = 0; i < unit->types->len; i++)
        if (ir_type_is_declared(p.names, i))
            print_declaration(&p, i);
    for (ir_id i = 0; i < unit->symbols->len; i++)
        print_symbol(&p, i);
    for (guint i = 0; i < unit->mentions->len; i++)
        print_mention(&p, &g_array_index(unit->mentions, struct ir_mention, i));
    for (guint i = 0; i < unit->functions->len; i++) {
        g_string_append_c(out, '\n');
        print_whole_function(&p, g_ptr_array_index(unit->functions, i));
    }
    ir_names_free(p.names);
}

void ir_print_function(const struct ir_unit *unit, const struct ir_function *function, GString *out)
{
    struct ir_printer p = {.unit = unit, .out = out, .file = unit->main_file};
    p.names = ir_names_new(unit, false);
    print_whole_function(&p, function);
    ir_names_free(p.names);
}
