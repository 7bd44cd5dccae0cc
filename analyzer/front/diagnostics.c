#include "front/diagnostics.h"

#include <string.h>

#include "front/extents.h"

/* A thousand errors say no more than a hundred. */
#define MAX_DIAGNOSTICS 5000
#define MAX_MISSING 8

struct diagnose {
    struct front *front;
    const GArray *extents;
    GPtrArray *missing; /* char *: headers not found, each once */
    const char *first;
};

/* "file.c:12: message" */
static char *message_of(CXDiagnostic diagnostic, CXFile file, unsigned line)
{
    g_auto(CXString) spelling = clang_getDiagnosticSpelling(diagnostic);
    g_autofree char *text = g_utf8_make_valid(clang_getCString(spelling), -1);
    if (!file)
        return g_steal_pointer(&text);
    g_auto(CXString) name = clang_getFileName(file);
    g_autofree char *base = g_path_get_basename(clang_getCString(name));
    g_autofree char *valid = g_utf8_make_valid(base, -1);
    return g_strdup_printf("%s:%u: %s", valid, line, text);
}

/* "'linux/foo.h' file not found" */
char *diagnostic_missing_header(CXDiagnostic diagnostic)
{
    g_auto(CXString) spelling = clang_getDiagnosticSpelling(diagnostic);
    const char *text = clang_getCString(spelling);
    if (!g_str_has_prefix(text, "'") || !g_str_has_suffix(text, "' file not found"))
        return NULL;
    g_autofree char *name = g_strndup(text + 1, strlen(text + 1) - strlen("' file not found"));
    return g_utf8_make_valid(name, -1);
}

static void note_missing(struct diagnose *diagnose, char *header)
{
    if (g_ptr_array_find_with_equal_func(diagnose->missing, header, g_str_equal, NULL))
        g_free(header);
    else
        g_ptr_array_add(diagnose->missing, header);
}

static void mention_missing(struct diagnose *diagnose)
{
    struct ir_unit *unit = diagnose->front->unit;
    for (guint i = 0; i < diagnose->missing->len; i++) {
        struct ir_mention mention = {.kind = IR_MENTION_MISSING,
                                     .name = ir_intern(unit, g_ptr_array_index(diagnose->missing, i)),
                                     .function = ir_intern(unit, "")};
        g_array_append_val(unit->mentions, mention);
    }
}

static void note_error(struct diagnose *diagnose, CXDiagnostic diagnostic)
{
    struct ir_unit *unit = diagnose->front->unit;
    CXFile file = NULL;
    unsigned line = 0;
    clang_getExpansionLocation(clang_getDiagnosticLocation(diagnostic), &file, &line, NULL, NULL);
    g_autofree char *message = message_of(diagnostic, file, line);
    const char *interned = ir_intern(unit, message);
    char *header = diagnostic_missing_header(diagnostic);
    if (header)
        note_missing(diagnose, header);
    if (!diagnose->first)
        diagnose->first = interned;
    const struct extent *extent = extent_around(diagnose->extents, file, line);
    struct ir_function *function = extent ? g_ptr_array_index(unit->functions, extent->function) : NULL;
    if (function && !function->degraded)
        function->degraded = interned;
}

/* Workers may not read everything (scan/confine.h), and clang says of what it may not open that it is not there. */
static bool is_there(const struct diagnose *diagnose, const char *header)
{
    g_autofree char *own = g_path_get_dirname(diagnose->front->unit->main_file);
    g_autofree char *beside = g_canonicalize_filename(header, own);
    return g_file_test(beside, G_FILE_TEST_EXISTS);
}

static const char *first_refused(const struct diagnose *diagnose)
{
    for (guint i = 0; i < diagnose->missing->len; i++)
        if (is_there(diagnose, g_ptr_array_index(diagnose->missing, i)))
            return g_ptr_array_index(diagnose->missing, i);
    return NULL;
}

static const char *aggregate(struct diagnose *diagnose)
{
    guint n = diagnose->missing->len;
    if (n == 0)
        return diagnose->first;
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%u header%s not found: ", n, n == 1 ? "" : "s");
    for (guint i = 0; i < MIN(n, MAX_MISSING); i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", (const char *)g_ptr_array_index(diagnose->missing, i));
    if (n > MAX_MISSING)
        g_string_append(text, " ...");
    const char *refused = first_refused(diagnose);
    if (refused)
        g_string_append_printf(text, " (%s is there, but not readable or outside of the tree)", refused);
    return ir_intern(diagnose->front->unit, text->str);
}

void front_diagnose(struct front *front, const GArray *extents)
{
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    struct diagnose diagnose = {.front = front, .extents = extents, .missing = missing};
    unsigned n = MIN(clang_getNumDiagnostics(front->tu), MAX_DIAGNOSTICS);
    for (unsigned i = 0; i < n; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(front->tu, i);
        if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error)
            note_error(&diagnose, diagnostic);
        clang_disposeDiagnostic(diagnostic);
    }
    mention_missing(&diagnose);
    if (!front->unit->degraded)
        front->unit->degraded = aggregate(&diagnose);
}

unsigned diagnostics_errors(CXTranslationUnit tu)
{
    unsigned errors = 0, n = clang_getNumDiagnostics(tu);
    for (unsigned i = 0; i < n; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
        errors += clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        clang_disposeDiagnostic(diagnostic);
    }
    return errors;
}
