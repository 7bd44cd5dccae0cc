/* mpx-audit: finds the verb, parses its options, runs it. Only this room prints and exits. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "outcome.h"
#include "reporting.h"
#include "verbs.h"

/* clang-format off */
static const struct verb verbs[] = {
#define VERB(name, function, mask, fail_default, synopsis, help) {name, function, mask, fail_default, synopsis, help},
#include "verbs.def"
#undef VERB
};
/* clang-format on */

static const struct verb *verb_named(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (g_str_equal(verbs[i].name, name))
            return &verbs[i];
    return NULL;
}

static int print_help(void)
{
    puts("Usage: mpx-audit [VERB] [OPTION…] [PATH…]\n\n"
         "Audits C code for the use of memory-protection interfaces and for TOCTOU-prone flows into them.\n");
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
        printf("  %-10s %-22s %s\n", verbs[i].name, verbs[i].synopsis, verbs[i].help);
    puts(
        "\n`mpx-audit VERB --help` lists a verb's options.\n\n"
        "Exit status: 0 nothing at or above --fail-on; 1 findings at or above it; 2 usage, configuration, unreadable\n"
        "path or unwritable report; 3 incomplete (units failed, shards missing, nothing analysed). 2 beats 3 beats 1.");
    return STATUS_FINE;
}

/* The verb that argv asks for; `audit` when the first word is a path, an option or nothing. */
static const struct verb *choose(int argc, char **argv, int *ret_consumed)
{
    const struct verb *verb = argc > 1 ? verb_named(argv[1]) : NULL;
    *ret_consumed = verb ? 1 : 0;
    return verb ? verb : verb_named("audit");
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct options options;
    GError *error = NULL;
    g_autofree char *synopsis = g_strdup_printf("%s", verb->synopsis);
    g_autofree char *program = g_strdup_printf("mpx-audit %s", verb->name);
    g_set_prgname(program);
    bool fine = options_parse(&options, verb->mask, synopsis, verb->help, verb->fail_default, argc, argv, &error) &&
                reporting_is_safe(&options, verb->mask, &error);
    int status = fine ? verb->run(&options) : outcome_usage(error);
    options_clear(&options);
    return status;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    signal(SIGXFSZ, SIG_IGN); /* then a write that is too long fails, as one on a full disk does */
    if (argc == 2 && (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h") || g_str_equal(argv[1], "help")))
        return print_help();
    if (argc == 2 && g_str_equal(argv[1], "--version")) {
        puts("mpx-audit " MPX_AUDIT_VERSION);
        return STATUS_FINE;
    }
    int consumed;
    const struct verb *verb = choose(argc, argv, &consumed);
    int status = run(verb, argc - consumed, argv + consumed);
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "mpx-audit: standard output could not be written\n");
        return STATUS_USAGE;
    }
    return status;
}
