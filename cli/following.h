/* What --follow and --exec do with an event as soon as it is known. */
#ifndef CLI_FOLLOWING_H
#define CLI_FOLLOWING_H

#include <sys/types.h>

#include "join/joined.h"
#include "options.h"

struct following {
    bool shows, is_json;
    const char *reaction; /* a command for the shell, or NULL */
    pid_t reactions[8];   /* that have not ended, oldest first */
    unsigned running;
    unsigned failed; /* that could not be started, or ended with another status than 0 */
    GString *line;
};

void following_init(struct following *following, const struct options *options);
/* JSON Lines begin with where they come from, so that import knows them. */
void following_origin(const struct following *following, const struct trace_origin *origin);
/* Prints the event and starts the reaction. `joined`: where it comes from, or NULL. */
void following_event(struct following *following, const struct event *event, const struct joined *joined);
/* Waits for the reactions. */
void following_finish(struct following *following);

#endif
