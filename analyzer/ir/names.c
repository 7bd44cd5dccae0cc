#include "ir/access.h"
#include "ir/names_p.h"

#include <stdlib.h>
#include <string.h>

/* A name is cut there; the front does the same. */
enum { LONGEST_NAME = 200 };

struct ir_names {
    const struct ir_unit *unit;
    char **texts;       /* of each type, made when first asked for */
    uint32_t *ordinals; /* of each type that is declared, or NULL when namesakes are not told apart */
};

static bool is_start(char c)
{
    return g_ascii_isalpha(c) || c == '_' || c == '$' || c == '.';
}

bool ir_is_plain_name(const char *text)
{
    if (!is_start(*text) || g_str_has_prefix(text, ".."))
        return false;
    while (is_start(*text) || g_ascii_isdigit(*text))
        text++;
    return *text == '\0';
}

bool ir_is_type_word(const char *text)
{
    static const char *const words[] = {"void",  "bool", "ptr",   "array",    "func", "struct",
                                        "union", "enum", "const", "volatile", "tag"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(text, words[i]))
            return true;
    if (g_str_has_prefix(text, "bool"))
        text += strlen("boo"); /* `bool32` */
    return *text && strchr("iufl", *text) && text[1] && strspn(text + 1, "0123456789") == strlen(text + 1);
}

void ir_print_quoted(GString *out, const char *text, char quote)
{
    g_string_append_c(out, quote);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '\n')
            g_string_append(out, "\\n");
        else if (c == '\t')
            g_string_append(out, "\\t");
        else if (c == (unsigned char)quote || c == '\\')
            g_string_append_printf(out, "\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            g_string_append_printf(out, "\\x%02x", c);
        else
            g_string_append_c(out, (char)c);
    }
    g_string_append_c(out, quote);
}

void ir_print_name(GString *out, const char *name)
{
    if (ir_is_plain_name(name))
        g_string_append(out, name);
    else
        ir_print_quoted(out, name, '\'');
}

uint32_t ir_ordinal(GHashTable *counts, const char *name)
{
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name)) + 1;
    g_hash_table_insert(counts, (gpointer)name, GUINT_TO_POINTER(n));
    return n;
}

static char *type_name(const struct ir_unit *unit, const struct ir_type *type)
{
    return type->name ? g_strdup(type->name) : ir_default_name(unit, type);
}

/* As a part of another type's name: with its qualifiers, which are not in its own. */
static GString *part_name(const struct ir_unit *unit, ir_id id)
{
    const struct ir_type *type = ir_type_at(unit, id);
    g_autofree char *plain = type_name(unit, type);
    GString *name = g_string_new(NULL);
    if (type->kind == IR_TYPE_POINTER)
        g_string_printf(name, "%s%s%s", plain, type->is_const ? "const" : "", type->is_volatile ? "volatile" : "");
    else
        g_string_printf(name, "%s%s%s", type->is_const ? "const " : "", type->is_volatile ? "volatile " : "", plain);
    return name;
}

static const char *number_name(const struct ir_unit *unit, const struct ir_type *type)
{
    bool is_lp64 = unit->pointer_size == 8;
    if (type->kind == IR_TYPE_FLOAT)
        return type->size == 4 ? "float" : type->size == 8 ? "double" : type->size == 16 ? "long double" : "";
    if (type->is_bool)
        return "_Bool";
    switch (type->size) {
    case 1:
        return type->is_signed ? "char" : "unsigned char";
    case 2:
        return type->is_signed ? "short" : "unsigned short";
    case 4:
        return type->is_signed ? "int" : "unsigned int";
    case 8:
        if (is_lp64)
            return type->is_signed ? "long" : "unsigned long";
        return type->is_signed ? "long long" : "unsigned long long";
    case 16:
        return type->is_signed ? "__int128" : "unsigned __int128";
    default:
        return "";
    }
}

/* `int (int)` → `int (*)(int)`, `int [3]` → `int (*)[3]`, `int (*)(int)` → `int (**)(int)`, `char *` → `char **`. */
static GString *pointer_name(const struct ir_unit *unit, const struct ir_type *type)
{
    enum ir_type_kind kind = ir_type_at(unit, type->target)->kind;
    GString *name = part_name(unit, type->target);
    const char *inner = strstr(name->str, "(*");
    const char *declarator = kind == IR_TYPE_FUNCTION ? strchr(name->str, '(')
                             : kind == IR_TYPE_ARRAY  ? strchr(name->str, '[')
                                                      : NULL;
    if (inner)
        return g_string_insert(name, inner - name->str + 1, "*");
    if (declarator)
        return g_string_insert(name, declarator - name->str, "(*)");
    return g_string_append(name, g_str_has_suffix(name->str, "*") ? "*" : " *");
}

static GString *array_name(const struct ir_unit *unit, const struct ir_type *type)
{
    GString *name = part_name(unit, type->target);
    const char *inner = strchr(name->str, '[');
    g_autofree char *count = type->count ? g_strdup_printf("[%" G_GUINT64_FORMAT "]", type->count) : g_strdup("[]");
    if (inner && !strstr(name->str, "(*"))
        return g_string_insert(name, inner - name->str, count);
    g_string_append_printf(name, " %s", count);
    return name;
}

static GString *function_name(const struct ir_unit *unit, const struct ir_type *type)
{
    GString *name = part_name(unit, type->target);
    g_string_append(name, " (");
    for (guint i = 0; i < type->params->len && name->len <= LONGEST_NAME; i++) {
        g_autoptr(GString) param = part_name(unit, g_array_index(type->params, ir_id, i));
        g_string_append_printf(name, "%s%s", i ? ", " : "", param->str);
    }
    if (type->is_variadic)
        g_string_append(name, type->params->len ? ", ..." : "...");
    else if (type->params->len == 0)
        g_string_append(name, "void");
    return g_string_append_c(name, ')');
}

static GString *derived_name(const struct ir_unit *unit, const struct ir_type *type)
{
    switch (type->kind) {
    case IR_TYPE_VOID:
        return g_string_new("void");
    case IR_TYPE_POINTER:
        return pointer_name(unit, type);
    case IR_TYPE_ARRAY:
        return array_name(unit, type);
    case IR_TYPE_FUNCTION:
        return function_name(unit, type);
    case IR_TYPE_INT:
    case IR_TYPE_FLOAT:
        return g_string_new(number_name(unit, type));
    case IR_TYPE_RECORD:
        break;
    }
    return g_string_new(NULL);
}

char *ir_default_name(const struct ir_unit *unit, const struct ir_type *type)
{
    GString *name = derived_name(unit, type);
    if (name->len > LONGEST_NAME) {
        g_string_truncate(name, LONGEST_NAME - strlen("..."));
        g_string_append(name, "...");
    }
    return g_string_free(name, FALSE);
}

static uint32_t natural_align(uint64_t size)
{
    uint32_t align = 1;
    while (align < 16 && align * 2 <= size)
        align *= 2;
    return align;
}

void ir_default_layout(const struct ir_unit *unit, const struct ir_type *type, uint64_t *ret_size, uint32_t *ret_align)
{
    *ret_size = 0;
    *ret_align = 0;
    if (type->kind == IR_TYPE_INT || type->kind == IR_TYPE_FLOAT) {
        *ret_size = type->size;
        *ret_align = natural_align(type->size);
    } else if (type->kind == IR_TYPE_POINTER) {
        *ret_size = *ret_align = unit->pointer_size;
    } else if (type->kind == IR_TYPE_ARRAY) {
        const struct ir_type *element = ir_type_at(unit, type->target);
        *ret_size = element->size * type->count;
        *ret_align = element->align;
    } else if (type->kind == IR_TYPE_FUNCTION) {
        *ret_align = 1;
    }
}

static bool is_structural(const struct ir_unit *unit, const struct ir_type *type)
{
    if (type->kind == IR_TYPE_RECORD)
        return false;
    uint64_t size;
    uint32_t align;
    ir_default_layout(unit, type, &size, &align);
    if (type->size != size || type->align != align)
        return false;
    g_autofree char *name = type->name ? ir_default_name(unit, type) : NULL;
    return !name || g_str_equal(type->name, name);
}

static void print_function_type(struct ir_names *names, const struct ir_type *type, GString *out)
{
    g_string_append(out, "func(");
    for (guint i = 0; i < type->params->len; i++) {
        g_string_append(out, i ? ", " : "");
        g_string_append(out, ir_type_text(names, g_array_index(type->params, ir_id, i)));
    }
    if (type->is_variadic)
        g_string_append(out, type->params->len ? ", ..." : "...");
    g_string_append_printf(out, ") -> %s", ir_type_text(names, type->target));
}

void ir_print_structure(struct ir_names *names, const struct ir_type *type, GString *out)
{
    g_string_append(out, type->is_const ? "const " : "");
    g_string_append(out, type->is_volatile ? "volatile " : "");
    if (type->tag) {
        g_string_append(out, "tag(");
        ir_print_name(out, type->tag);
        g_string_append(out, ") ");
    }
    if (type->kind == IR_TYPE_VOID)
        g_string_append(out, "void");
    else if (type->kind == IR_TYPE_INT && type->is_bool && type->size == 1 && !type->is_signed)
        g_string_append(out, "bool");
    else if (type->kind == IR_TYPE_INT)
        g_string_append_printf(out, "%s%u",
                               type->is_bool     ? "bool"
                               : type->is_signed ? "i"
                                                 : "u",
                               (unsigned)type->size * 8);
    else if (type->kind == IR_TYPE_FLOAT)
        g_string_append_printf(out, "f%u", (unsigned)type->size * 8);
    else if (type->kind == IR_TYPE_POINTER)
        g_string_append_printf(out, "ptr(%s)", ir_type_text(names, type->target));
    else if (type->kind == IR_TYPE_ARRAY && type->count)
        g_string_append_printf(out, "array(%s, %" G_GUINT64_FORMAT ")", ir_type_text(names, type->target), type->count);
    else if (type->kind == IR_TYPE_ARRAY)
        g_string_append_printf(out, "array(%s)", ir_type_text(names, type->target));
    else if (type->kind == IR_TYPE_FUNCTION)
        print_function_type(names, type, out);
    else
        g_string_append(out, type->is_union ? "union" : "struct");
}

/* `struct hdr` and its kind stand as two words, a plain name as one, anything else in quotes. */
static void print_label(GString *out, const char *name)
{
    const char *blank = strchr(name, ' ');
    g_autofree char *word = blank ? g_strndup(name, (gsize)(blank - name)) : NULL;
    if (word && (g_str_equal(word, "struct") || g_str_equal(word, "union") || g_str_equal(word, "enum")) &&
        ir_is_plain_name(blank + 1))
        g_string_append(out, name);
    else if (ir_is_type_word(name))
        g_string_append_printf(out, "'%s'", name);
    else
        ir_print_name(out, name);
}

bool ir_type_is_declared(struct ir_names *names, ir_id type)
{
    return !is_structural(names->unit, ir_type_at(names->unit, type));
}

const char *ir_type_text(struct ir_names *names, ir_id id)
{
    if (names->texts[id])
        return names->texts[id];
    const struct ir_type *type = ir_type_at(names->unit, id);
    GString *out = g_string_new(NULL);
    if (ir_type_is_declared(names, id)) {
        g_autofree char *name = type_name(names->unit, type);
        print_label(out, name);
        if (names->ordinals && names->ordinals[id] > 1)
            g_string_append_printf(out, "#%u", names->ordinals[id]);
    } else {
        ir_print_structure(names, type, out);
    }
    names->texts[id] = g_string_free(out, FALSE);
    return names->texts[id];
}

struct ir_names *ir_names_new(const struct ir_unit *unit, bool numbered)
{
    struct ir_names *names = g_new0(struct ir_names, 1);
    names->unit = unit;
    names->texts = g_new0(char *, unit->types->len);
    if (!numbered)
        return names;
    names->ordinals = g_new0(uint32_t, unit->types->len);
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (ir_id i = 0; i < unit->types->len; i++) {
        if (!ir_type_is_declared(names, i))
            continue;
        char *name = type_name(unit, ir_type_at(unit, i));
        names->ordinals[i] = ir_ordinal(counts, name);
    }
    return names;
}

void ir_names_free(struct ir_names *names)
{
    for (guint i = 0; i < names->unit->types->len; i++)
        g_free(names->texts[i]);
    g_free(names->texts);
    g_free(names->ordinals);
    g_free(names);
}
