/* ir: what the scanner makes of one source file, for people and tests. */
#include <stdio.h>

#include "flow/dump.h"
#include "ir/text.h"
#include "ir/unit.h"
#include "outcome.h"
#include "scan/scan.h"
#include "verbs.h"

static bool print_unit(const struct ir_unit *unit, const char *pass, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    ir_print(unit, text);
    if (pass && !flow_dump(unit, pass, text)) {
        g_set_error(error, OPTIONS_ERROR, 0, "--dump-after %s: no such analysis; there are %s", pass,
                    flow_dump_names());
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
