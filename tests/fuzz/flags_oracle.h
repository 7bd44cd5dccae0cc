/* What may reach libclang, said a second time and in other words than the allow-list: for the two fuzz targets. */
#ifndef FUZZ_FLAGS_ORACLE_H
#define FUZZ_FLAGS_ORACLE_H

#include "input/command.h"

static gboolean has_any_prefix(const char *word, const char *const *prefixes)
{
    for (size_t i = 0; prefixes[i]; i++)
        if (g_str_has_prefix(word, prefixes[i]))
            return TRUE;
    return FALSE;
}

static void check_word(const char *word)
{
    static const char *const harmless[] = {"-I",
                                           "-D",
                                           "-U",
                                           "-O",
                                           "-f",
                                           "-m",
                                           "-std=",
                                           "--std=",
                                           "-ansi",
                                           "-nostd",
                                           "-nobuiltin",
                                           "-undef",
                                           "-pthread",
                                           "-trigraphs",
                                           "-xc",
                                           "-E",
                                           "--target=",
                                           "--sysroot=",
                                           "--include",
                                           "--imacros=",
                                           "--define-macro=",
                                           "--undefine-macro=",
                                           "--gcc-toolchain=",
                                           NULL};
    static const char *const harmful[] = {"-fplugin", "-fpass-plugin", "-mllvm",         "-fmodule",    "-fprofile",
                                          "-fdump",   "-ftime-trace",  "-fprebuilt",     "-fdiagnost",  "-fdebug",
                                          "-fcrash",  "-fsave",        "-foptimization", "-fcallgraph", NULL};
    g_assert(has_any_prefix(word, harmless));
    g_assert(!has_any_prefix(word, harmful));
}

/* Each word is a flag that is known to be harmless, or the value of one that takes a value. */
static void check_flags(const struct command *command)
{
    static const char *const valued[] = {"-isystem",
                                         "-iquote",
                                         "-idirafter",
                                         "-include",
                                         "-imacros",
                                         "-isysroot",
                                         "--sysroot",
                                         "--include-directory",
                                         "--include",
                                         "--imacros",
                                         "--define-macro",
                                         "--undefine-macro",
                                         "--std",
                                         "-target",
                                         NULL};
    for (size_t i = 0; command->flags[i]; i++) {
        if (!g_strv_contains(valued, command->flags[i])) {
            check_word(command->flags[i]);
            continue;
        }
        g_assert(command->flags[i + 1] && command->flags[i + 1][0]);
        i++;
    }
    for (unsigned i = 0; i < command->raw_flags->len; i++)
        g_assert(((const char *)command->raw_flags->pdata[i])[0] == '-');
    g_assert(!command->dropped || g_utf8_validate(command->dropped, -1, NULL));
}

#endif
