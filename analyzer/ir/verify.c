#include "ir/access.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "ir/verify_p.h"

static bool has_strings(const GArray *strings)
{
    for (guint i = 0; strings && i < strings->len; i++)
        if (!g_array_index(strings, const char *, i))
            return false;
    return strings != NULL;
}

static bool is_identifier(const char *text)
{
    if (!g_ascii_isalpha(*text) && *text != '_')
        return false;
    while (g_ascii_isalnum(*text) || *text == '_')
        text++;
    return *text == '\0';
}

static bool is_unknown(const struct ir_loc *loc)
{
    return loc->file == IR_NONE && loc->spelling_file == IR_NONE && !loc->macro &&
           (loc->line | loc->col | loc->spelling_line | loc->spelling_col) == 0;
}

static bool verify_files(struct ir_verifier *v)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    if (!has_strings(v->unit->files))
        return ir_verify_fail(v, "a file has no path");
    for (guint i = 0; i < v->unit->files->len; i++)
        if (!g_hash_table_add(seen, (gpointer)g_array_index(v->unit->files, const char *, i)))
            return ir_verify_fail(v, "file %s is there twice", g_array_index(v->unit->files, const char *, i));
    return true;
}

static bool verify_locs(struct ir_verifier *v)
{
    const GArray *files = v->unit->files;
    if (v->unit->locs->len == 0 || !is_unknown(ir_loc_at(v->unit, 0)))
        return ir_verify_fail(v, "loc 0 is not \"unknown\"");
    for (guint i = 0; i < v->unit->locs->len; i++) {
        const struct ir_loc *loc = ir_loc_at(v->unit, i);
        if ((loc->file != IR_NONE && loc->file >= files->len) ||
            (loc->spelling_file != IR_NONE && loc->spelling_file >= files->len))
            return ir_verify_fail(v, "loc %u: no such file", i);
        if (loc->macro && !is_identifier(loc->macro))
            return ir_verify_fail(v, "loc %u: a macro's name is an identifier", i);
    }
    return true;
}

static bool is_loc(const struct ir_verifier *v, ir_id loc)
{
    return loc < v->unit->locs->len;
}

static bool is_type(const struct ir_verifier *v, ir_id type)
{
    return type < v->unit->types->len;
}

static bool verify_consts(struct ir_verifier *v)
{
    for (guint i = 0; i < v->unit->consts->len; i++) {
        ir_id type = g_array_index(v->unit->consts, struct ir_const, i).type;
        if (!is_type(v, type))
            return ir_verify_fail(v, "const %u: no such type", i);
    }
    return has_strings(v->unit->literals) || ir_verify_fail(v, "a literal has no text");
}

static bool verify_symbols(struct ir_verifier *v)
{
    for (guint i = 0; i < v->unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(v->unit, i);
        if (!symbol->name)
            return ir_verify_fail(v, "symbol %u has no name", i);
        if (!is_type(v, symbol->type))
            return ir_verify_fail(v, "symbol %s: no such type", symbol->name);
        if (!is_loc(v, symbol->loc))
            return ir_verify_fail(v, "symbol %s: no such loc", symbol->name);
        if (symbol->linkage != IR_EXTERN && symbol->linkage != IR_STATIC)
            return ir_verify_fail(v, "symbol %s: no such linkage", symbol->name);
    }
    return true;
}

static bool verify_mentions(struct ir_verifier *v)
{
    for (guint i = 0; i < v->unit->mentions->len; i++) {
        const struct ir_mention *mention = &g_array_index(v->unit->mentions, struct ir_mention, i);
        if (!mention->name || !mention->function || !is_loc(v, mention->loc) ||
            (unsigned)mention->kind >= IR_N_MENTION_KINDS)
            return ir_verify_fail(v, "mention %u: kind, name, loc or function is wrong", i);
    }
    return true;
}

static bool verify_locals(struct ir_verifier *v)
{
    const struct ir_function *function = v->function;
    for (guint i = 0; i < function->locals->len; i++) {
        const struct ir_local *local = &g_array_index(function->locals, struct ir_local, i);
        if (!local->name)
            return ir_verify_fail(v, "local %u has no name", i);
        if (!is_type(v, local->type))
            return ir_verify_fail(v, "local %s: no such type", local->name);
        if (!is_loc(v, local->loc))
            return ir_verify_fail(v, "local %s: no such loc", local->name);
        if (local->cleanup != IR_NONE && local->cleanup >= v->unit->symbols->len)
            return ir_verify_fail(v, "local %s: no such cleanup", local->name);
    }
    return function->n_params <= function->locals->len || ir_verify_fail(v, "more parameters than locals");
}

static bool verify_details(struct ir_verifier *v)
{
    const struct ir_function *function = v->function;
    for (guint i = 0; i < function->calls->len; i++)
        if (!has_strings(g_array_index(function->calls, struct ir_call, i).texts))
            return ir_verify_fail(v, "call %u: an argument has no text", i);
    for (guint i = 0; i < function->asms->len; i++) {
        const struct ir_asm *code = &g_array_index(function->asms, struct ir_asm, i);
        if (!code->template || !has_strings(code->constraints) || !has_strings(code->clobbers))
            return ir_verify_fail(v, "asm %u: a text is missing", i);
        if (code->n_outputs > code->constraints->len)
            return ir_verify_fail(v, "asm %u: more outputs than constraints", i);
    }
    return true;
}

/* Names of blocks are needed by every message after this. */
static bool verify_blocks(struct ir_verifier *v)
{
    const struct ir_function *function = v->function;
    uint32_t next = 0;
    if (function->blocks->len == 0)
        return ir_verify_fail(v, "there is no block");
    for (guint i = 0; i < function->blocks->len; i++) {
        const struct ir_block *block = ir_block_at(function, i);
        if (!block->name)
            return ir_verify_fail(v, "block %u has no name", i);
        if (block->first != next || block->n == 0 || block->n > function->insts->len - next)
            return ir_verify_fail(v, "block %s: blocks are not contiguous", block->name);
        next += block->n;
    }
    return next == function->insts->len || ir_verify_fail(v, "instructions outside of blocks");
}

static bool verify_insts(struct ir_verifier *v)
{
    for (v->block = 0; v->block < v->function->blocks->len; v->block++) {
        const struct ir_block *block = ir_block_at(v->function, v->block);
        for (v->inst = block->first; v->inst < block->first + block->n; v->inst++)
            if (!ir_verify_inst(v, ir_inst_at(v->function, v->inst)))
                return false;
    }
    v->block = v->inst = IR_NONE;
    return true;
}

static bool verify_function(struct ir_verifier *v)
{
    const struct ir_function *function = v->function;
    if (function->symbol != IR_NONE && function->symbol >= v->unit->symbols->len)
        return ir_verify_fail(v, "no such symbol");
    if (!is_type(v, function->type) || !is_loc(v, function->loc))
        return ir_verify_fail(v, "no such type or loc");
    return verify_locals(v) && verify_details(v) && verify_blocks(v) && verify_insts(v) && ir_verify_graph(v);
}

bool ir_verify(const struct ir_unit *unit, GError **error)
{
    struct ir_verifier v = {.unit = unit, .block = IR_NONE, .inst = IR_NONE, .error = error};
    if (!unit->main_file)
        return ir_verify_fail(&v, "the unit has no main file");
    if (unit->pointer_size != 2 && unit->pointer_size != 4 && unit->pointer_size != 8)
        return ir_verify_fail(&v, "a pointer has %u bytes", unit->pointer_size);
    if (!verify_files(&v) || !verify_locs(&v) || !ir_verify_types(&v) || !verify_consts(&v) || !verify_symbols(&v) ||
        !verify_mentions(&v))
        return false;
    for (guint i = 0; i < unit->functions->len; i++) {
        v.function = g_ptr_array_index(unit->functions, i);
        if (!verify_function(&v))
            return false;
    }
    return true;
}
