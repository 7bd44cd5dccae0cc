#include "front/lost.h"

#include <string.h>

#include "front/extents.h"
#include "front/mentions.h"
#include "front/position.h"
#include "front/source.h"
#include "ir/access.h"
#include "ir/build.h"

enum {
    MAX_TEXT = 8 << 20, /* bytes of a file that is read a second time; each may become a token */
    MAX_TEMPLATE = 4096
};

/* A token, without those of directives, comments and skipped lines. */
struct piece {
    enum source_piece kind;
    uint32_t begin, length;
    uint32_t line, col;
};

struct lost {
    struct front *front;
    CXFile file;
    const GArray *extents;
    const char *text;
    GArray *pieces;
    GHashTable *lowered; /* "LINE name": what instructions account for */
};

/* ---- the tokens ---- */

struct tokeniser {
    const char *text;
    const GArray *skipped;
    guint next_skipped;
    size_t line_begin;
    uint32_t line;
    bool at_line_start;
};

static void count_lines(struct tokeniser *t, size_t begin, size_t end)
{
    for (const char *c = t->text + begin; (c = memchr(c, '\n', end - (size_t)(c - t->text)));) {
        t->line++;
        t->line_begin = (size_t)(++c - t->text);
        t->at_line_start = true;
    }
}

static bool is_skipped(struct tokeniser *t, size_t offset)
{
    const struct span *spans = (const struct span *)(const void *)t->skipped->data;
    while (t->next_skipped < t->skipped->len && spans[t->next_skipped].end <= offset)
        t->next_skipped++;
    return t->next_skipped < t->skipped->len && spans[t->next_skipped].begin <= offset;
}

static GArray *tokenise(const char *text, size_t length, const GArray *skipped)
{
    struct tokeniser t = {.text = text, .skipped = skipped, .line = 1, .at_line_start = true};
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    size_t pos = 0;
    for (size_t begin = 0; begin < length; begin = pos) {
        enum source_piece kind = source_next(text, length, &pos);
        struct piece piece = {kind, (uint32_t)begin, (uint32_t)(pos - begin), t.line,
                              (uint32_t)(begin - t.line_begin + 1)};
        bool is_directive = kind == SOURCE_PUNCT && text[begin] == '#' && t.at_line_start;
        if (is_directive)
            pos = source_directive_end(text, length, pos);
        else if (kind != SOURCE_BLANK && kind != SOURCE_COMMENT && !is_skipped(&t, begin))
            g_array_append_val(pieces, piece);
        t.at_line_start = t.at_line_start && (kind == SOURCE_BLANK || kind == SOURCE_COMMENT);
        count_lines(&t, begin, pos);
    }
    return pieces;
}

static const struct piece *piece_at(const struct lost *lost, guint i)
{
    return i < lost->pieces->len ? &g_array_index(lost->pieces, struct piece, i) : NULL;
}

static bool is_sign(const struct lost *lost, guint i, char sign)
{
    const struct piece *piece = piece_at(lost, i);
    return piece && piece->kind == SOURCE_PUNCT && lost->text[piece->begin] == sign;
}

/* The token as a word; NULL when it is none. g_free. */
static char *word_at(const struct lost *lost, guint i)
{
    const struct piece *piece = piece_at(lost, i);
    return piece && piece->kind == SOURCE_WORD ? g_strndup(lost->text + piece->begin, piece->length) : NULL;
}

/* ---- what was lowered ---- */

static void account_line(struct lost *lost, const struct ir_inst *inst, const char *name)
{
    uint32_t line = ir_loc_at(lost->front->unit, inst->loc)->line;
    g_hash_table_add(lost->lowered, g_strdup_printf("%u %s", line, name));
}

static void account_function(struct lost *lost, const struct ir_function *function)
{
    for (guint i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op == IR_ASM || inst->op == IR_ASMGOTO)
            account_line(lost, inst, "asm");
        for (guint o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(function, inst, o);
            if (ref.kind == IR_REF_SYMBOL)
                account_line(lost, inst, ir_symbol_at(lost->front->unit, ref.index)->name);
        }
    }
}

static void account(struct lost *lost)
{
    const GPtrArray *functions = lost->front->unit->functions;
    for (guint i = 0; i < functions->len; i++) {
        const struct ir_function *function = g_ptr_array_index(functions, i);
        if (!function->in_header && function->degraded)
            account_function(lost, function);
    }
}

static bool is_lowered(const struct lost *lost, const struct piece *piece, const char *name)
{
    g_autofree char *key = g_strdup_printf("%u %s", piece->line, name);
    return g_hash_table_contains(lost->lowered, key);
}

/* The lowered function around a byte, or NULL. */
static const struct ir_function *function_at(const struct lost *lost, size_t offset)
{
    for (guint i = 0; i < lost->extents->len; i++) {
        const struct extent *extent = &g_array_index(lost->extents, struct extent, i);
        if (extent->begin <= offset && offset < extent->end && clang_File_isEqual(extent->file, lost->file))
            return g_ptr_array_index(lost->front->unit->functions, extent->function);
    }
    return NULL;
}

/* ---- what it says ---- */

static void mention(struct lost *lost, enum ir_mention_kind kind, const struct piece *piece, const char *name,
                    const char *function)
{
    struct ir_unit *unit = lost->front->unit;
    ir_id file = front_file(lost->front, lost->file);
    struct ir_loc loc = {.file = file, .line = piece->line, .col = piece->col};
    loc.spelling_file = file;
    loc.spelling_line = piece->line;
    loc.spelling_col = piece->col;
    struct ir_mention found = {.kind = kind,
                               .name = ir_intern(unit, name),
                               .loc = ir_add_loc(unit, loc),
                               .function = ir_intern(unit, function)};
    if (unit->mentions->len < MENTIONS_MAX)
        g_array_append_val(unit->mentions, found);
}

/* How many arguments stand between the bracket at `open` and its fellow. */
static int n_arguments(const struct lost *lost, guint open)
{
    int depth = 0, n = is_sign(lost, open + 1, ')') ? 0 : 1;
    for (guint i = open; piece_at(lost, i); i++) {
        depth += is_sign(lost, i, '(') || is_sign(lost, i, '[') || is_sign(lost, i, '{');
        depth -= is_sign(lost, i, ')') || is_sign(lost, i, ']') || is_sign(lost, i, '}');
        n += depth == 1 && is_sign(lost, i, ',');
        if (depth == 0)
            return n;
    }
    return n;
}

static bool has_row(const struct lost *lost, enum spelling_kind kind, const char *name, int n)
{
    const GPtrArray *rows = catalogue_by_name(lost->front->catalogue, kind, name);
    for (guint i = 0; i < rows->len; i++) {
        int arity = ((const struct catalogue_match *)g_ptr_array_index(rows, i))->spelling->arity;
        if (arity < 0 || arity == n)
            return true;
    }
    return false;
}

/* `int pkey_free(int);` declares, `return pkey_free(k);` calls; a member is somebody else's function. */
static bool is_declared_or_member(const struct lost *lost, guint i)
{
    static const char *const keywords[] = {"return", "else", "do", "case", NULL};
    g_autofree char *before = i > 0 ? word_at(lost, i - 1) : NULL;
    bool is_arrow = i > 1 && is_sign(lost, i - 1, '>') && is_sign(lost, i - 2, '-');
    return (before && !g_strv_contains(keywords, before)) || is_arrow || (i > 0 && is_sign(lost, i - 1, '.'));
}

static bool is_call(const struct lost *lost, guint i, const char *word)
{
    if (!is_sign(lost, i + 1, '(') || is_declared_or_member(lost, i))
        return false;
    int n = n_arguments(lost, i + 1);
    return has_row(lost, SPELLING_CALL, word, n) || has_row(lost, SPELLING_INTRINSIC, word, n);
}

/* The first argument of syscall() or prctl(), or of a function whose name ends so. */
static bool is_number_of_call(const struct lost *lost, guint i, const char *word)
{
    g_autofree char *callee = i > 1 && is_sign(lost, i - 1, '(') ? word_at(lost, i - 2) : NULL;
    if (!callee)
        return false;
    if (g_str_has_suffix(callee, "syscall"))
        return mentions_is_number(lost->front->catalogue, word) && !is_lowered(lost, piece_at(lost, i), callee);
    return g_str_has_suffix(callee, "prctl") && has_row(lost, SPELLING_PRCTL, word, -1) &&
           !is_lowered(lost, piece_at(lost, i), callee);
}

bool lost_is_asm(const char *word)
{
    return g_str_equal(word, "asm") || g_str_equal(word, "__asm__") || g_str_equal(word, "__asm");
}

/* A literal's inside with its escapes resolved; the parts of a template that macros spell are left out. */
static void append_literal(const struct lost *lost, const struct piece *piece, GString *template)
{
    if (piece->length < 2)
        return;
    g_autofree char *inside = g_strndup(lost->text + piece->begin + 1, piece->length - 2);
    g_autofree char *plain = g_strcompress(inside);
    g_string_append(template, plain);
}

static bool is_qualifier(const struct lost *lost, guint i)
{
    static const char *const qualifiers[] = {"volatile", "__volatile__", "__volatile", "goto", "inline", NULL};
    g_autofree char *word = word_at(lost, i);
    return word && g_strv_contains(qualifiers, word);
}

static void mention_asm(struct lost *lost, guint i, const char *function)
{
    g_autoptr(GString) template = g_string_new(NULL);
    const struct piece *keyword = piece_at(lost, i++);
    while (is_qualifier(lost, i))
        i++;
    if (!is_sign(lost, i, '(') || is_lowered(lost, keyword, "asm"))
        return;
    for (const struct piece *piece; (piece = piece_at(lost, ++i)) && piece->kind != SOURCE_PUNCT;)
        if (piece->kind == SOURCE_STRING && template->len < MAX_TEMPLATE)
            append_literal(lost, piece, template);
    g_autofree char *valid = g_utf8_make_valid(template->str, -1);
    if (*valid)
        mention(lost, IR_MENTION_ASM, keyword, valid, function);
}

static void judge_word(struct lost *lost, guint i, const char *function)
{
    g_autofree char *word = word_at(lost, i);
    const struct piece *piece = piece_at(lost, i);
    if (lost_is_asm(word))
        mention_asm(lost, i, function);
    else if ((is_call(lost, i, word) && !is_lowered(lost, piece, word)) || is_number_of_call(lost, i, word))
        mention(lost, IR_MENTION_TEXT, piece, word, function);
}

/* ---- the walk ---- */

/* The name in front of the bracket that opens at file scope: that of the function whose body follows, as far as text
 * can tell. g_free. */
static char *heading(const struct lost *lost, guint open)
{
    g_autofree char *word = open > 0 ? word_at(lost, open - 1) : NULL;
    return word && !lost_is_asm(word) && !g_str_has_prefix(word, "__attribute") ? g_steal_pointer(&word) : NULL;
}

static void walk(struct lost *lost)
{
    int braces = 0, brackets = 0;
    g_autofree char *heard = g_strdup("");
    for (guint i = 0; i < lost->pieces->len; i++) {
        const struct piece *piece = piece_at(lost, i);
        char *name = braces == 0 && brackets == 0 && is_sign(lost, i, '(') ? heading(lost, i) : NULL;
        if (name) {
            g_free(heard);
            heard = name;
        }
        brackets = MAX(0, brackets + is_sign(lost, i, '(') - is_sign(lost, i, ')'));
        braces = MAX(0, braces + is_sign(lost, i, '{') - is_sign(lost, i, '}'));
        if (piece->kind != SOURCE_WORD || braces == 0)
            continue;
        const struct ir_function *function = function_at(lost, piece->begin);
        if (!function)
            judge_word(lost, i, heard);
        else if (function->degraded)
            judge_word(lost, i, ir_function_name(lost->front->unit, function));
    }
}

void front_lost(struct front *front, CXFile main_file, const GArray *extents, const GArray *skipped)
{
    size_t length = 0;
    const char *text = front_file_text(front, main_file, &length);
    if (!text || length > MAX_TEXT)
        return;
    g_autoptr(GArray) pieces = tokenise(text, length, skipped);
    g_autoptr(GHashTable) lowered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct lost lost = {
        .front = front, .file = main_file, .extents = extents, .text = text, .pieces = pieces, .lowered = lowered};
    account(&lost);
    walk(&lost);
}
