/* catalogue: what interfaces the tool knows, with the user's overlays; `check` only says whether overlays are valid. */
#include <stdio.h>

#include "catalogue/catalogue.h"
#include "outcome.h"
#include "verbs.h"

static void print_tags(unsigned tags)
{
    static const struct {
        unsigned tag;
        const char *name;
    } names[] = {{TAG_USER, "U"}, {TAG_KERNEL, "K"}, {TAG_TOCTOU, "TOCTOU"}, {TAG_OPTIONAL, "OPT"}};
    const char *separator = "[";
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (tags & names[i].tag) {
            printf("%s%s", separator, names[i].name);
            separator = ",";
        }
    if (tags)
        putchar(']');
}

static void print_interface(const struct interface *interface)
{
    printf("%-10s %s(", interface->family, interface->name);
    for (guint i = 0; i < interface->args->len; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(interface->args, i);
        printf("%s%s", i ? ", " : "", argument->name);
        print_tags(argument->tags);
    }
    printf(")%s\n           %s\n", interface->protects ? " protects" : "", interface->doc);
}

int verb_catalogue(const struct options *options)
{
    GError *error = NULL;
    bool check = options->arguments[0] && g_str_equal(options->arguments[0], "check");
    g_autoptr(GStrvBuilder) overlays = g_strv_builder_new();
    if (options->catalogue)
        g_strv_builder_addv(overlays, (const char **)options->catalogue);
    if (check)
        g_strv_builder_addv(overlays, (const char **)options->arguments + 1);
    g_auto(GStrv) files = g_strv_builder_end(overlays);
    if (options->arguments[0] && !check) {
        g_set_error(&error, OPTIONS_ERROR, 0, "catalogue %s: the only word it takes is check", options->arguments[0]);
        return outcome_usage(error);
    }
    struct catalogue *catalogue = catalogue_load((const char *const *)files, &error);
    if (!catalogue)
        return outcome_usage(error);
    const GPtrArray *interfaces = catalogue_interfaces(catalogue);
    for (guint i = 0; !check && i < interfaces->len; i++)
        print_interface(g_ptr_array_index(interfaces, i));
    printf("%u interfaces, digest %s\n", interfaces->len, catalogue_digest(catalogue));
    catalogue_free(catalogue);
    return STATUS_FINE;
}
