#include "pages.h"

#include <gio/gio.h>

#include "pages_resources.h"

char *page_of(const char *rule_id)
{
    g_autofree char *path = g_strdup_printf("/mpx-audit/pages/%s.md", rule_id);
    g_autoptr(GBytes) page = g_resource_lookup_data(pages_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    gsize size = 0;
    const char *text = page ? g_bytes_get_data(page, &size) : NULL;
    return g_strndup(text ? text : "", size);
}
