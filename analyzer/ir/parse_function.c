#include "ir/access.h"
#include "ir/build.h"
#include "ir/names_p.h"
#include "ir/parse_items_p.h"
#include "ir/parse_names_p.h"
#include "ir/parse_types_p.h"

#include <string.h>

/* NAME: TYPE [static] [cleanup @name] [!loc] */
static bool parse_local(struct ir_parser *p)
{
    uint32_t at = p->at;
    struct ir_local local = {.cleanup = IR_NONE};
    g_autofree char *key = NULL;
    if (!ir_expect_name(p, "a local's name", &local.name, &key) || !ir_expect(p, ':') || !ir_parse_type(p, &local.type))
        return false;
    local.is_static = ir_accept_word(p, "static");
    if (ir_accept_word(p, "cleanup") && !ir_find_symbol(p, &local.cleanup))
        return false;
    if (!ir_parse_loc(p, &local.loc))
        return false;
    if (g_hash_table_contains(p->locals, key))
        return ir_parse_fail_at(p, at, "local %s is there already", local.name);
    g_hash_table_insert(p->locals, g_steal_pointer(&key), GUINT_TO_POINTER(p->function->locals->len));
    g_array_append_val(p->function->locals, local);
    return true;
}

static bool parse_params(struct ir_parser *p, struct ir_type *type)
{
    if (!ir_expect(p, '('))
        return false;
    while (!ir_accept(p, ')')) {
        if (p->function->locals->len && !ir_expect(p, ','))
            return false;
        if (ir_peek(p, 0)->kind == IR_TOKEN_DOTS) {
            p->at++;
            type->is_variadic = true;
            return ir_expect(p, ')');
        }
        if (!parse_local(p))
            return false;
        g_array_append_val(type->params,
                           g_array_index(p->function->locals, struct ir_local, p->function->locals->len - 1).type);
    }
    return true;
}

static bool parse_signature(struct ir_parser *p, struct ir_type *type)
{
    const struct ir_token *arrow;
    if (!parse_params(p, type))
        return false;
    p->function->n_params = p->function->locals->len;
    return ir_expect_kind(p, IR_TOKEN_ARROW, "->", &arrow) && ir_parse_type(p, &type->target);
}

static bool parse_attributes(struct ir_parser *p)
{
    struct ir_function *function = p->function;
    const struct ir_token *text = NULL;
    uint64_t number = 0;
    for (;;) {
        if (ir_accept_word(p, "type")) {
            if (!ir_parse_type(p, &function->type))
                return false;
        } else if (ir_accept_word(p, "header")) {
            function->in_header = true;
        } else if (ir_accept_word(p, "initialiser")) {
            function->is_initialiser = true;
        } else if (ir_accept_word(p, "degraded")) {
            if (!ir_expect_kind(p, IR_TOKEN_STRING, "a text in quotes", &text))
                return false;
            function->degraded = text->text;
        } else if (ir_accept_word(p, "end")) {
            if (!ir_expect_number(p, G_MAXUINT32, &number))
                return false;
            function->end_line = (uint32_t)number;
        } else {
            return true;
        }
    }
}

/* A function defines its symbol, unless a `symbol` line did. */
static void define_symbol(struct ir_parser *p, char *key, const char *name)
{
    struct ir_function *function = p->function;
    struct ir_symbol symbol = {
        .name = name, .type = function->type, .loc = function->loc, .is_function = true, .is_defined = true};
    gpointer found;
    if (!g_hash_table_lookup_extended(p->symbols, key, NULL, &found)) {
        function->symbol = ir_add_symbol(p->unit, symbol);
        g_hash_table_insert(p->symbols, g_strdup(key), GUINT_TO_POINTER(function->symbol));
        return;
    }
    function->symbol = GPOINTER_TO_UINT(found);
    if (g_hash_table_remove(p->guessed, found))
        g_array_index(p->unit->symbols, struct ir_symbol, function->symbol) = symbol;
}

static bool parse_head(struct ir_parser *p)
{
    g_autofree char *key = NULL;
    const char *name = ir_peek(p, 0)->text;
    if (ir_peek(p, 0)->kind == IR_TOKEN_SYMBOL)
        key = ir_take_key(p, "");
    g_autoptr(GArray) params = g_array_new(FALSE, FALSE, sizeof(ir_id));
    struct ir_type type = {.kind = IR_TYPE_FUNCTION, .params = params};
    if (!parse_signature(p, &type))
        return false;
    p->function->type = IR_NONE;
    if (!parse_attributes(p) || !ir_expect(p, '{'))
        return false;
    if (p->function->type == IR_NONE) {
        g_array_ref(params);
        p->function->type = ir_structure(p, type);
    }
    if (key)
        define_symbol(p, key, name);
    return true;
}

/* The number that stands for a block until all are known. */
struct ir_ref ir_block_named(struct ir_parser *p, char *key, uint32_t token)
{
    gpointer found;
    if (g_hash_table_lookup_extended(p->blocks, key, NULL, &found)) {
        g_free(key);
        return ir_ref(IR_REF_BLOCK, GPOINTER_TO_UINT(found));
    }
    struct ir_place place = {IR_NONE, token};
    g_hash_table_insert(p->blocks, key, GUINT_TO_POINTER(p->block_at->len));
    g_array_append_val(p->block_at, place);
    return ir_ref(IR_REF_BLOCK, p->block_at->len - 1);
}

static bool at_label(const struct ir_parser *p)
{
    guint behind = ir_peek(p, 1)->kind == IR_TOKEN_ORDINAL ? 2 : 1;
    enum ir_token_kind kind = ir_peek(p, 0)->kind;
    return (kind == IR_TOKEN_NAME || kind == IR_TOKEN_QUOTED) && ir_is_sign(p, behind, ':');
}

static void end_block(struct ir_function *function)
{
    if (function->blocks->len == 0)
        return;
    struct ir_block *last = &g_array_index(function->blocks, struct ir_block, function->blocks->len - 1);
    last->n = function->insts->len - last->first;
}

static bool parse_label(struct ir_parser *p)
{
    uint32_t at = p->at;
    struct ir_block block = {.first = p->function->insts->len};
    char *key = NULL;
    if (!ir_expect_name(p, "a block's name", &block.name, &key))
        return false;
    struct ir_ref ref = ir_block_named(p, key, at);
    struct ir_place *place = &g_array_index(p->block_at, struct ir_place, ref.index);
    if (place->index != IR_NONE)
        return ir_parse_fail_at(p, at, "block %s is there already", block.name);
    place->index = p->function->blocks->len;
    end_block(p->function);
    g_array_append_val(p->function->blocks, block);
    return ir_expect(p, ':');
}

/* Code in front of the first label is block "entry". */
static bool parse_line(struct ir_parser *p)
{
    if (at_label(p))
        return parse_label(p);
    if (p->function->blocks->len == 0) {
        struct ir_block entry = {.name = ir_intern(p->unit, "entry")};
        struct ir_ref ref = ir_block_named(p, ir_name_key("", "entry", 1), p->at);
        g_array_index(p->block_at, struct ir_place, ref.index).index = 0;
        g_array_append_val(p->function->blocks, entry);
    }
    return ir_parse_inst(p);
}

static bool parse_body(struct ir_parser *p)
{
    while (ir_is_word(p, 0, "local") && !at_label(p)) {
        p->at++;
        if (!parse_local(p))
            return false;
    }
    while (!ir_accept(p, '}'))
        if (!parse_line(p))
            return false;
    end_block(p->function);
    return true;
}

static bool check_places(struct ir_parser *p, const GArray *places, const char *what)
{
    for (guint i = 0; i < places->len; i++) {
        const struct ir_place *place = &g_array_index(places, struct ir_place, i);
        if (place->index == IR_NONE)
            return ir_parse_fail_at(p, place->token, "no such %s", what);
    }
    return true;
}

static bool resolve(struct ir_parser *p)
{
    if (!check_places(p, p->temp_at, "temp") || !check_places(p, p->block_at, "block"))
        return false;
    for (guint i = 0; i < p->function->operands->len; i++) {
        struct ir_ref *ref = &g_array_index(p->function->operands, struct ir_ref, i);
        if (ref->kind == IR_REF_TEMP)
            ref->index = g_array_index(p->temp_at, struct ir_place, ref->index).index;
        else if (ref->kind == IR_REF_BLOCK)
            ref->index = g_array_index(p->block_at, struct ir_place, ref->index).index;
    }
    return ir_infer(p);
}

static bool parse_with_tables(struct ir_parser *p)
{
    g_autoptr(GHashTable) temps = p->temps = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) blocks = p->blocks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) locals = p->locals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) temp_at = p->temp_at = g_array_new(FALSE, FALSE, sizeof(struct ir_place));
    g_autoptr(GArray) block_at = p->block_at = g_array_new(FALSE, FALSE, sizeof(struct ir_place));
    g_autoptr(GArray) holes = p->holes = g_array_new(FALSE, FALSE, sizeof(struct ir_hole));
    g_autoptr(GArray) untyped = p->untyped = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return parse_head(p) && parse_body(p) && resolve(p);
}

bool ir_parse_function(struct ir_parser *p)
{
    p->function = ir_function_new();
    g_ptr_array_add(p->unit->functions, p->function);
    const char *outer = p->file;
    if (!ir_parse_loc(p, &p->function->loc))
        return false;
    ir_id file = ir_loc_at(p->unit, p->function->loc)->file;
    if (file != IR_NONE)
        p->file = g_array_index(p->unit->files, const char *, file);
    bool is_read = parse_with_tables(p);
    p->file = outer;
    return is_read;
}
