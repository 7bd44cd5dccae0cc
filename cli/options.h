/* What the user asked for: command line > environment > project file > user file > built in. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/words.h"

enum verb_mask {
    ON_SCAN = 1,       /* audit, scan */
    ON_AUDIT = 2,      /* audit alone */
    ON_REPORT = 4,     /* report */
    ON_READ = 8,       /* report, gate, db */
    ON_IR = 16,        /* ir */
    ON_CATALOGUE = 32, /* catalogue, ir */
    ON_MERGE = 64,     /* merge */
    ON_ALL = 128,      /* every verb */
    ON_TRACE = 256,    /* trace */
    ON_IMPORT = 512    /* import */
};

#define OPTION_TYPE_FLAG gboolean
#define OPTION_TYPE_WORD char *
#define OPTION_TYPE_WORDS char **
#define OPTION_TYPE_NUMBER int

struct options {
#define OPTION(field, long_name, short_name, kind, arg, verbs, config, help) OPTION_TYPE_##kind field;
#include "options.def"
#undef OPTION
    char **arguments;                      /* what is left: paths or a verb's own words; NULL-terminated, never NULL */
    char **extra;                          /* behind `--`: compiler flags, or trace's command; never NULL */
    char *config;                          /* the project file that was read, or NULL */
    char *command;                         /* the whole command line, quoted for a shell: the report's provenance */
    enum level severity_level, fail_level; /* fail_level LEVEL_NONE: never fail */
};

#define OPTIONS_ERROR options_error_quark()
GQuark options_error_quark(void);

/* Parses a verb's words (argv[0] is the verb). `fail_default` is the verb's --fail-on. False and an error when it is
 * the user's mistake. With --help, prints the verb's help and exits with 0. */
bool options_parse(struct options *options, unsigned verb_mask, const char *synopsis, const char *description,
                   enum level fail_default, int argc, char **argv, GError **error);
void options_clear(struct options *options);

/* --shard as two numbers, zeroes without it. False and an error when it is no shard. */
bool options_shard(const struct options *options, uint32_t *ret_shard, uint32_t *ret_shards, GError **error);

/* The root by DESIGN.md §5.1: --root, else the nearest folder at or above the paths with .mpx-audit.conf or .git, else
 * the deepest folder common to the paths. Absolute and canonical; g_free. */
char *options_root(const struct options *options, const char *const *paths);
/* The arguments as absolute canonical paths, "." when there are none. NULL and an error when one is not there.
 * g_strfreev. */
char **options_paths(const struct options *options, GError **error);

/* Whether to colour a stream: --color, then NO_COLOR, TERM=dumb, CLICOLOR_FORCE, then whether it is a terminal. */
bool options_color(const struct options *options, int fd);

#endif
