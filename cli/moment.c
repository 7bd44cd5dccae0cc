#include "moment.h"

#include <glib.h>
#include <stdbool.h>

char *moment_text(void)
{
    const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
    gint64 seconds;
    bool fixed = epoch && g_ascii_string_to_signed(epoch, 10, 0, G_MAXINT32, &seconds, NULL);
    g_autoptr(GDateTime) time = fixed ? g_date_time_new_from_unix_utc(seconds) : g_date_time_new_now_utc();
    return g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}
