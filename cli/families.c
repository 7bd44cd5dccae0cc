#include "families.h"

#include "options.h"

/* In the catalogue's order, which is by name. */
static char **families_of(const struct catalogue *catalogue)
{
    const GPtrArray *interfaces = catalogue_interfaces(catalogue);
    GStrvBuilder *builder = g_strv_builder_new();
    const char *last = NULL;
    for (guint i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        if (g_strcmp0(interface->family, last))
            g_strv_builder_add(builder, interface->family);
        last = interface->family;
    }
    char **families = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return families;
}

static bool check(char **words, char **families, GError **error)
{
    for (char **word = words; *word; word++) {
        const char *name = g_strstrip(*word);
        if (*name && !g_strv_contains((const char *const *)families, name + (*name == '-'))) {
            g_autofree char *known = g_strjoinv(", ", families);
            g_set_error(error, OPTIONS_ERROR, 0, "there is no family “%s”; there are %s", name + (*name == '-'), known);
            return false;
        }
    }
    return true;
}

static bool names_any(char **words)
{
    for (char **word = words; *word; word++)
        if (**word && **word != '-')
            return true;
    return false;
}

static bool is_dropped(char **words, const char *family, bool only_named)
{
    bool named = g_strv_contains((const char *const *)words, family), taken_out = false;
    for (char **word = words; *word; word++)
        taken_out |= **word == '-' && g_str_equal(*word + 1, family);
    return taken_out || (only_named && !named);
}

char **families_without(const struct catalogue *catalogue, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text ? text : "", ",", -1), families = families_of(catalogue);
    if (!check(words, families, error))
        return NULL;
    GStrvBuilder *builder = g_strv_builder_new();
    for (char **family = families; *family; family++)
        if (is_dropped(words, *family, names_any(words)))
            g_strv_builder_add(builder, *family);
    char **without = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return without;
}
