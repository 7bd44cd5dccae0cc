#include "ir/access.h"
#include "ir/build.h"
#include "ir/parse_items_p.h"
#include "ir/parse_names_p.h"
#include "ir/parse_types_p.h"
#include "ir/print_p.h"
#include "ir/text.h"
#include "ir/verify.h"

#include <string.h>

static bool expect_u32(struct ir_parser *p, uint32_t *ret_number)
{
    uint64_t number = 0;
    if (!ir_expect_number(p, G_MAXUINT32, &number))
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

static bool expect_string(struct ir_parser *p, const char **ret_text)
{
    const struct ir_token *token = NULL;
    if (!ir_expect_kind(p, IR_TOKEN_STRING, "a text in quotes", &token))
        return false;
    *ret_text = token->text;
    return true;
}

static bool parse_header(struct ir_parser *p)
{
    struct ir_unit *unit = p->unit;
    if (!expect_string(p, &unit->main_file))
        return false;
    p->file = unit->main_file;
    for (;;) {
        if (ir_accept_word(p, "kernel")) {
            unit->is_kernel = true;
        } else if (ir_accept_word(p, "target")) {
            if (!expect_string(p, &unit->target))
                return false;
        } else if (ir_accept_word(p, "degraded")) {
            if (!expect_string(p, &unit->degraded))
                return false;
        } else if (ir_accept_word(p, "pointer")) {
            if (!expect_u32(p, &unit->pointer_size))
                return false;
        } else {
            return true;
        }
    }
}

/* A flag of a symbol: consumed when the next word is one. */
static bool accept_symbol_flag(struct ir_parser *p, struct ir_symbol *symbol)
{
    const struct {
        const char *word;
        bool *flag, value;
    } flags[] = {{"function", &symbol->is_function, true}, {"object", &symbol->is_function, false},
                 {"defined", &symbol->is_defined, true},   {"noreturn", &symbol->is_noreturn, true},
                 {"weak", &symbol->is_weak, true},         {"thread_local", &symbol->is_thread_local, true}};
    if (ir_peek(p, 0)->is_first)
        return false; /* `function` on the next line is the next thing */
    for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
        if (ir_accept_word(p, flags[i].word)) {
            *flags[i].flag = flags[i].value;
            return true;
        }
    if (!ir_accept_word(p, "static"))
        return false;
    symbol->linkage = IR_STATIC;
    return true;
}

static bool parse_symbol_details(struct ir_parser *p, struct ir_symbol *symbol)
{
    if (!ir_expect(p, ':') || !ir_parse_type(p, &symbol->type))
        return false;
    symbol->is_function = ir_type_at(p->unit, symbol->type)->kind == IR_TYPE_FUNCTION;
    for (;;) {
        if (accept_symbol_flag(p, symbol))
            continue;
        if (ir_accept_word(p, "section")) {
            if (!expect_string(p, &symbol->section))
                return false;
        } else if (ir_accept_word(p, "align")) {
            if (!expect_u32(p, &symbol->align))
                return false;
        } else {
            return ir_parse_loc(p, &symbol->loc);
        }
    }
}

static bool parse_symbol(struct ir_parser *p)
{
    uint32_t at = p->at;
    if (ir_peek(p, 0)->kind != IR_TOKEN_SYMBOL)
        return ir_parse_fail(p, "@name expected");
    struct ir_symbol symbol = {.name = ir_peek(p, 0)->text};
    g_autofree char *key = ir_take_key(p, "");
    if (!parse_symbol_details(p, &symbol))
        return false;
    if (g_hash_table_contains(p->symbols, key))
        return ir_parse_fail_at(p, at, "@%s is there already", symbol.name);
    g_hash_table_insert(p->symbols, g_steal_pointer(&key), GUINT_TO_POINTER(ir_add_symbol(p->unit, symbol)));
    return true;
}

static bool parse_mention(struct ir_parser *p)
{
    struct ir_mention mention = {.function = ir_intern(p->unit, "")};
    while ((unsigned)mention.kind < G_N_ELEMENTS(ir_mention_words) &&
           !ir_accept_word(p, ir_mention_words[mention.kind]))
        mention.kind++;
    if ((unsigned)mention.kind == G_N_ELEMENTS(ir_mention_words))
        return ir_parse_fail(p, "macro, flag, skipped, text, asm or missing expected");
    if (!expect_string(p, &mention.name))
        return false;
    if (ir_accept_word(p, "in") && !expect_string(p, &mention.function))
        return false;
    if (!ir_parse_loc(p, &mention.loc))
        return false;
    g_array_append_val(p->unit->mentions, mention);
    return true;
}

static bool parse_item(struct ir_parser *p)
{
    const char *path = NULL;
    if (ir_at_declaration(p)) {
        ir_skip_declaration(p);
        return true;
    }
    if (ir_accept_word(p, "unit"))
        return parse_header(p);
    if (ir_accept_word(p, "file")) {
        if (!expect_string(p, &path))
            return false;
        ir_add_file(p->unit, path);
        return true;
    }
    if (ir_accept_word(p, "symbol"))
        return parse_symbol(p);
    if (ir_accept_word(p, "mention"))
        return parse_mention(p);
    if (ir_accept_word(p, "function"))
        return ir_parse_function(p);
    return ir_parse_fail(p, "unit, file, type, symbol, mention or function expected");
}

/* Sizes depend on the pointer's, so the header is read before the types. */
static bool parse_all(struct ir_parser *p)
{
    if (ir_accept_word(p, "unit") && !parse_header(p))
        return false;
    if (!ir_parse_declarations(p))
        return false;
    while (ir_peek(p, 0)->kind != IR_TOKEN_END)
        if (!parse_item(p))
            return false;
    return true;
}

static void parser_clear(struct ir_parser *p)
{
    g_array_unref(p->tokens);
    g_array_unref(p->notes);
    g_hash_table_unref(p->labels);
    g_hash_table_unref(p->structures);
    g_hash_table_unref(p->symbols);
    g_hash_table_unref(p->guessed);
    g_hash_table_unref(p->declarations);
}

static bool lex(struct ir_parser *p, const char *text)
{
    uint32_t line, col;
    const char *message;
    p->tokens = ir_lex(text, p->unit->strings, &line, &col, &message);
    if (!p->tokens)
        g_set_error(p->error, IR_ERROR, IR_ERROR_SYNTAX, "%s:%u:%u: %s", p->name, line, col, message);
    return p->tokens != NULL;
}

static bool parse(struct ir_parser *p, const char *text)
{
    if (!lex(p, text))
        return false;
    struct ir_type_note settled = {.base = IR_NONE, .is_settled = true};
    p->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    p->structures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    p->symbols = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    p->guessed = g_hash_table_new(NULL, NULL);
    p->declarations = g_hash_table_new(NULL, NULL);
    p->notes = g_array_new(FALSE, FALSE, sizeof(struct ir_type_note));
    g_array_append_val(p->notes, settled);
    bool is_read = parse_all(p);
    parser_clear(p);
    return is_read;
}

struct ir_unit *ir_parse(const char *text, const char *name, GError **error)
{
    if (strlen(text) >= 1u << 28) {
        g_set_error(error, IR_ERROR, IR_ERROR_LIMIT, "%s: more than 256 MiB", name);
        return NULL;
    }
    struct ir_unit *unit = ir_unit_new(name);
    struct ir_parser parser = {.unit = unit, .name = name, .error = error, .file = unit->main_file};
    if (parse(&parser, text) && ir_verify(unit, error))
        return unit;
    ir_unit_free(unit);
    return NULL;
}
