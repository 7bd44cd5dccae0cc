#include "front/symbols.h"

#include <string.h>

#include "front/position.h"
#include "front/types.h"
#include "front/untrusted.h"
#include "ir/access.h"

struct front_symbols {
    GHashTable *by_decl; /* canonical Decl pointer → id + 1 */
    GHashTable *by_name; /* interned name → id + 1: the first of this name */
};

/* The declaration that has most to say: attributes are inherited by later declarations, and the definition knows the
 * bounds of its array. */
static CXCursor telling(CXCursor decl)
{
    CXCursor definition = clang_getCursorDefinition(decl);
    return clang_Cursor_isNull(definition) ? decl : definition;
}

/* Clang prints a function type's own attributes behind its parameters; those inside belong to a parameter. */
static bool type_is_noreturn(CXType type)
{
    static const char opening[] = " __attribute__((";
    g_auto(CXString) spelling = clang_getTypeSpelling(type);
    g_autofree char *text = g_strdup(clang_getCString(spelling));
    char *last;
    while (text && g_str_has_suffix(text, "))") && (last = g_strrstr(text, opening)) != NULL) {
        if (g_str_has_prefix(last + strlen(opening), "noreturn"))
            return true;
        *last = '\0';
    }
    return false;
}

/* aligned(N) as clang prints the expression: a number, or `1 << 6` in brackets. Anything else is not known. */
static uint32_t alignment_of(const char *text)
{
    g_autofree char *digits = g_strdup(text);
    g_strdelimit(digits, "()", ' ');
    char *end;
    guint64 value = g_ascii_strtoull(digits, &end, 10);
    g_strchug(end);
    if (g_str_has_prefix(end, "<<"))
        value = value == 1 ? (guint64)1 << MIN(g_ascii_strtoull(end + 2, &end, 10), 30) : 0;
    g_strstrip(end);
    bool is_number = *end == '\0' || g_ascii_strcasecmp(end, "u") == 0 || g_ascii_strcasecmp(end, "ul") == 0;
    return is_number && value <= 1u << 30 ? (uint32_t)value : 0;
}

static const char *section_of(struct front *front, const char *text)
{
    g_autofree char *argument = front_attribute(text, "section");
    size_t length = argument ? strlen(argument) : 0;
    if (length < 2)
        return NULL;
    argument[length - 1] = '\0'; /* the quotes */
    return ir_intern(front->unit, argument + 1);
}

static void read_attributes(struct front *front, CXCursor decl, struct ir_symbol *symbol)
{
    if (!clang_Cursor_hasAttrs(decl))
        return;
    g_autofree char *text = front_declaration_text(decl);
    g_autofree char *aligned = front_attribute(text, "aligned");
    g_autofree char *weak = front_attribute(text, "weak");
    symbol->section = section_of(front, text);
    symbol->align = aligned ? alignment_of(aligned) : 0;
    symbol->is_weak = weak != NULL;
    symbol->is_noreturn |= symbol->is_function && strstr(text, "_Noreturn ") != NULL;
}

/* A file-scope variable without `extern` is a tentative definition, C11 6.9.2. */
static bool is_defined(CXCursor decl, CXCursor told)
{
    if (clang_isCursorDefinition(told))
        return true;
    return clang_getCursorKind(decl) == CXCursor_VarDecl && clang_Cursor_getStorageClass(decl) != CX_SC_Extern;
}

static ir_id add_symbol(struct front *front, CXCursor decl, CXCursor canonical)
{
    CXCursor told = telling(decl);
    CXType type = clang_getCursorType(told);
    g_auto(CXString) name = clang_getCursorSpelling(decl);
    struct ir_symbol symbol = {
        .name = ir_intern(front->unit, clang_getCString(name)),
        .type = front_declared_type(front, told, front_type(front, type)),
        .loc = front_loc(front, told),
        .linkage = clang_getCursorLinkage(decl) == CXLinkage_External ? IR_EXTERN : IR_STATIC,
        .is_function = clang_getCursorKind(decl) == CXCursor_FunctionDecl,
        .is_thread_local = clang_getCursorTLSKind(decl) != CXTLS_None,
        .is_defined = is_defined(decl, told),
    };
    symbol.is_noreturn = symbol.is_function && type_is_noreturn(type);
    read_attributes(front, told, &symbol);
    g_array_append_val(front->unit->symbols, symbol);
    ir_id id = front->unit->symbols->len - 1;
    g_hash_table_insert(front->symbols->by_decl, (gpointer)canonical.data[0], GUINT_TO_POINTER(id + 1));
    if (!g_hash_table_contains(front->symbols->by_name, symbol.name))
        g_hash_table_insert(front->symbols->by_name, (gpointer)symbol.name, GUINT_TO_POINTER(id + 1));
    return id;
}

ir_id front_symbol(struct front *front, CXCursor decl)
{
    if (clang_getCursorKind(decl) == CXCursor_DeclRefExpr)
        decl = clang_getCursorReferenced(decl);
    enum CXCursorKind kind = clang_getCursorKind(decl);
    if (kind != CXCursor_FunctionDecl && kind != CXCursor_VarDecl)
        return IR_NONE;
    CXCursor canonical = clang_getCanonicalCursor(decl);
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(front->symbols->by_decl, canonical.data[0]));
    return found > 0 ? found - 1 : add_symbol(front, decl, canonical);
}

ir_id front_symbol_named(struct front *front, const char *name, ir_id type)
{
    const char *interned = ir_intern(front->unit, name);
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(front->symbols->by_name, interned));
    if (found > 0)
        return found - 1;
    struct ir_symbol symbol = {
        .name = interned,
        .type = type,
        .is_function = ir_type_at(front->unit, type)->kind == IR_TYPE_FUNCTION,
    };
    g_array_append_val(front->unit->symbols, symbol);
    ir_id id = front->unit->symbols->len - 1;
    g_hash_table_insert(front->symbols->by_name, (gpointer)interned, GUINT_TO_POINTER(id + 1));
    return id;
}

void front_symbols_init(struct front *front)
{
    front->symbols = g_new0(struct front_symbols, 1);
    front->symbols->by_decl = g_hash_table_new(NULL, NULL);
    front->symbols->by_name = g_hash_table_new(NULL, NULL);
}

void front_symbols_release(struct front *front)
{
    g_hash_table_unref(front->symbols->by_decl);
    g_hash_table_unref(front->symbols->by_name);
    g_clear_pointer(&front->symbols, g_free);
}
