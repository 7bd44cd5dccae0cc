#include "scan/paths.h"

#include <glib.h>
#include <string.h>

static const char *const system_folders[] = {"/usr/include", "/usr/local/include", "/usr/lib", "/usr/lib64"};

bool paths_is_below(const char *folder, const char *file)
{
    size_t n = strlen(folder);
    while (n > 0 && folder[n - 1] == '/')
        n--;
    return strncmp(folder, file, n) == 0 && (file[n] == '/' || file[n] == '\0');
}

char *paths_relative(const char *root, const char *file)
{
    g_autofree char *canonical = g_canonicalize_filename(file, root);
    if (!paths_is_below(root, canonical))
        return g_steal_pointer(&canonical);
    const char *rest = canonical + strlen(root);
    while (*rest == '/')
        rest++;
    return g_strdup(*rest ? rest : ".");
}

static bool is_system(const char *canonical)
{
    for (size_t i = 0; i < G_N_ELEMENTS(system_folders); i++)
        if (paths_is_below(system_folders[i], canonical))
            return true;
    return false;
}

bool paths_is_ours(const char *root, const char *file)
{
    g_autofree char *canonical = g_canonicalize_filename(file, root);
    return paths_is_below(root, canonical) && (is_system(root) || !is_system(canonical));
}

bool paths_is_readable(const char *root, const char *file)
{
    g_autofree char *canonical = g_canonicalize_filename(file, root);
    return paths_is_below(root, canonical) || is_system(canonical);
}
