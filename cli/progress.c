#include "progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#include "shown.h"

enum { REDRAW_US = 100000, SHOWN = 60 };

void progress_init(struct progress *progress, bool wanted)
{
    progress->on = wanted && isatty(STDERR_FILENO);
    progress->last_us = 0;
}

void progress_show(struct progress *progress, unsigned done, unsigned total, const char *file)
{
    gint64 now = g_get_monotonic_time();
    if (!progress->on || (done < total && now - progress->last_us < REDRAW_US))
        return;
    progress->last_us = now;
    g_autofree char *name = shown(file);
    glong length = g_utf8_strlen(name, -1);
    fprintf(stderr, "\r\033[K[%u/%u] %s%s", done, total, length > SHOWN ? "…" : "",
            length > SHOWN ? g_utf8_offset_to_pointer(name, length - SHOWN) : name);
    fflush(stderr);
}

void progress_clear(struct progress *progress)
{
    if (progress->on)
        fputs("\r\033[K", stderr);
}
