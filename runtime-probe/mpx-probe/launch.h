/* Starts the command: a child that is held at a gate until the back end is ready, then becomes the user and runs it. */
#ifndef MPX_PROBE_LAUNCH_H
#define MPX_PROBE_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Whom the command runs as. A probe that runs as root for somebody never runs his command as root. */
struct identity {
    bool is_given; /* else: stay who we are */
    uid_t uid;
    gid_t gid;
};

/* "UID:GID" in numbers. 0 or -1. */
int identity_parse(struct identity *user, const char *text);
/* Of SUDO_UID and SUDO_GID, when we run as root; not given where they are not there. -1 when they are no numbers. */
int identity_of_sudo(struct identity *user);
/* Becomes the user for good, with his groups and HOME, USER, LOGNAME; removes SUDO_*. 0 or -1 with errno. */
int identity_become(const struct identity *user);

struct launch {
    pid_t pid;          /* 0 none */
    int gate;           /* -1: let go */
    bool skips_prepare; /* set before the child is let go */
};

struct launch_command {
    char *const *argv;
    struct identity user;
    /* Runs in the child as soon as it is let go, before it becomes the user; NULL none; unless skips_prepare. 0 or -1
     * with errno. */
    int (*prepare)(const void *context);
    const void *context;
};

/* Signals that we are going to ignore or catch are changed after this, so that the command does not inherit it.
 * 0, or -1 with errno. A child that cannot exec says so on stderr and ends with 127 (not found) or 126. */
int launch_start(struct launch *launch, const struct launch_command *command);
/* Lets the child go. */
void launch_release(struct launch *launch);
/* Ends a child that was never let go. */
void launch_cancel(struct launch *launch);

#endif
