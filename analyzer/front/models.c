#include "front/models.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "front/context.h"
#include "front/defines.h"

/* A header larger than this is no header with macros in it. */
#define MAX_HEADER (8u << 20)
#define OWN_FOLDER "/mpx-audit-models"

struct model_file {
    char *path;
    GString *text;
    size_t original; /* bytes of `text` that are the file's own */
};

static void model_file_free(gpointer data)
{
    struct model_file *file = data;
    g_free(file->path);
    g_string_free(file->text, TRUE);
    g_free(file);
}

static struct model_file *add_file(struct models *models, const char *path, const char *text, size_t length)
{
    struct model_file *file = g_new0(struct model_file, 1);
    file->path = g_strdup(path);
    file->text = g_string_new_len(text, (gssize)length);
    file->original = length;
    g_ptr_array_add(models->files, file);
    g_hash_table_insert(models->by_path, file->path, file);
    return file;
}

static struct model_file *file_at(const struct models *models, const char *path)
{
    return g_hash_table_lookup(models->by_path, path);
}

/* The value of a flag written `-Ifolder` or `-I folder`; *i moves to the value's word. NULL when it is another flag. */
static const char *flag_value(const char *const *flags, size_t *i, const char *name)
{
    if (!g_str_has_prefix(flags[*i], name))
        return NULL;
    const char *joined = flags[*i] + strlen(name);
    if (*joined)
        return *joined == '=' ? joined + 1 : joined;
    return flags[*i + 1] ? flags[++*i] : NULL;
}

static void add_absolute(GPtrArray *paths, const char *path, const char *directory)
{
    g_autofree char *absolute = g_canonicalize_filename(path, directory);
    if (!g_ptr_array_find_with_equal_func(paths, absolute, g_str_equal, NULL))
        g_ptr_array_add(paths, g_steal_pointer(&absolute));
}

static GPtrArray *values_of(const struct front_job *job, const char *const *names)
{
    GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; job->flags[i]; i++)
        for (const char *const *name = names; *name; name++) {
            const char *value = flag_value(job->flags, &i, *name);
            if (value) {
                add_absolute(values, value, job->directory);
                break;
            }
        }
    return values;
}

/* `-include` begins with -I's letters but for case; `-iquote` and its kind are words of their own. */
static GPtrArray *search_folders(const struct front_job *job)
{
    static const char *const names[] = {"-iquote", "-I", "-isystem", "-idirafter", NULL};
    GPtrArray *folders = values_of(job, names);
    g_autofree char *own = g_path_get_dirname(job->file);
    add_absolute(folders, own, job->directory);
    return folders;
}

static GPtrArray *forced_includes(const struct front_job *job)
{
    static const char *const names[] = {"-include", NULL};
    return values_of(job, names);
}

/* A regular file of sensible size that defines the macro. */
static bool read_header(const char *path, const char *macro, char **ret_text, gsize *ret_length)
{
    GStatBuf status;
    if (g_stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > MAX_HEADER)
        return false;
    g_autofree char *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL) || !defines_find(text, length, macro, NULL))
        return false;
    *ret_text = g_steal_pointer(&text);
    *ret_length = length;
    return true;
}

static void append_model(struct models *models, const struct catalogue_model *model, const char *path)
{
    struct model_file *file = file_at(models, path);
    g_autofree char *text = NULL;
    gsize length = 0;
    if (file && !defines_find(file->text->str, file->original, model->defines, NULL))
        return;
    if (!file && !read_header(path, model->defines, &text, &length))
        return;
    if (!file)
        file = add_file(models, path, text, length);
    g_string_append_printf(file->text, "\n%s\n", model->text);
    models->is_fitted = true;
}

static void apply_appended(struct models *models, const struct catalogue_model *model, const GPtrArray *folders)
{
    for (guint i = 0; i < folders->len; i++) {
        g_autofree char *path = g_build_filename(g_ptr_array_index(folders, i), model->header, NULL);
        append_model(models, model, path);
    }
}

static void add_stand_ins(struct models *models, const struct front_job *job)
{
    for (size_t i = 0; i + 1 < job->n_stand_ins; i += 2)
        add_file(models, job->stand_ins[i], job->stand_ins[i + 1], strlen(job->stand_ins[i + 1]));
    models->n_stand_ins = models->files->len;
}

static void list_unsaved(struct models *models)
{
    g_array_set_size(models->unsaved, 0);
    for (guint i = 0; i < models->files->len; i++) {
        const struct model_file *file = g_ptr_array_index(models->files, i);
        struct CXUnsavedFile unsaved = {.Filename = file->path, .Contents = file->text->str, .Length = file->text->len};
        g_array_append_val(models->unsaved, unsaved);
    }
}

static bool is_listed(const struct models *models, const char *text)
{
    for (guint i = 0; i < models->files->len; i++)
        if (strcmp(((const struct model_file *)g_ptr_array_index(models->files, i))->text->str, text) == 0)
            return true;
    return false;
}

void models_force(struct models *models, const char *text)
{
    if (is_listed(models, text))
        return;
    g_autofree char *path = g_strdup_printf(OWN_FOLDER "/%u.h", models->files->len);
    struct model_file *file = add_file(models, path, "", 0);
    g_string_append(file->text, text);
    models->is_fitted = true;
    g_ptr_array_add(models->flags, g_strdup("-include"));
    g_ptr_array_add(models->flags, g_strdup(path));
    list_unsaved(models);
}

void models_declare(struct models *models, const char *text)
{
    const char *path = OWN_FOLDER "/absent.h";
    if (!file_at(models, path)) {
        g_ptr_array_add(models->flags, g_strdup("-include"));
        g_ptr_array_add(models->flags, g_strdup(path));
    }
    models_put(models, path, g_string_new(text));
}

const GString *models_text(const struct models *models, const char *path)
{
    const struct model_file *file = file_at(models, path);
    return file ? file->text : NULL;
}

void models_put(struct models *models, const char *path, GString *text)
{
    struct model_file *file = file_at(models, path);
    if (!file)
        file = add_file(models, path, "", 0);
    g_string_free(file->text, TRUE);
    file->text = text;
    file->original = text->len;
    list_unsaved(models);
}

static bool is_named(const char *path, const char *header)
{
    size_t path_length = strlen(path), length = strlen(header);
    return g_str_has_suffix(path, header) && (path_length == length || path[path_length - length - 1] == '/');
}

static void apply_prefix(struct models *models, const struct catalogue_model *model, const GPtrArray *includes)
{
    for (guint i = 0; i < includes->len; i++)
        if (is_named(g_ptr_array_index(includes, i), model->header)) {
            models_force(models, model->text);
            return;
        }
}

struct models *models_find(const struct front_job *job)
{
    struct models *models = g_new0(struct models, 1);
    models->files = g_ptr_array_new_with_free_func(model_file_free);
    models->by_path = g_hash_table_new(g_str_hash, g_str_equal);
    models->unsaved = g_array_new(FALSE, TRUE, sizeof(struct CXUnsavedFile));
    models->flags = g_ptr_array_new_with_free_func(g_free);
    add_stand_ins(models, job);
    const GArray *all = catalogue_models(job->catalogue);
    g_autoptr(GPtrArray) folders = search_folders(job);
    g_autoptr(GPtrArray) includes = forced_includes(job);
    for (guint i = 0; i < all->len; i++) {
        const struct catalogue_model *model = &g_array_index(all, struct catalogue_model, i);
        if (model->prefix)
            apply_prefix(models, model, includes);
        else if (!model->absent && !model->own)
            apply_appended(models, model, folders);
    }
    list_unsaved(models);
    return models;
}

static void clear_stand_in(struct models *models, guint i)
{
    struct model_file *file = g_ptr_array_index(models->files, i);
    g_string_truncate(file->text, file->original);
    g_hash_table_insert(models->by_path, file->path, file);
}

void models_clear(struct models *models)
{
    g_hash_table_remove_all(models->by_path);
    g_ptr_array_set_size(models->files, (gint)models->n_stand_ins);
    g_ptr_array_set_size(models->flags, 0);
    for (guint i = 0; i < models->n_stand_ins; i++)
        clear_stand_in(models, i);
    models->is_fitted = false;
    list_unsaved(models);
}

void models_free(struct models *models)
{
    g_array_unref(models->unsaved);
    g_hash_table_unref(models->by_path);
    g_ptr_array_unref(models->files);
    g_ptr_array_unref(models->flags);
    g_free(models);
}

static bool is_in_model(const struct models *models, CXDiagnostic diagnostic)
{
    CXFile file = NULL;
    unsigned offset = 0;
    clang_getFileLocation(clang_getDiagnosticLocation(diagnostic), &file, NULL, NULL, &offset);
    if (!file)
        return false;
    g_auto(CXString) name = clang_getFileName(file);
    const struct model_file *model = file_at(models, clang_getCString(name));
    return model && model->text->len > model->original && offset >= model->original;
}

bool models_at_fault(const struct models *models, CXTranslationUnit tu)
{
    bool at_fault = false;
    unsigned n = models->files->len > 0 ? clang_getNumDiagnostics(tu) : 0;
    for (unsigned i = 0; i < n && !at_fault; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(tu, i);
        at_fault = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error && is_in_model(models, diagnostic);
        clang_disposeDiagnostic(diagnostic);
    }
    return at_fault;
}
