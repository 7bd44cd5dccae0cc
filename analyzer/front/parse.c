/* front_lower: one unit from its flags to its IR. */
#include "front/front.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "front/absent.h"
#include "front/diagnostics.h"
#include "front/driver.h"
#include "front/extents.h"
#include "front/fill.h"
#include "front/mentions.h"
#include "front/models.h"
#include "front/sound.h"

#define ABSENT_ROUNDS 4 /* a member that stands in may turn out to have members */

/* No human writes a C file this large, and the parser needs a multiple of it in memory. */
#define MAX_MAIN_FILE (64u << 20)

G_DEFINE_QUARK(front_error_quark, front_error)

enum front_error { FRONT_ERROR_FILE, FRONT_ERROR_PARSE };

/* What clang rejects and gcc only warns of would leave holes in the tree; these make it warn as well. -w silences the
 * warnings; the error limit would stop the parse. */
static const char *const own_flags[] = {
    "-w",
    "-ferror-limit=0",
    "-fno-spell-checking",
    "-Wno-implicit-function-declaration",
    "-Wno-implicit-int",
    "-Wno-int-conversion",
    "-Wno-incompatible-function-pointer-types",
    "-Wno-incompatible-pointer-types",
    "-Wno-return-type",
};

static char *read_main_file(const char *path, gsize *ret_length, GError **error)
{
    GStatBuf status;
    if (g_stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        g_set_error(error, FRONT_ERROR, FRONT_ERROR_FILE, "not a readable file");
        return NULL;
    }
    if (status.st_size > MAX_MAIN_FILE) {
        g_set_error(error, FRONT_ERROR, FRONT_ERROR_FILE, "larger than %u MiB", MAX_MAIN_FILE >> 20);
        return NULL;
    }
    char *text = NULL;
    g_file_get_contents(path, &text, ret_length, error);
    return text;
}

/* Borrowed pointers but for the last, which `keep` owns. */
static GPtrArray *arguments(const struct front_job *job, const struct models *models, GPtrArray *keep)
{
    GPtrArray *all = g_ptr_array_new();
    for (size_t i = 0; job->flags[i]; i++)
        g_ptr_array_add(all, (gpointer)job->flags[i]);
    for (guint i = 0; i < models->flags->len; i++)
        g_ptr_array_add(all, g_ptr_array_index(models->flags, i));
    for (size_t i = 0; i < G_N_ELEMENTS(own_flags); i++)
        g_ptr_array_add(all, (gpointer)own_flags[i]);
    g_ptr_array_add(keep, g_strconcat("-working-directory=", job->directory, NULL));
    g_ptr_array_add(all, g_ptr_array_index(keep, keep->len - 1));
    return all;
}

static CXTranslationUnit parse_with(CXIndex index, const struct front_job *job, const struct models *models,
                                    unsigned options)
{
    g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) all = arguments(job, models, keep);
    CXTranslationUnit tu = NULL;
    enum CXErrorCode code =
        clang_parseTranslationUnit2(index, job->file, (const char *const *)all->pdata, (int)all->len,
                                    (struct CXUnsavedFile *)models->unsaved->data, models->unsaved->len, options, &tu);
    return code == CXError_Success ? tu : NULL;
}

/* The last -D or -U of it decides; both may have their value joined or in the next word. */
static bool defines_kernel(const char *const *flags)
{
    bool defined = false;
    for (size_t i = 0; flags[i]; i++) {
        bool is_define = g_str_has_prefix(flags[i], "-D"), is_undefine = g_str_has_prefix(flags[i], "-U");
        if (!is_define && !is_undefine)
            continue;
        const char *macro = flags[i][2] ? flags[i] + 2 : flags[i + 1];
        if (macro && (strcmp(macro, "__KERNEL__") == 0 || g_str_has_prefix(macro, "__KERNEL__=")))
            defined = is_define;
    }
    return defined;
}

/* With the models that the first parse asked for, unless the unit reads worse so. */
static CXTranslationUnit parse_filled(CXIndex index, const struct front_job *job, const struct models *models,
                                      unsigned options, CXTranslationUnit tu)
{
    CXTranslationUnit filled = parse_with(index, job, models, options);
    if (filled && diagnostics_errors(filled) <= diagnostics_errors(tu)) {
        clang_disposeTranslationUnit(tu);
        return filled;
    }
    if (filled)
        clang_disposeTranslationUnit(filled);
    return tu;
}

/* With declarations in the place of headers that are not there. What is learnt first may show what else is missing, so
 * that a parse is worse than the one before it and leads to a better one: the best of all counts. */
static CXTranslationUnit parse_absent(CXIndex index, const struct front_job *job, struct models *models,
                                      unsigned options, CXTranslationUnit tu)
{
    struct absences *absences = absences_new();
    CXTranslationUnit best = tu, last = tu;
    for (unsigned round = 0; round < ABSENT_ROUNDS && absent_find(absences, last); round++) {
        g_autofree char *text = absences_text(absences);
        models_declare(models, text);
        CXTranslationUnit next = parse_with(index, job, models, options);
        if (!next)
            break;
        bool is_better = diagnostics_errors(next) <= diagnostics_errors(best);
        if (last != best || is_better)
            clang_disposeTranslationUnit(last);
        if (is_better && last != best)
            clang_disposeTranslationUnit(best);
        best = is_better ? next : best;
        last = next;
    }
    if (last != best)
        clang_disposeTranslationUnit(last);
    absences_free(absences);
    return best;
}

static CXTranslationUnit parse(CXIndex index, const struct front_job *job, unsigned options)
{
    struct models *models = models_find(job);
    CXTranslationUnit tu = parse_with(index, job, models, options);
    if (tu && models_at_fault(models, tu)) {
        clang_disposeTranslationUnit(tu);
        models_clear(models);
        tu = parse_with(index, job, models, options);
    } else if (tu && fill_in(models, job->catalogue, tu, defines_kernel(job->flags))) {
        tu = parse_filled(index, job, models, options, tu);
    }
    bool is_shadowed = tu && job->is_guessed && defines_kernel(job->flags) && fill_is_shadowed(tu);
    if (tu && job->is_guessed && (is_shadowed || absent_is_concerned(tu)))
        tu = parse_absent(index, job, models, options, tu);
    models_free(models);
    return tu;
}

static void read_target(struct ir_unit *unit, CXTranslationUnit tu)
{
    CXTargetInfo info = clang_getTranslationUnitTargetInfo(tu);
    g_auto(CXString) triple = clang_TargetInfo_getTriple(info);
    int bits = clang_TargetInfo_getPointerWidth(info);
    unit->target = ir_intern(unit, clang_getCString(triple));
    unit->pointer_size = bits > 0 ? (uint32_t)bits / 8 : 8;
    clang_TargetInfo_dispose(info);
}

static struct ir_unit *lower(const struct front_job *job, CXTranslationUnit tu)
{
    struct front front = {
        .tu = tu,
        .unit = ir_unit_new(job->file),
        .catalogue = job->catalogue,
        .directory = job->directory,
        .bodiless = job->bodiless,
    };
    g_autoptr(GArray) extents = g_array_new(FALSE, FALSE, sizeof(struct extent));
    read_target(front.unit, tu);
    front.unit->is_kernel = defines_kernel(job->flags);
    front_init(&front);
    front_drive(&front, extents);
    front_diagnose(&front, extents);
    front_mentions(&front, extents, job->raw_flags);
    front_release(&front);
    return front.unit;
}

static unsigned options_for(const struct front_job *job, const char *text, gsize length)
{
    unsigned options = CXTranslationUnit_KeepGoing | CXTranslationUnit_IncludeAttributedTypes;
    if (mentions_want_record(job->catalogue, text, length))
        options |= CXTranslationUnit_DetailedPreprocessingRecord;
    return options;
}

struct ir_unit *front_lower(const struct front_job *job, GError **error)
{
    gsize length = 0;
    g_autofree char *text = read_main_file(job->file, &length, error);
    if (!text)
        return NULL;
    CXIndex index = clang_createIndex(0, 0);
    CXTranslationUnit tu = parse(index, job, options_for(job, text, length));
    struct ir_unit *unit = tu ? lower(job, tu) : NULL;
    if (!unit)
        g_set_error(error, FRONT_ERROR, FRONT_ERROR_PARSE, "no translation unit could be made of it");
    if (tu)
        clang_disposeTranslationUnit(tu);
    clang_disposeIndex(index);
    if (unit && !front_make_sound(unit, error)) {
        ir_unit_free(unit);
        return NULL;
    }
    return unit;
}

const char *front_version(void)
{
    static gsize version;
    if (g_once_init_enter(&version)) {
        g_auto(CXString) text = clang_getClangVersion();
        g_once_init_leave(&version, (gsize)g_strdup(clang_getCString(text)));
    }
    return (const char *)version;
}
