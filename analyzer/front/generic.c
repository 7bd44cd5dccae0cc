#include "front/generic.h"

#include <string.h>

#include "front/position.h"

static CXType bare(CXType type)
{
    return clang_getUnqualifiedType(clang_getCanonicalType(type));
}

/* The only arm of the selection's type; several may have it, then their number is returned. */
static guint arms_of_type(CXCursor generic, const children *kids, CXCursor *ret_arm)
{
    guint n = 0;
    CXType type = bare(clang_getCursorType(generic));
    for (guint i = 1; i < kids->n; i++) {
        if (clang_equalTypes(bare(clang_getCursorType(children_at(kids, i))), type)) {
            *ret_arm = children_at(kids, i);
            n++;
        }
    }
    return n;
}

/* The text between the brackets of `_Generic(…)`, where it is spelled; NULL when it is not spelled in one piece. */
static char *written(struct lower *l, CXCursor generic)
{
    CXFile file;
    unsigned offset;
    size_t length = 0;
    clang_getSpellingLocation(clang_getRangeStart(clang_getCursorExtent(generic)), &file, NULL, NULL, &offset);
    const char *text = file ? front_file_text(l->front, file, &length) : NULL;
    if (!text || offset >= length || strncmp(text + offset, "_Generic", MIN(8, length - offset)) != 0)
        return NULL;
    const char *open = memchr(text + offset, '(', length - offset), *end = text + length;
    int depth = 0;
    for (const char *p = open; p && p < end; p++) {
        depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
        if (depth == 0)
            return g_strndup(open + 1, (gsize)(p - open - 1));
    }
    return NULL;
}

/* The parts between the commas that are not in brackets. */
static GPtrArray *split(char *text)
{
    GPtrArray *parts = g_ptr_array_new();
    int depth = 0;
    g_ptr_array_add(parts, text);
    for (char *p = text; *p; p++) {
        depth += strchr("([{", *p) ? 1 : strchr(")]}", *p) ? -1 : 0;
        if (*p == ',' && depth == 0) {
            *p = '\0';
            g_ptr_array_add(parts, p + 1);
        }
    }
    return parts;
}

/* A type's words in one order and without blanks, `int` only where it stands alone: `unsigned long int` and `long
 * unsigned` are one type (6.7.2p2). */
static char *normal(const char *text)
{
    static const char *const words[] = {"const", "volatile", "unsigned", "signed", "short", "char", "long", "int"};
    unsigned count[G_N_ELEMENTS(words)] = {0};
    g_autoptr(GString) rest = g_string_new(NULL);
    for (const char *p = text; *p;) {
        size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        bool known = false;
        for (size_t i = 0; n && i < G_N_ELEMENTS(words); i++)
            if (strlen(words[i]) == n && strncmp(words[i], p, n) == 0 && ++count[i])
                known = true;
        if (!known && n)
            g_string_append_len(rest, p, (gssize)n);
        else if (n == 0 && !g_ascii_isspace(*p) && *p != '\\')
            g_string_append_c(rest, *p);
        p += n ? n : 1;
    }
    bool is_plain = !count[4] && !count[5] && !count[6];
    count[7] = is_plain && (count[7] || count[2] || count[3]) ? 1 : 0;
    if (!count[5])
        count[3] = 0;
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        for (unsigned k = 0; k < count[i]; k++)
            g_string_append(out, words[i]);
    g_string_append(out, rest->str);
    return g_string_free(out, FALSE);
}

/* 6.5.1.1p3: the association whose type is that of the controlling expression, else the default one. */
static bool by_text(char *text, const children *kids, CXCursor *ret_arm)
{
    g_autoptr(GPtrArray) parts = split(text);
    g_auto(CXString) sugar = clang_getTypeSpelling(clang_getUnqualifiedType(clang_getCursorType(children_at(kids, 0))));
    g_auto(CXString) canonical = clang_getTypeSpelling(bare(clang_getCursorType(children_at(kids, 0))));
    g_autofree char *as_written = normal(clang_getCString(sugar)), *as_meant = normal(clang_getCString(canonical));
    guint otherwise = 0;
    if (parts->len != kids->n)
        return false;
    for (guint i = 1; i < parts->len; i++) {
        char *part = g_ptr_array_index(parts, i), *colon = strchr(part, ':');
        if (!colon)
            return false;
        *colon = '\0';
        g_autofree char *type = normal(part);
        if (strcmp(type, "default") == 0)
            otherwise = i;
        if (strcmp(type, as_written) == 0 || strcmp(type, as_meant) == 0) {
            *ret_arm = children_at(kids, i);
            return true;
        }
    }
    if (otherwise)
        *ret_arm = children_at(kids, otherwise);
    return otherwise != 0;
}

bool generic_chosen(struct lower *l, CXCursor generic, CXCursor *ret_arm)
{
    g_auto(children) kids = lower_children(l, generic);
    CXCursor arm;
    if (kids.n < 2)
        return false;
    if (arms_of_type(generic, &kids, &arm) == 1) {
        *ret_arm = arm;
        return true;
    }
    g_autofree char *text = pretty_generic(l->pretty, generic);
    if (!text)
        text = written(l, generic);
    return text && by_text(text, &kids, ret_arm);
}
