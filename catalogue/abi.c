#include "catalogue/abi.h"

#include <glib.h>
#include <string.h>

#include "catalogue/catalogue.h"

/* Architecture part of a target triple → ABI. `exact` rows match the whole part, the others its beginning; the first
 * row that fits wins, so a longer name stands before its own beginning. `suffix` is the end of the triple, NULL for any. */
/* clang-format off */
static const struct {
    const char *arch, *suffix, *abi;
    bool exact;
} abis[] = {
    {"x86_64",      "x32",    "x32",         false},
    {"x86_64",      NULL,     "x86_64",      false},
    {"amd64",       NULL,     "x86_64",      true},
    {"i386",        NULL,     "i386",        true},
    {"i486",        NULL,     "i386",        true},
    {"i586",        NULL,     "i386",        true},
    {"i686",        NULL,     "i386",        true},
    {"aarch64",     NULL,     "arm64",       false},
    {"arm64",       NULL,     "arm64",       false},
    {"arm",         NULL,     "arm",         false},
    {"thumb",       NULL,     "arm",         false},
    {"powerpc64",   NULL,     "ppc64",       false},
    {"ppc64",       NULL,     "ppc64",       false},
    {"powerpc",     NULL,     "ppc",         false},
    {"ppc",         NULL,     "ppc",         false},
    {"s390x",       NULL,     "s390x",       true},
    {"riscv64",     NULL,     "riscv64",     true},
    {"riscv32",     NULL,     "riscv32",     true},
    {"loongarch64", NULL,     "loongarch64", true},
    {"mips64",      "abin32", "mipsn32",     false},
    {"mips64",      NULL,     "mips64",      false},
    {"mips",        NULL,     "mips",        false},
    {"sparcv9",     NULL,     "sparc64",     true},
    {"sparc64",     NULL,     "sparc64",     true},
    {"sparc",       NULL,     "sparc",       false},
    {"alpha",       NULL,     "alpha",       false},
    {"m68k",        NULL,     "m68k",        true},
    {"microblaze",  NULL,     "microblaze",  false},
    {"hppa",        NULL,     "parisc",      false},
    {"xtensa",      NULL,     "xtensa",      false},
    {"sh",          NULL,     "sh",          true},
    {"sh4",         NULL,     "sh",          false},
};
/* clang-format on */

bool abi_known(const char *abi)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(abis); i++)
        if (strcmp(abis[i].abi, abi) == 0)
            return true;
    return false;
}

const char *catalogue_abi(const char *triple)
{
    g_autofree char *arch = g_strndup(triple, strcspn(triple, "-"));
    for (unsigned i = 0; i < G_N_ELEMENTS(abis); i++) {
        bool fits = abis[i].exact ? strcmp(arch, abis[i].arch) == 0 : g_str_has_prefix(arch, abis[i].arch);
        if (fits && (!abis[i].suffix || g_str_has_suffix(triple, abis[i].suffix)))
            return abis[i].abi;
    }
    return g_intern_string(arch);
}
