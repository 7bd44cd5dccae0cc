/* The HTML report is one file: the stylesheet writes the page, with all that a reader without scripts needs; report.js
 * takes over from the same data as JSON. */
#include <stdlib.h>

#include "reports/legal.h"
#include "reports/stylesheet.h"
#include "reports/writers.h"

static char *resource_text(const char *name)
{
    g_autoptr(GBytes) bytes = stylesheet_resource(name);
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    return g_strndup(text, length);
}

/* A Content-Security-Policy source for exactly this script or style: nothing else runs, whatever got into the page. */
static char *policy_hash(const char *text)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    g_autofree char *base64 = g_base64_encode(digest, length);
    return g_strdup_printf("'sha256-%s'", base64);
}

static char *island_of(const struct report *report)
{
    char *json = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&json, &length);
    write_json(report, memory, NULL);
    fclose(memory);
    char *island = legal_island(json);
    free(json);
    return island;
}

bool write_html(const struct report *report, FILE *out, GError **error)
{
    g_autofree char *style = resource_text("style.css"), *script = resource_text("report.js");
    g_autofree char *style_hash = policy_hash(style), *script_hash = policy_hash(script);
    g_autofree char *island = island_of(report);
    g_autofree char *policy = g_strdup_printf("default-src 'none'; style-src %s; script-src %s; base-uri 'none'; "
                                              "form-action 'none'",
                                              style_hash, script_hash);
    const char *const parameters[] = {"style", style, "script", script, "policy", policy, "data", island, NULL};
    fputs("<!DOCTYPE html>\n", out);
    return stylesheet_write(report, "html.xsl", parameters, out, error);
}
