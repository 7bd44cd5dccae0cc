/* The one line that moves on a terminal while units are read; nothing anywhere else. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

struct progress {
    bool on;
    long long last_us; /* monotonic time of the last redraw */
};

void progress_init(struct progress *progress, bool wanted);
void progress_show(struct progress *progress, unsigned done, unsigned total, const char *file);
/* Takes the line away, before anything else is written. */
void progress_clear(struct progress *progress);

#endif
