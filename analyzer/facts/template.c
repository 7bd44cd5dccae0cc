#include "facts/template.h"

#include <string.h>

enum {
    TEMPLATE_MAX = 1 << 16, /* text behind is not looked at */
    RUN_MAX = 64            /* instructions are not spelled in longer runs of bytes: those are tables */
};

struct parser {
    GArray *parts;
    GByteArray *run; /* the bytes of the last directives, not yet a part */
    bool in_data;
    GArray *sections; /* gboolean: in_data below each .pushsection */
};

static void clear_part(gpointer data)
{
    struct template_part *part = data;
    g_free(part->mnemonic);
    g_free(part->operands);
    g_clear_pointer(&part->bytes, g_byte_array_unref);
}

static void end_run(struct parser *p)
{
    if (p->run->len && p->run->len <= RUN_MAX) {
        struct template_part part = {.bytes = p->run};
        g_array_append_val(p->parts, part);
        p->run = g_byte_array_new();
    }
    g_byte_array_set_size(p->run, 0);
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\r\f\v");
}

/* Words of GNU as for the data directives, with the size of an element; 0: a string, 1 byte and NUL at its end for -1.
 */
static const struct {
    const char *word;
    int size;
} directives[] = {
    {".byte", 1},  {".dc.b", 1},  {".2byte", 2},  {".short", 2},   {".word", 2}, {".value", 2},
    {".hword", 2}, {".4byte", 4}, {".long", 4},   {".int", 4},     {".dc.l", 4}, {".8byte", 8},
    {".quad", 8},  {".ascii", 0}, {".asciz", -1}, {".string", -1},
};

/* A number of GNU as, or MASM's 0fh. Ends at the first character that is not part of it; NULL when there is none. */
static const char *read_number(const char *text, guint64 *ret_number)
{
    size_t n = strspn(text, "0123456789abcdefABCDEF");
    if (n && (text[n] == 'h' || text[n] == 'H')) {
        *ret_number = g_ascii_strtoull(text, NULL, 16);
        return text + n + 1;
    }
    int base = 0;
    if (text[0] == '0' && (text[1] == 'b' || text[1] == 'B')) {
        base = 2;
        text += 2;
    }
    if (!g_ascii_isdigit(*text))
        return NULL;
    char *end;
    *ret_number = g_ascii_strtoull(text, &end, base);
    return end;
}

static void append_number(GByteArray *run, guint64 number, int size)
{
    for (int i = 0; i < size; i++) {
        guint8 byte = (guint8)(number >> (8 * i));
        g_byte_array_append(run, &byte, 1);
    }
}

/* False at anything but plain numbers: the assembler would compute what we do not know. */
static bool append_numbers(GByteArray *run, const char *list, int size)
{
    for (;;) {
        guint64 number;
        list = read_number(skip_blanks(list), &number);
        if (!list)
            return false;
        append_number(run, number, size);
        list = skip_blanks(list);
        if (*list != ',')
            return *list == '\0';
        list++;
    }
}

static const char *append_escaped(GByteArray *run, const char *text)
{
    guint8 byte = (guint8)*text;
    if (*text == 'x' && g_ascii_isxdigit(text[1])) {
        char *end;
        byte = (guint8)g_ascii_strtoull(text + 1, &end, 16);
        text = end;
    } else if (*text >= '0' && *text <= '7') {
        byte = 0;
        for (int i = 0; i < 3 && *text >= '0' && *text <= '7'; i++)
            byte = (guint8)(byte * 8 + (*text++ - '0'));
    } else {
        text++;
    }
    g_byte_array_append(run, &byte, 1);
    return text;
}

static bool append_string(GByteArray *run, const char *text, int size)
{
    if (*text++ != '"')
        return false;
    while (*text && *text != '"') {
        if (*text == '\\' && text[1]) {
            text = append_escaped(run, text + 1);
            continue;
        }
        g_byte_array_append(run, (const guint8 *)text++, 1);
    }
    if (size < 0)
        g_byte_array_append(run, (const guint8 *)"", 1);
    return *text == '"';
}

/* Whether the word is a directive that lays down data. */
static bool take_data(struct parser *p, const char *word, const char *rest)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(directives); i++) {
        if (!g_str_equal(word, directives[i].word))
            continue;
        int size = directives[i].size;
        bool plain = size > 0 ? append_numbers(p->run, rest, size) : append_string(p->run, rest, size);
        if (p->in_data)
            g_byte_array_set_size(p->run, 0);
        else if (!plain)
            end_run(p);
        return true;
    }
    return false;
}

/* The kernel keeps replacement instructions and fix-ups in sections of their own. */
static bool is_code_section(const char *name)
{
    return strstr(name, "text") || strstr(name, "altinstr_replacement") || strstr(name, "fixup");
}

static bool take_section(struct parser *p, const char *word, const char *rest)
{
    gboolean in_data = p->in_data;
    if (g_str_equal(word, ".pushsection")) {
        g_array_append_val(p->sections, in_data);
        p->in_data = !is_code_section(rest);
    } else if (g_str_equal(word, ".section")) {
        p->in_data = !is_code_section(rest);
    } else if (g_str_equal(word, ".popsection")) {
        p->in_data = p->sections->len && g_array_index(p->sections, gboolean, p->sections->len - 1);
        g_array_set_size(p->sections, p->sections->len - (p->sections->len > 0));
    } else if (g_str_equal(word, ".text") || g_str_equal(word, ".previous")) {
        p->in_data = false;
    } else if (g_str_equal(word, ".data") || g_str_equal(word, ".bss")) {
        p->in_data = true;
    } else {
        return false;
    }
    end_run(p);
    return true;
}

static bool is_prefix(const char *word)
{
    static const char *const prefixes[] = {"lock", "rep",   "repe",  "repz", "repne",   "repnz",    "data16",  "addr32",
                                           "rex",  "rex64", "rex.w", "bnd",  "notrack", "xacquire", "xrelease"};
    for (unsigned i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_equal(word, prefixes[i]))
            return true;
    return false;
}

static void take_instruction(struct parser *p, char *word, const char *rest)
{
    end_run(p);
    if (p->in_data) {
        g_free(word);
        return;
    }
    struct template_part part = {.mnemonic = word, .operands = g_strdup(rest)};
    g_array_append_val(p->parts, part);
}

static const char *word_end(const char *text)
{
    return text + strcspn(text, " \t\r\f\v");
}

/* One statement, without its separator and comments. A label does not end a run of bytes. */
static void take_statement(struct parser *p, char *statement)
{
    const char *rest = skip_blanks(g_strchomp(statement));
    while (*rest) {
        const char *end = word_end(rest), *colon = memchr(rest, ':', (size_t)(end - rest));
        if (colon) {
            rest = skip_blanks(colon + 1);
            continue;
        }
        g_autofree char *word = g_ascii_strdown(rest, end - rest);
        rest = skip_blanks(end);
        if (take_data(p, word, rest) || take_section(p, word, rest))
            return;
        bool prefix = is_prefix(word) && *rest;
        take_instruction(p, g_steal_pointer(&word), rest);
        if (!prefix)
            return;
    }
}

/* Blanks for comments, and of `{att|intel}` the first. Strings are left alone. */
static void blank_out(GString *text)
{
    bool in_string = false, in_other = false;
    for (char *at = text->str; *at; at++) {
        if (in_string && *at == '\\' && at[1]) {
            at++;
        } else if (*at == '"') {
            in_string = !in_string;
        } else if (in_string) {
            continue;
        } else if (at[0] == '/' && at[1] == '*') {
            char *end = strstr(at + 2, "*/");
            size_t n = end ? (size_t)(end + 2 - at) : strlen(at);
            memset(at, ' ', n);
            at += n - 1;
        } else if (*at == '#' || (at[0] == '/' && at[1] == '/')) {
            size_t n = strcspn(at, "\n");
            memset(at, ' ', n);
            at += n - 1;
        } else if (*at == '{') {
            *at = ' ';
        } else if (*at == '|' || *at == '}') {
            in_other = *at == '|';
            *at = ' ';
        } else if (in_other && *at != '\n') {
            *at = ' ';
        }
    }
}

static char *statement_end(char *text)
{
    bool in_string = false;
    for (; *text; text++) {
        if (in_string && *text == '\\' && text[1])
            text++;
        else if (*text == '"')
            in_string = !in_string;
        else if (*text == '\n' || (*text == ';' && !in_string))
            break;
    }
    return text;
}

GArray *template_parse(const char *text)
{
    struct parser p = {.run = g_byte_array_new(), .sections = g_array_new(FALSE, FALSE, sizeof(gboolean))};
    p.parts = g_array_new(FALSE, FALSE, sizeof(struct template_part));
    g_array_set_clear_func(p.parts, clear_part);
    g_autoptr(GString) copy = g_string_new_len(text, (gssize)strnlen(text, TEMPLATE_MAX));
    blank_out(copy);
    for (char *at = copy->str; *at;) {
        char *end = statement_end(at);
        bool last = *end == '\0';
        *end = '\0';
        take_statement(&p, at);
        at = last ? end : end + 1;
    }
    end_run(&p);
    g_byte_array_unref(p.run);
    g_array_unref(p.sections);
    return p.parts;
}
