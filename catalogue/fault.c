#include "catalogue/fault.h"

#include "catalogue/catalogue.h"

G_DEFINE_QUARK(mpx_audit_catalogue_error, catalogue_error)

gboolean fault_set(GError **error, const char *file, long line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(error, CATALOGUE_ERROR, CATALOGUE_ERROR_INVALID, "%s:%ld: %s", file, line, message);
    return FALSE;
}
