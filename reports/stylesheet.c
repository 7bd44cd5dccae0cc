#include "reports/stylesheet.h"

#include <gio/gio.h>
#include <libexslt/exslt.h>
#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>

#include "reports/writers.h"
#include "reports_resources.h"

#define FOLDER "/mpx-audit/reports/"

static void start_once(void)
{
    static gsize started;
    if (!g_once_init_enter(&started))
        return;
    xmlInitParser();
    xsltInit();
    exsltStrRegister();
    exsltSetsRegister();
    g_once_init_leave(&started, 1);
}

GBytes *stylesheet_resource(const char *name)
{
    start_once();
    g_autofree char *path = g_strconcat(FOLDER, name, NULL);
    GBytes *bytes = g_resource_lookup_data(reports_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_assert(bytes != NULL);
    return bytes;
}

static xsltStylesheet *load(const char *name)
{
    g_autoptr(GBytes) bytes = stylesheet_resource(name);
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    xmlDoc *doc = xmlReadMemory(text, (int)length, name, "UTF-8", XML_PARSE_NONET);
    g_assert(doc != NULL);
    xsltStylesheet *sheet = xsltParseStylesheetDoc(doc);
    g_assert(sheet != NULL);
    return sheet;
}

/* The stylesheets are ours and need nothing from outside; this holds them to it. */
static xsltSecurityPrefs *forbid_all(xsltTransformContext *context)
{
    static const xsltSecurityOption options[] = {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE,
                                                 XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
                                                 XSLT_SECPREF_WRITE_NETWORK};
    xsltSecurityPrefs *security = xsltNewSecurityPrefs();
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        xsltSetSecurityPrefs(security, options[i], xsltSecurityForbid);
    xsltSetCtxtSecurityPrefs(security, context);
    return security;
}

static void keep_message(void *text, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void keep_message(void *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_string_append_vprintf(text, format, args);
    va_end(args);
}

static xmlDoc *transform(const struct report *report, xsltStylesheet *sheet, const char *const *parameters,
                         GError **error)
{
    g_autoptr(GString) messages = g_string_new(NULL);
    xsltTransformContext *context = xsltNewTransformContext(sheet, report->doc);
    xsltSetTransformErrorFunc(context, messages, keep_message);
    xsltSecurityPrefs *security = forbid_all(context);
    for (size_t i = 0; parameters && parameters[i]; i += 2)
        xsltQuoteOneUserParam(context, (const xmlChar *)parameters[i], (const xmlChar *)parameters[i + 1]);
    xmlDoc *result = xsltApplyStylesheetUser(sheet, report->doc, NULL, NULL, NULL, context);
    bool failed = context->state != XSLT_STATE_OK;
    xsltFreeTransformContext(context);
    xsltFreeSecurityPrefs(security);
    if (result && !failed)
        return result;
    xmlFreeDoc(result);
    g_set_error(error, REPORT_ERROR, REPORT_ERROR_FORMAT, "the stylesheet failed: %s", messages->str);
    return NULL;
}

int stylesheet_put(void *out, const char *bytes, int length)
{
    fwrite(bytes, 1, (size_t)length, out);
    return length;
}

bool stylesheet_write(const struct report *report, const char *name, const char *const *parameters, FILE *out,
                      GError **error)
{
    start_once();
    xsltStylesheet *sheet = load(name);
    xmlDoc *result = transform(report, sheet, parameters, error);
    if (result) {
        xmlOutputBuffer *buffer = xmlOutputBufferCreateIO(stylesheet_put, NULL, out, NULL); /* NULL: UTF-8 */
        xsltSaveResultTo(buffer, result, sheet);
        xmlOutputBufferClose(buffer);
    }
    xmlFreeDoc(result);
    xsltFreeStylesheet(sheet);
    return result != NULL;
}

bool write_junit(const struct report *report, FILE *out, GError **error)
{
    return stylesheet_write(report, "junit.xsl", NULL, out, error);
}

bool write_checkstyle(const struct report *report, FILE *out, GError **error)
{
    return stylesheet_write(report, "checkstyle.xsl", NULL, out, error);
}
