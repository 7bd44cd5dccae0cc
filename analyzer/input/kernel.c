#include "input/kernel.h"

#include <string.h>
#include <sys/utsname.h>

#define MAX_CLIMB 16

static gboolean exists(const char *top, const char *name)
{
    g_autofree char *path = g_build_filename(top, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean is_top(const char *folder)
{
    return exists(folder, "Makefile") && (exists(folder, "Kbuild") || exists(folder, "Kconfig")) &&
           exists(folder, "include/linux/kernel.h");
}

char *kernel_top(const char *folder)
{
    char *top = g_strdup(folder);
    for (unsigned i = 0; i < MAX_CLIMB; i++) {
        if (is_top(top))
            return top;
        char *parent = g_path_get_dirname(top);
        gboolean is_last = g_str_equal(parent, top);
        g_free(top);
        top = parent;
        if (is_last)
            break;
    }
    g_free(top);
    return NULL;
}

/* The path below the top; "" when it lies elsewhere. */
static const char *inside(const char *top, const char *file)
{
    size_t n = top ? strlen(top) : 0;
    return n && strncmp(file, top, n) == 0 && file[n] == '/' ? file + n + 1 : "";
}

gboolean kernel_is_library(const char *name)
{
    static const char *const library[] = {"stdio.h",  "stdlib.h",   "unistd.h",    "string.h",    "errno.h",
                                          "signal.h", "sys/mman.h", "sys/types.h", "sys/ioctl.h", "pthread.h",
                                          "fcntl.h",  "getopt.h",   NULL};
    return g_strv_contains(library, name);
}

static gboolean is_own(const char *name)
{
    static const char *const own[] = {
        "linux/module.h", "linux/init.h", "linux/slab.h", "linux/uaccess.h", "asm/uaccess.h", "linux/syscalls.h", NULL};
    return g_strv_contains(own, name);
}

gboolean kernel_is_code(const char *top, const char *file, const GPtrArray *names)
{
    static const char *const programs[] = {"tools/", "scripts/", "usr/", "Documentation/"};
    gboolean has_own = FALSE;
    for (guint i = 0; i < names->len; i++) {
        if (kernel_is_library(names->pdata[i]))
            return FALSE;
        has_own |= is_own(names->pdata[i]);
    }
    if (!top)
        return has_own;
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
        if (g_str_has_prefix(inside(top, file), programs[i]))
            return FALSE;
    return TRUE;
}

/* clang-format off */
static const struct {
    const char *arch;     /* folder below arch/ */
    const char *machine;  /* how uname(2) begins */
    const char *target;   /* of clang; NULL: it has none, the host's must do */
} machines[] = {
    {"x86",       "x86_64",   "x86_64-linux-gnu"},
    {"x86",       "i",        "i386-linux-gnu"},
    {"arm64",     "aarch64",  "aarch64-linux-gnu"},
    {"arm",       "arm",      "arm-linux-gnueabi"},
    {"powerpc",   "ppc",      "powerpc64le-linux-gnu"},
    {"s390",      "s390",     "s390x-linux-gnu"},
    {"riscv",     "riscv",    "riscv64-linux-gnu"},
    {"mips",      "mips",     "mips64el-linux-gnuabi64"},
    {"sparc",     "sparc",    "sparc64-linux-gnu"},
    {"loongarch", "loongarch","loongarch64-linux-gnu"},
    {"m68k",      "m68k",     "m68k-linux-gnu"},
};

/* What nearly every configuration of a 64-bit machine says, for trees that have none (no include/generated/autoconf.h):
 * without it, headers contradict each other. */
static const char *const defaults[] = {
    "-DCONFIG_64BIT=1", "-DCONFIG_MMU=1", "-DCONFIG_SMP=1", "-DCONFIG_NR_CPUS=64", "-DCONFIG_HZ=250",
    "-DCONFIG_PHYS_ADDR_T_64BIT=1", "-DCONFIG_PGTABLE_LEVELS=4", "-DCONFIG_NODES_SHIFT=6",
    "-DCONFIG_NET=1", "-DCONFIG_BLOCK=1", "-DCONFIG_PCI=1", "-DCONFIG_MODULES=1",
};
static const char *const defaults_x86[] = {
    "-DCONFIG_X86=1", "-DCONFIG_X86_64=1", "-DCONFIG_X86_L1_CACHE_SHIFT=6", "-DCONFIG_X86_INTERNODE_CACHE_SHIFT=6",
    "-DCONFIG_COMPAT=1", "-DCONFIG_IA32_EMULATION=1", "-DCONFIG_X86_CMPXCHG64=1",
    "-DCONFIG_ARCH_HAS_PKEYS=1", "-DCONFIG_X86_INTEL_MEMORY_PROTECTION_KEYS=1",
};
/* clang-format on */

/* The row of arch/NAME/ when the file lies there, else the host's. */
static size_t machine_of(const char *top, const char *file, char **ret_arch)
{
    const char *path = inside(top, file);
    struct utsname host = {0};
    uname(&host);
    g_autofree char *arch = NULL;
    if (g_str_has_prefix(path, "arch/") && strchr(path + 5, '/'))
        arch = g_strndup(path + 5, strcspn(path + 5, "/"));
    size_t found = 0;
    while (found < G_N_ELEMENTS(machines) &&
           (arch ? !g_str_equal(machines[found].arch, arch) : !g_str_has_prefix(host.machine, machines[found].machine)))
        found++;
    gboolean is_known = found < G_N_ELEMENTS(machines);
    *ret_arch = arch ? g_steal_pointer(&arch) : g_strdup(is_known ? machines[found].arch : "x86");
    return found;
}

/* As the top Makefile says: LINUXINCLUDE, USERINCLUDE. */
GPtrArray *kernel_folders(const char *top, const char *file)
{
    static const char *const patterns[] = {"arch/%s/include",       "arch/%s/include/generated",      "include",
                                           "arch/%s/include/uapi",  "arch/%s/include/generated/uapi", "include/uapi",
                                           "include/generated/uapi"};
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *arch = NULL;
    if (!top)
        return folders;
    machine_of(top, file, &arch);
    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_auto(GStrv) parts = g_strsplit(patterns[i], "%s", 2);
        g_autofree char *name = g_strjoinv(arch, parts);
        char *folder = g_build_filename(top, name, NULL);
        if (g_file_test(folder, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(folders, folder);
        else
            g_free(folder);
    }
    return folders;
}

static void add_all(GPtrArray *flags, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        g_ptr_array_add(flags, g_strdup(words[i]));
}

/* scripts/Makefile.lib: the module's name is the file's, with underscores. */
static void add_names(GPtrArray *flags, const char *file)
{
    g_autofree char *base = g_path_get_basename(file);
    base[strlen(base) - (g_str_has_suffix(base, ".c") ? 2 : 0)] = '\0';
    g_strcanon(base, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS, '_');
    g_ptr_array_add(flags, g_strdup_printf("-DKBUILD_MODNAME=\"%s\"", base));
    g_ptr_array_add(flags, g_strdup_printf("-DKBUILD_BASENAME=\"%s\"", base));
    g_ptr_array_add(flags, g_strdup_printf("-DKBUILD_MODFILE=\"%s\"", base));
    g_ptr_array_add(flags, g_strdup_printf("-D__KBUILD_MODNAME=kmod_%s", base));
}

static void add_forced(GPtrArray *flags, const char *top)
{
    static const char *const forced[] = {"include/linux/compiler-version.h", "include/linux/kconfig.h",
                                         "include/linux/compiler_types.h"};
    for (size_t i = 0; i < G_N_ELEMENTS(forced); i++) {
        if (!exists(top, forced[i]))
            continue;
        g_ptr_array_add(flags, g_strdup("-include"));
        g_ptr_array_add(flags, g_build_filename(top, forced[i], NULL));
    }
}

static void add_tree(GPtrArray *flags, const char *top, const char *file)
{
    g_autofree char *arch = NULL;
    size_t machine = machine_of(top, file, &arch);
    if (machine < G_N_ELEMENTS(machines))
        g_ptr_array_add(flags, g_strconcat("--target=", machines[machine].target, NULL));
    if (!exists(top, "include/generated/autoconf.h")) {
        add_all(flags, defaults, G_N_ELEMENTS(defaults));
        if (g_str_equal(arch, "x86"))
            add_all(flags, defaults_x86, G_N_ELEMENTS(defaults_x86));
    }
    /* Since 5.15 the kernel has a <stdarg.h> of its own; before, it took the compiler's. */
    g_ptr_array_add(flags, g_strdup(exists(top, "include/linux/stdarg.h") ? "-nostdinc" : "-nostdlibinc"));
    add_forced(flags, top);
}

void kernel_flags(const char *top, const char *file, GPtrArray *flags)
{
    static const char *const always[] = {"-D__KERNEL__", "-std=gnu11", "-fshort-wchar", "-fno-builtin-wcslen"};
    add_all(flags, always, G_N_ELEMENTS(always));
    add_names(flags, file);
    if (top)
        add_tree(flags, top, file);
    else
        g_ptr_array_add(flags, g_strdup("-DMODULE"));
}

char *kernel_arch(const char *top, const char *file)
{
    char *arch = NULL;
    machine_of(top, file, &arch);
    return arch;
}
