#include "front/printed.h"

#include <string.h>

#include "front/source.h"

struct scan {
    struct ir_unit *unit;
    const char *text;
    size_t end, pos;
};

/* The next piece that is no blank, without moving; its beginning is put where the scan stands. */
static enum source_piece peek(struct scan *scan, size_t *ret_behind)
{
    size_t behind = scan->pos;
    enum source_piece piece = source_next(scan->text, scan->end, &behind);
    while (piece == SOURCE_BLANK) {
        scan->pos = behind;
        piece = source_next(scan->text, scan->end, &behind);
    }
    *ret_behind = behind;
    return piece;
}

static bool take_punct(struct scan *scan, char c)
{
    size_t behind;
    if (peek(scan, &behind) != SOURCE_PUNCT || scan->text[scan->pos] != c)
        return false;
    scan->pos = behind;
    return true;
}

static const char *take_word(struct scan *scan)
{
    size_t behind;
    if (peek(scan, &behind) != SOURCE_WORD)
        return NULL;
    g_autofree char *word = g_strndup(scan->text + scan->pos, behind - scan->pos);
    scan->pos = behind;
    return ir_intern(scan->unit, word);
}

static bool take_keyword(struct scan *scan, const char *keyword)
{
    size_t behind;
    if (peek(scan, &behind) != SOURCE_WORD || behind - scan->pos != strlen(keyword) ||
        strncmp(scan->text + scan->pos, keyword, behind - scan->pos) != 0)
        return false;
    scan->pos = behind;
    return true;
}

/* One escape sequence, C11 6.4.4.4; `*c` stands on the backslash and is moved behind the sequence. */
static char unescape(const char **c, const char *end)
{
    static const char letters[] = "abfnrtve", values[] = "\a\b\f\n\r\t\v\033";
    const char *at = *c + 1;
    unsigned value = 0;
    const char *letter = at < end ? memchr(letters, *at, sizeof letters - 1) : NULL;
    if (letter) {
        *c = at + 1;
        return values[letter - letters];
    }
    if (at < end && *at == 'x') {
        for (at++; at < end && g_ascii_isxdigit(*at); at++)
            value = value * 16 + (unsigned)g_ascii_xdigit_value(*at);
    } else if (at < end && *at >= '0' && *at <= '7') {
        for (unsigned n = 0; n < 3 && at < end && *at >= '0' && *at <= '7'; n++, at++)
            value = value * 8 + (unsigned)(*at - '0');
    } else {
        value = at < end ? (unsigned char)*at++ : '\\';
    }
    *c = at;
    return (char)value;
}

static void append_literal(GString *out, const char *quoted, size_t length)
{
    const char *c = quoted + 1, *end = quoted + length - 1;
    while (c < end) {
        char value = *c == '\\' ? unescape(&c, end) : *c++;
        if (value != '\0') /* the IR's strings end with NUL */
            g_string_append_c(out, value);
    }
}

/* One or more adjacent string literals, joined. */
static const char *take_string(struct scan *scan)
{
    size_t behind;
    if (peek(scan, &behind) != SOURCE_STRING)
        return NULL;
    g_autoptr(GString) joined = g_string_new(NULL);
    while (peek(scan, &behind) == SOURCE_STRING) {
        append_literal(joined, scan->text + scan->pos, behind - scan->pos);
        scan->pos = behind;
    }
    g_autofree char *valid = g_utf8_make_valid(joined->str, (gssize)joined->len);
    return ir_intern(scan->unit, valid);
}

/* Moves behind the bracket that closes the one just read. */
static bool skip_to_closing(struct scan *scan)
{
    unsigned depth = 1;
    size_t behind;
    enum source_piece piece;
    while (depth > 0 && (piece = peek(scan, &behind)) != SOURCE_END) {
        char c = piece == SOURCE_PUNCT ? scan->text[scan->pos] : 'x';
        depth += strchr("([{", c) ? 1 : 0;
        depth -= strchr(")]}", c) ? 1 : 0;
        scan->pos = behind;
    }
    return depth == 0;
}

/* `[name] "constraint" (expression)` */
static bool take_operand(struct scan *scan, GArray *operands)
{
    struct pretty_operand operand = {0};
    if (take_punct(scan, '[') && (!(operand.name = take_word(scan)) || !take_punct(scan, ']')))
        return false;
    operand.constraint = take_string(scan);
    if (!operand.constraint || !take_punct(scan, '('))
        return false;
    size_t begin = scan->pos;
    if (!skip_to_closing(scan))
        return false;
    g_autofree char *text = source_fold(scan->text, begin, scan->pos - 1, scan->end, SOURCE_ANY);
    operand.text = ir_intern(scan->unit, text ? text : "");
    g_array_append_val(operands, operand);
    return true;
}

static bool take_name(const char *name, GArray *names)
{
    if (name)
        g_array_append_val(names, name);
    return name != NULL;
}

enum asm_section { OUTPUTS, INPUTS, CLOBBERS, LABELS, N_SECTIONS };

static bool take_entry(struct scan *scan, struct printed_asm *item, enum asm_section section)
{
    switch (section) {
    case OUTPUTS:
        return take_operand(scan, item->outputs);
    case INPUTS:
        return take_operand(scan, item->inputs);
    case CLOBBERS:
        return take_name(take_string(scan), item->clobbers);
    default:
        return take_name(take_word(scan), item->labels);
    }
}

static bool at_punct(struct scan *scan, char c)
{
    size_t behind;
    return peek(scan, &behind) == SOURCE_PUNCT && scan->text[scan->pos] == c;
}

static bool take_section(struct scan *scan, struct printed_asm *item, enum asm_section section)
{
    if (at_punct(scan, ':') || at_punct(scan, ')'))
        return true;
    do {
        if (!take_entry(scan, item, section))
            return false;
    } while (take_punct(scan, ','));
    return true;
}

static bool take_asm(struct scan *scan, struct printed_asm *item)
{
    item->is_volatile = take_keyword(scan, "volatile");
    item->is_goto = take_keyword(scan, "goto");
    if (!take_punct(scan, '(') || !(item->template = take_string(scan)))
        return false;
    for (unsigned section = OUTPUTS; section < N_SECTIONS && take_punct(scan, ':'); section++)
        if (!take_section(scan, item, section))
            return false;
    return take_punct(scan, ')');
}

struct printed_asm *printed_asm_read(struct ir_unit *unit, const char *text, size_t length, size_t pos)
{
    struct scan scan = {.unit = unit, .text = text, .end = length, .pos = pos};
    struct printed_asm *item = g_new0(struct printed_asm, 1);
    item->outputs = g_array_new(FALSE, FALSE, sizeof(struct pretty_operand));
    item->inputs = g_array_new(FALSE, FALSE, sizeof(struct pretty_operand));
    item->clobbers = g_array_new(FALSE, FALSE, sizeof(const char *));
    item->labels = g_array_new(FALSE, FALSE, sizeof(const char *));
    if (take_asm(&scan, item))
        return item;
    printed_asm_free(item);
    return NULL;
}

void printed_asm_free(struct printed_asm *item)
{
    if (!item)
        return;
    g_array_unref(item->outputs);
    g_array_unref(item->inputs);
    g_array_unref(item->clobbers);
    g_array_unref(item->labels);
    g_free(item);
}

bool printed_for(const char *text, size_t length, size_t pos, bool ret_has[3])
{
    struct scan scan = {.text = text, .end = length, .pos = pos};
    bool has[3] = {false, false, false};
    unsigned part = 0, depth = 1;
    size_t behind;
    enum source_piece piece;
    if (!take_punct(&scan, '('))
        return false;
    while (depth > 0 && (piece = peek(&scan, &behind)) != SOURCE_END) {
        char c = piece == SOURCE_PUNCT ? text[scan.pos] : 'x';
        depth += strchr("([{", c) ? 1 : 0;
        depth -= strchr(")]}", c) ? 1 : 0;
        if (c == ';' && depth == 1 && ++part > 2)
            return false;
        if (depth > 0 && !(c == ';' && depth == 1))
            has[part] = true;
        scan.pos = behind;
    }
    if (depth > 0 || part != 2)
        return false;
    memcpy(ret_has, has, sizeof has);
    return true;
}

char *printed_generic(const char *text, size_t length, size_t pos)
{
    struct scan scan = {.text = text, .end = length, .pos = pos};
    if (!take_punct(&scan, '('))
        return NULL;
    size_t begin = scan.pos;
    return skip_to_closing(&scan) ? g_strndup(text + begin, scan.pos - 1 - begin) : NULL;
}

/* A statement is printed `asm (` or `asm volatile (`, a declaration's label `asm("`. */
void printed_items(const char *text, size_t length, GArray *ret, GArray *ret_selections)
{
    size_t pos = 0, at = 0;
    enum source_piece piece;
    while ((piece = source_next(text, length, &pos)) != SOURCE_END) {
        size_t n = pos - at;
        struct printed_item item = {.kind = PRINTED_FOR, .pos = pos};
        if (piece == SOURCE_WORD && n == 3 && strncmp(text + at, "for", 3) == 0)
            g_array_append_val(ret, item);
        item.kind = PRINTED_GENERIC;
        if (piece == SOURCE_WORD && n == 8 && strncmp(text + at, "_Generic", 8) == 0)
            g_array_append_val(ret_selections, item);
        item.kind = PRINTED_ASM;
        if (piece == SOURCE_WORD && n == 3 && strncmp(text + at, "asm", 3) == 0 && pos < length && text[pos] == ' ')
            g_array_append_val(ret, item);
        at = pos;
    }
}
