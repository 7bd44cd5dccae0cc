#include "front/shapes.h"

#include <string.h>

#include "ir/access.h"

#define MAX_NAME 200

static void append_shape(GString *key, const struct ir_type *type, uintptr_t identity)
{
    g_string_printf(key, "%d.%d%d%d%d%d%d.%" G_GUINT64_FORMAT ".%u.%u.%" G_GUINT64_FORMAT ".%zx.%s.%s", type->kind,
                    type->is_signed, type->is_bool, type->is_volatile, type->is_const, type->is_union,
                    type->is_variadic, type->size, type->align, type->target, type->count, (size_t)identity,
                    type->tag ? type->tag : "", type->name ? type->name : "");
    for (guint i = 0; type->params && i < type->params->len; i++)
        g_string_append_printf(key, ".%u", g_array_index(type->params, ir_id, i));
}

ir_id shape_intern(struct front *front, struct ir_type type, uintptr_t identity)
{
    g_autoptr(GString) key = g_string_sized_new(128);
    append_shape(key, &type, identity);
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(front->types->by_shape, key->str));
    if (found > 0) {
        g_clear_pointer(&type.params, g_array_unref);
        g_clear_pointer(&type.fields, g_array_unref);
        return found - 1;
    }
    g_array_append_val(front->unit->types, type);
    ir_id id = front->unit->types->len - 1;
    g_hash_table_insert(front->types->by_shape, g_strdup(key->str), GUINT_TO_POINTER(id + 1));
    return id;
}

static const char *intern_name(struct front *front, GString *name)
{
    if (name->len > MAX_NAME) {
        g_string_truncate(name, MAX_NAME - 3);
        g_string_append(name, "...");
    }
    return ir_intern(front->unit, name->str);
}

static void append_qualified(GString *name, const struct ir_type *type)
{
    bool suffix = type->kind == IR_TYPE_POINTER;
    if (type->is_const && !suffix)
        g_string_append(name, "const ");
    if (type->is_volatile && !suffix)
        g_string_append(name, "volatile ");
    g_string_append(name, type->name ? type->name : "?");
    if (type->is_const && suffix)
        g_string_append(name, "const");
    if (type->is_volatile && suffix)
        g_string_append(name, "volatile");
}

const char *shape_pointer_name(struct front *front, ir_id target)
{
    const struct ir_type *type = ir_type_at(front->unit, target);
    g_autoptr(GString) name = g_string_new(NULL);
    append_qualified(name, type);
    const char *inner = strstr(name->str, "(*");
    char opening = type->kind == IR_TYPE_FUNCTION ? '(' : type->kind == IR_TYPE_ARRAY ? '[' : '\0';
    const char *declarator = opening ? strchr(name->str, opening) : NULL;
    if (inner)
        g_string_insert(name, inner - name->str + 1, "*");
    else if (declarator)
        g_string_insert(name, declarator - name->str, "(*)");
    else
        g_string_append(name, name->len > 0 && name->str[name->len - 1] == '*' ? "*" : " *");
    return intern_name(front, name);
}

const char *shape_array_name(struct front *front, ir_id element, uint64_t count)
{
    g_autoptr(GString) name = g_string_new(NULL);
    append_qualified(name, ir_type_at(front->unit, element));
    const char *inner = strchr(name->str, '[');
    g_autofree char *bounds = count > 0 ? g_strdup_printf("[%" G_GUINT64_FORMAT "]", count) : g_strdup("[]");
    if (inner && !strstr(name->str, "(*"))
        g_string_insert(name, inner - name->str, bounds);
    else
        g_string_append_printf(name, " %s", bounds);
    return intern_name(front, name);
}

const char *shape_function_name(struct front *front, const struct ir_type *function)
{
    g_autoptr(GString) name = g_string_new(NULL);
    append_qualified(name, ir_type_at(front->unit, function->target));
    g_string_append(name, " (");
    for (guint i = 0; i < function->params->len && name->len <= MAX_NAME; i++) {
        g_string_append(name, i > 0 ? ", " : "");
        append_qualified(name, ir_type_at(front->unit, g_array_index(function->params, ir_id, i)));
    }
    if (function->is_variadic)
        g_string_append(name, function->params->len > 0 ? ", ..." : "...");
    else if (function->params->len == 0)
        g_string_append(name, "void");
    g_string_append(name, ")");
    return intern_name(front, name);
}

const char *shape_record_name(struct front *front, CXType canonical)
{
    g_auto(CXString) spelling = clang_getTypeSpelling(canonical);
    g_autoptr(GString) name = g_string_new(clang_getCString(spelling));
    const char *at = strstr(name->str, " at ");
    const char *folder = at ? strrchr(at, '/') : NULL;
    if (folder)
        g_string_erase(name, at - name->str + 4, folder - at - 3);
    return intern_name(front, name);
}
