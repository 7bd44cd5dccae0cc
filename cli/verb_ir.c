/* ir: what the scanner makes of one source file, for people and tests. */
#include <stdio.h>

#include "flow/body.h"
#include "ir/access.h"
#include "ir/text.h"
#include "ir/unit.h"
#include "outcome.h"
#include "scan/scan.h"
#include "verbs.h"

/* Appends one analysis of each function; false when there is no analysis of that name. */
static bool print_analysis(const struct ir_unit *unit, const char *analysis, GString *text)
{
    bool known = true;
    for (guint i = 0; known && i < unit->functions->len; i++) {
        const struct ir_function *function = g_ptr_array_index(unit->functions, i);
        struct body *body = body_new(unit, function);
        g_string_append_printf(text, "\n# %s of %s\n", analysis, ir_function_name(unit, function));
        known = body_print(body, analysis, text);
        body_free(body);
    }
    return known;
}

static bool print_unit(const struct ir_unit *unit, const char *analysis, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    ir_print(unit, text);
    if (analysis && !print_analysis(unit, analysis, text)) {
        g_set_error(error, OPTIONS_ERROR, 0,
                    "--dump-after %s: no such analysis; there are cfg, postdominators, slots, constants, reaching, "
                    "liveness, chains, numbering, conditions",
                    analysis);
        return false;
    }
    fwrite(text->str, 1, text->len, stdout);
    return true;
}

static bool lower_and_print(const struct options *options, GError **error)
{
    g_auto(GStrv) paths = options_paths(options, error);
    if (!paths)
        return false;
    g_autofree char *root = options_root(options, (const char *const *)paths);
    struct catalogue *catalogue = catalogue_load((const char *const *)options->catalogue, error);
    if (!catalogue)
        return false;
    struct scan_options scan = {.root = root,
                                .paths = (const char *const *)paths,
                                .database = options->database,
                                .extra_flags = (const char *const *)options->extra,
                                .catalogue = catalogue,
                                .cpu_seconds = (unsigned)MAX(options->timeout, 0)};
    struct ir_unit *unit = scan_lower(&scan, paths[0], error);
    bool fine = unit && print_unit(unit, options->dump_after, error);
    ir_unit_free(unit);
    catalogue_free(catalogue);
    return fine;
}

int verb_ir(const struct options *options)
{
    GError *error = NULL;
    if (!options->arguments[0] || options->arguments[1]) {
        g_set_error(&error, OPTIONS_ERROR, 0, "ir takes one source file");
        return outcome_usage(error);
    }
    return lower_and_print(options, &error) ? STATUS_FINE : outcome_usage(error);
}
