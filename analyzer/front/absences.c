#include "front/absences.h"

#include <string.h>

enum {
    NAMES_MAX = 4000,     /* in one unit, members among them */
    FIRST_NUMBER = 0x4000 /* constants differ from each other, so that they can be the cases of one switch */
};

#define OWN_TAG "mpx_audit_" /* of records that have none in the code; a number follows */

struct absence {
    enum absence_kind kind;
    enum absence_shape shape;
    unsigned number; /* of its record's tag */
    char *name;
    GPtrArray *members; /* struct absence * */
};

struct absences {
    GPtrArray *names; /* struct absence *: in the order in which they were met */
    GPtrArray *all;   /* struct absence *: members among them, by number; borrowed */
    unsigned age;
};

static void absence_free(gpointer data)
{
    struct absence *absence = data;
    g_ptr_array_unref(absence->members);
    g_free(absence->name);
    g_free(absence);
}

struct absences *absences_new(void)
{
    struct absences *absences = g_new0(struct absences, 1);
    absences->names = g_ptr_array_new_with_free_func(absence_free);
    absences->all = g_ptr_array_new();
    return absences;
}

void absences_free(struct absences *absences)
{
    g_ptr_array_unref(absences->all);
    g_ptr_array_unref(absences->names);
    g_free(absences);
}

static struct absence *add(struct absences *absences, GPtrArray *names, enum absence_kind kind, const char *name)
{
    if (absences->all->len == NAMES_MAX)
        return NULL;
    struct absence *absence = g_new0(struct absence, 1);
    absence->kind = kind;
    absence->name = g_strdup(name);
    absence->members = g_ptr_array_new_with_free_func(absence_free);
    absence->number = absences->all->len;
    g_ptr_array_add(names, absence);
    g_ptr_array_add(absences->all, absence);
    absences->age++;
    return absence;
}

static bool is_tag(enum absence_kind kind)
{
    return kind <= ABSENCE_ENUM;
}

struct absence *absences_name(struct absences *absences, enum absence_kind kind, const char *name)
{
    for (guint i = 0; i < absences->names->len; i++) {
        struct absence *absence = g_ptr_array_index(absences->names, i);
        if (is_tag(absence->kind) == is_tag(kind) && g_str_equal(absence->name, name))
            return absence;
    }
    return add(absences, absences->names, kind, name);
}

struct absence *absences_find(const struct absences *absences, const char *name)
{
    for (guint i = 0; i < absences->names->len; i++)
        if (g_str_equal(((struct absence *)g_ptr_array_index(absences->names, i))->name, name))
            return g_ptr_array_index(absences->names, i);
    return NULL;
}

struct absence *absences_tagged(const struct absences *absences, const char *tag)
{
    if (g_str_has_prefix(tag, OWN_TAG)) {
        guint64 number = g_ascii_strtoull(tag + strlen(OWN_TAG), NULL, 10);
        return number < absences->all->len ? g_ptr_array_index(absences->all, number) : NULL;
    }
    for (guint i = 0; i < absences->names->len; i++) {
        struct absence *absence = g_ptr_array_index(absences->names, i);
        if (is_tag(absence->kind) && g_str_equal(absence->name, tag))
            return absence;
    }
    return NULL;
}

struct absence *absences_member(struct absences *absences, struct absence *of, const char *name)
{
    for (guint i = 0; i < of->members->len; i++)
        if (g_str_equal(((struct absence *)g_ptr_array_index(of->members, i))->name, name))
            return g_ptr_array_index(of->members, i);
    return add(absences, of->members, ABSENCE_MEMBER, name);
}

void absences_use(struct absences *absences, struct absence *absence, enum absence_shape shape)
{
    absences->age += shape > absence->shape;
    absence->shape = MAX(absence->shape, shape);
}

unsigned absences_age(const struct absences *absences)
{
    return absences->age;
}

/* ---- in C ---- */

static bool has_record(const struct absence *absence)
{
    return absence->shape >= SHAPE_POINTER_TO_RECORD;
}

static void put_declarator(GString *out, const struct absence *absence)
{
    const char *call = absence->kind == ABSENCE_FUNCTION ? "()" : "";
    switch (absence->shape) {
    case SHAPE_NUMBER:
        g_string_append_printf(out, "long %s%s;\n", absence->name, call);
        break;
    case SHAPE_FUNCTION:
        g_string_append_printf(out, "long (*%s%s)();\n", absence->name, call);
        break;
    case SHAPE_POINTER:
        g_string_append_printf(out, "unsigned char *%s%s;\n", absence->name, call);
        break;
    case SHAPE_POINTER_TO_RECORD:
        g_string_append_printf(out, "struct " OWN_TAG "%u *%s%s;\n", absence->number, absence->name, call);
        break;
    case SHAPE_RECORD:
        g_string_append_printf(out, "struct " OWN_TAG "%u %s%s;\n", absence->number, absence->name, call);
        break;
    }
}

/* Behind the records that its members need. */
static void put_record(GString *out, const char *keyword, const char *tag, const struct absence *absence)
{
    g_autoptr(GString) members = g_string_new(absence->members->len ? "" : "long mpx_audit;\n");
    for (guint i = 0; i < absence->members->len; i++) {
        const struct absence *member = g_ptr_array_index(absence->members, i);
        g_autofree char *own = g_strdup_printf(OWN_TAG "%u", member->number);
        if (has_record(member))
            put_record(out, "struct", own, member);
        put_declarator(members, member);
    }
    g_string_append_printf(out, "%s %s {\n%s};\n", keyword, tag, members->str);
}

static void put(GString *out, const struct absence *absence)
{
    static const char *const storage[] = {
        [ABSENCE_TYPE] = "typedef ", [ABSENCE_VARIABLE] = "extern ", [ABSENCE_FUNCTION] = "", [ABSENCE_MEMBER] = ""};
    g_autofree char *tag = g_strdup_printf(OWN_TAG "%u", absence->number);
    switch (absence->kind) {
    case ABSENCE_STRUCT:
    case ABSENCE_UNION:
        put_record(out, absence->kind == ABSENCE_UNION ? "union" : "struct", absence->name, absence);
        break;
    case ABSENCE_ENUM:
        g_string_append_printf(out, "enum %s { %s };\n", absence->name, tag);
        break;
    case ABSENCE_CONSTANT:
        g_string_append_printf(out, "enum { %s = %u };\n", absence->name, FIRST_NUMBER + absence->number);
        break;
    case ABSENCE_LOOP:
        g_string_append_printf(out, "#define %s(at, ...) for (; ((at) = mpx_audit_next());)\n", absence->name);
        break;
    default:
        if (has_record(absence))
            put_record(out, "struct", tag, absence);
        g_string_append(out, storage[absence->kind]);
        put_declarator(out, absence);
    }
}

char *absences_text(const struct absences *absences)
{
    GString *out = g_string_new("void *mpx_audit_next(void);\n");
    for (guint i = 0; i < absences->names->len; i++)
        put(out, g_ptr_array_index(absences->names, i));
    return g_string_free(out, FALSE);
}
