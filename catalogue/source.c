#include "catalogue/source.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "catalogue/fault.h"
#include "catalogue_resources.h"

#define FOLDER "/mpx-audit/catalogue/"

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **source_builtin_documents(void)
{
    g_auto(GStrv) all = g_resource_enumerate_children(catalogue_get_resource(), FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autoptr(GStrvBuilder) documents = g_strv_builder_new();
    for (char **name = all; name && *name; name++)
        if (g_str_has_suffix(*name, ".xml"))
            g_strv_builder_add(documents, *name);
    char **sorted = g_strv_builder_end(documents);
    qsort(sorted, g_strv_length(sorted), sizeof *sorted, compare_names);
    return sorted;
}

GBytes *source_builtin(const char *name)
{
    g_autofree char *path = g_strconcat(FOLDER, name, NULL);
    return g_resource_lookup_data(catalogue_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

GBytes *source_file(const char *path, gsize limit, GError **error)
{
    FILE *file = fopen(path, "rbe");
    g_autofree char *bytes = file ? g_malloc(limit + 1) : NULL;
    errno = file ? 0 : errno;
    gsize size = file ? fread(bytes, 1, limit + 1, file) : 0;
    int failure = !file || ferror(file) ? errno : 0;
    if (file)
        fclose(file);
    if (failure)
        g_set_error(error, CATALOGUE_ERROR, CATALOGUE_ERROR_READ, "%s: %s", path, g_strerror(failure));
    else if (size > limit)
        g_set_error(error, CATALOGUE_ERROR, CATALOGUE_ERROR_READ, "%s: larger than %" G_GSIZE_FORMAT " KiB", path,
                    limit >> 10);
    else
        return g_bytes_new_take(g_realloc(g_steal_pointer(&bytes), MAX(size, 1)), size);
    return NULL;
}
