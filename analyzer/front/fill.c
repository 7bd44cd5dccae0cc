#include "front/fill.h"

#include <string.h>

#include "front/context.h"
#include "front/defines.h"
#include "front/diagnostics.h"

/* More files than this, or larger ones, are not looked through for definitions. */
#define MAX_FILES 500
#define MAX_FILE (1u << 20)

/* ---- headers that nobody has ---- */

static bool asks_in_vain(CXTranslationUnit tu, const char *header)
{
    bool asks = false;
    unsigned n = clang_getNumDiagnostics(tu);
    for (unsigned i = 0; i < n && !asks; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
        g_autofree char *missing = diagnostic_missing_header(diagnostic);
        asks = missing && g_pattern_match_simple(header, missing);
        clang_disposeDiagnostic(diagnostic);
    }
    return asks;
}

struct shadow {
    CXTranslationUnit tu;
    bool found;
};

static void notice_shadow(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    (void)stack;
    (void)depth;
    struct shadow *shadow = data;
    g_auto(CXString) name = clang_getFileName(file);
    bool is_kernels = strstr(clang_getCString(name), "/include/linux/") != NULL;
    shadow->found |= is_kernels && clang_Location_isInSystemHeader(clang_getLocationForOffset(shadow->tu, file, 0));
}

bool fill_is_shadowed(CXTranslationUnit tu)
{
    struct shadow shadow = {.tu = tu};
    clang_getInclusions(tu, notice_shadow, &shadow);
    return shadow.found;
}

static bool fill_absent(struct models *models, const struct catalogue_model *model, CXTranslationUnit tu)
{
    if (!asks_in_vain(tu, model->header) && !fill_is_shadowed(tu))
        return false;
    models_force(models, model->text);
    return true;
}

/* ---- macros that the code defines for itself ---- */

struct own_files {
    CXTranslationUnit tu;
    GArray *files; /* CXFile */
};

static void collect(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    (void)stack;
    (void)depth;
    struct own_files *own = data;
    CXSourceLocation begin = clang_getLocationForOffset(own->tu, file, 0);
    if (own->files->len < MAX_FILES && !clang_Location_isInSystemHeader(begin))
        g_array_append_val(own->files, file);
}

/* The definition's place taken by the model's own line, and as many newlines as it had. */
static GString *replaced(const char *text, size_t length, const struct catalogue_model *model)
{
    size_t size = 0, own_size = 0;
    const char *at = defines_find(text, length, model->defines, &size);
    const char *own = at ? defines_find(model->text, strlen(model->text), model->defines, &own_size) : NULL;
    if (!own)
        return NULL;
    GString *all = g_string_new_len(text, at - text);
    g_string_append_len(all, own, (gssize)own_size);
    for (size_t i = 0; i < size; i++)
        if (at[i] == '\n')
            g_string_append_c(all, '\n');
    g_string_append_len(all, at + size, (gssize)(length - (size_t)(at + size - text)));
    return all;
}

static bool replace_in(struct models *models, const struct catalogue_model *model, CXTranslationUnit tu, CXFile file)
{
    size_t length = 0;
    const char *text = clang_getFileContents(tu, file, &length);
    g_auto(CXString) name = clang_getFileName(file);
    const char *path = clang_getCString(name);
    if (!text || length > MAX_FILE || !g_pattern_match_simple(model->header, path))
        return false;
    const GString *before = models_text(models, path);
    GString *all = before ? replaced(before->str, before->len, model) : replaced(text, length, model);
    if (!all)
        return false;
    models_put(models, path, all);
    return true;
}

static bool replace_own(struct models *models, const struct catalogue_model *model, CXTranslationUnit tu)
{
    g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(CXFile));
    struct own_files own = {.tu = tu, .files = files};
    clang_getInclusions(tu, collect, &own);
    bool found = false;
    for (guint i = 0; i < files->len; i++)
        found |= replace_in(models, model, tu, g_array_index(files, CXFile, i));
    if (found)
        models_force(models, model->text);
    return found;
}

static bool mentions(CXTranslationUnit tu, const char *name)
{
    g_auto(CXString) main_name = clang_getTranslationUnitSpelling(tu);
    size_t length = 0;
    const char *text = clang_getFileContents(tu, clang_getFile(tu, clang_getCString(main_name)), &length);
    return text && g_strstr_len(text, (gssize)length, name);
}

bool fill_in(struct models *models, const struct catalogue *catalogue, CXTranslationUnit tu, bool is_kernel)
{
    const GArray *all = catalogue_models(catalogue);
    bool is_filled = false, is_replaced = false;
    if (models->is_fitted)
        return false;
    for (guint i = 0; i < all->len; i++) {
        const struct catalogue_model *model = &g_array_index(all, struct catalogue_model, i);
        if (model->own && mentions(tu, model->defines))
            is_replaced |= replace_own(models, model, tu);
        else if (model->absent && is_kernel && !is_filled)
            is_filled = fill_absent(models, model, tu);
    }
    return is_filled || is_replaced;
}
