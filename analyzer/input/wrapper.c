#include "input/wrapper.h"

#include <string.h>

#define MAX_LAUNCHERS 16

/* A program that runs the rest of its command line. `valued`: its one-letter options that take the next word;
 * `words`: how many words of its own follow the options. */
struct launcher {
    const char *name, *valued;
    unsigned words;
};

/* clang-format off */
static const struct launcher launchers[] = {
    {"ccache", "", 0},    {"sccache", "", 0},  {"distcc", "", 0},     {"icecc", "", 0},       {"icecream", "", 0},
    {"buildcache", "", 0},{"gomacc", "", 0},   {"pump", "", 0},       {"cachecc1", "", 0},    {"fiu-run", "", 0},
    {"env", "uCS", 0},    {"nice", "n", 0},    {"ionice", "cn", 0},   {"nohup", "", 0},       {"time", "fo", 0},
    {"timeout", "ks", 1}, {"taskset", "", 1},  {"chrt", "", 1},       {"stdbuf", "ioe", 0},   {"setarch", "", 1},
    {"linux32", "", 0},   {"linux64", "", 0},  {"exec", "a", 0},      {"command", "", 0},     {"libtool", "", 0},
    {"sh", "", 0},        {"bash", "", 0},     {"dash", "", 0},       {"strace", "eoPs", 0},  {"bear", "", 0},
    {"intercept-build", "", 0},                {"scan-build", "o", 0},
};

/* Architectures of LLVM 19 as Debian builds it; a version may follow (armv7l, mips64r6), hence prefixes. */
static const char *const architectures[] = {
    "x86_64", "amd64", "i386", "i486", "i586", "i686", "aarch64", "arm64", "arm", "thumb", "powerpc", "ppc", "riscv32",
    "riscv64", "s390x", "mips", "sparc", "loongarch64", "hexagon", "avr", "msp430", "bpf", "m68k", "lanai", "nvptx",
    "amdgcn",
};
static const char *const compilers[] = {"gcc", "g++", "cc", "c++", "clang", "clang++", "cpp"};
/* clang-format on */

/* "/usr/bin/aarch64-linux-gnu-gcc-12.2.exe" → "aarch64-linux-gnu-gcc" */
static char *plain_name(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    if (g_str_has_suffix(name, ".exe"))
        name[strlen(name) - strlen(".exe")] = '\0';
    char *dash = strrchr(name, '-');
    if (dash && dash[1] && strspn(dash + 1, "0123456789.") == strlen(dash + 1))
        *dash = '\0';
    return g_steal_pointer(&name);
}

/* VAR=value: what env and a shell take as an assignment. */
static gboolean is_assignment(const char *word)
{
    size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    return n > 0 && word[n] == '=' && !g_ascii_isdigit(word[0]);
}

static const struct launcher *launcher_of(const char *word)
{
    g_autofree char *name = plain_name(word);
    for (size_t i = 0; i < G_N_ELEMENTS(launchers); i++)
        if (g_str_equal(name, launchers[i].name))
            return &launchers[i];
    return NULL;
}

/* The first word behind the launcher at `i`, its options, its own words and assignments. */
static unsigned skip_one(const char *const *argv, unsigned i, const struct launcher *launcher)
{
    for (i++; argv[i] && argv[i][0] == '-'; i++) {
        if (g_str_equal(argv[i], "--"))
            return i + 1;
        if (argv[i][1] && !argv[i][2] && strchr(launcher->valued, argv[i][1]) && argv[i + 1])
            i++;
    }
    for (unsigned word = 0; word < launcher->words && argv[i]; word++)
        i++;
    return i;
}

unsigned wrapper_skip(const char *const *argv)
{
    unsigned i = 0;
    for (unsigned skipped = 0; argv[i] && skipped < MAX_LAUNCHERS; skipped++) {
        while (argv[i] && is_assignment(argv[i]))
            i++;
        const struct launcher *launcher = argv[i] ? launcher_of(argv[i]) : NULL;
        if (!launcher)
            break;
        i = skip_one(argv, i, launcher);
    }
    return i;
}

gboolean wrapper_target_known(const char *triple)
{
    for (size_t i = 0; i < G_N_ELEMENTS(architectures); i++)
        if (g_str_has_prefix(triple, architectures[i]))
            return TRUE;
    return FALSE;
}

char *wrapper_target(const char *compiler)
{
    g_autofree char *name = plain_name(compiler);
    char *dash = strrchr(name, '-');
    if (!dash || dash == name)
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(compilers); i++)
        if (g_str_equal(dash + 1, compilers[i])) {
            *dash = '\0';
            return wrapper_target_known(name) ? g_steal_pointer(&name) : NULL;
        }
    return NULL;
}

gboolean wrapper_is_cxx(const char *compiler)
{
    g_autofree char *name = plain_name(compiler);
    return g_str_has_suffix(name, "++");
}
