/* kernel_stand_ins: what stands for the headers of a kernel that was never built. */
#include <string.h>

#include "input/kernel.h"

enum { MAX_WRAPPERS = 1000 };

/* With the defaults of kernel.c: a configuration would change the numbers, not what the code does. */
static const char bounds[] = "#define NR_PAGEFLAGS 23\n"
                             "#define MAX_NR_ZONES 4\n"
                             "#define NR_CPUS_BITS 6\n"
                             "#define SPINLOCK_SIZE 4\n"
                             "#define LRU_GEN_WIDTH 0\n"
                             "#define __LRU_REFS_WIDTH 0\n";

static void add(GPtrArray *made, char *path, char *text)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS) || made->len >= 2 * MAX_WRAPPERS) {
        g_free(path);
        g_free(text);
        return;
    }
    g_ptr_array_add(made, path);
    g_ptr_array_add(made, text);
}

static gboolean machine_has(const char *top, const char *arch, const char *name)
{
    static const char *const folders[] = {"include/asm", "include/uapi/asm", "include/generated/asm",
                                          "include/generated/uapi/asm"};
    gboolean has = FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS(folders) && !has; i++) {
        g_autofree char *path = g_build_filename(top, "arch", arch, folders[i], name, NULL);
        has = g_file_test(path, G_FILE_TEST_EXISTS);
    }
    return has;
}

static void add_wrappers(GPtrArray *made, const char *top, const char *arch, const char *generic, const char *into)
{
    g_autofree char *folder = g_build_filename(top, generic, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (g_str_has_suffix(name, ".h") && !machine_has(top, arch, name))
            add(made, g_build_filename(top, "arch", arch, into, name, NULL),
                g_strdup_printf("#include <asm-generic/%s>\n", name));
}

GPtrArray *kernel_stand_ins(const char *top, const char *arch)
{
    GPtrArray *made = g_ptr_array_new_with_free_func(g_free);
    add_wrappers(made, top, arch, "include/asm-generic", "include/asm");
    add_wrappers(made, top, arch, "include/uapi/asm-generic", "include/uapi/asm");
    add(made, g_build_filename(top, "include/generated/bounds.h", NULL), g_strdup(bounds));
    return made;
}
