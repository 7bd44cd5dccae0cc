#include "mpx-probe/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- whom -------------------------------------------------------------------------------------------------------- */

/* A number of a user or group; (id)-1 means "leave as it is" to setresuid(2) and is none. */
static bool id_read(const char *text, const char **ret_end, unsigned *ret_id)
{
    char *end;
    errno = 0;
    unsigned long id = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || errno || id >= UINT_MAX)
        return false;
    *ret_end = end;
    *ret_id = (unsigned)id;
    return true;
}

int identity_parse(struct identity *user, const char *text)
{
    const char *end;
    struct identity parsed = {.is_given = true};
    if (!id_read(text, &end, &parsed.uid) || *end != ':' || !id_read(end + 1, &end, &parsed.gid) || *end)
        return -1;
    *user = parsed;
    return 0;
}

int identity_of_sudo(struct identity *user)
{
    const char *uid = getenv("SUDO_UID"), *gid = getenv("SUDO_GID"), *end;
    struct identity found = {.is_given = true};
    if (geteuid() != 0 || !uid || !gid)
        return 0;
    if (!id_read(uid, &end, &found.uid) || *end || !id_read(gid, &end, &found.gid) || *end)
        return -1;
    *user = found;
    return 0;
}

static void set_environment(const struct passwd *entry)
{
    static const char *const sudo[] = {"SUDO_UID", "SUDO_GID", "SUDO_USER", "SUDO_COMMAND"};
    for (size_t i = 0; i < sizeof sudo / sizeof sudo[0]; i++)
        unsetenv(sudo[i]);
    if (!entry)
        return;
    setenv("HOME", entry->pw_dir, 1);
    setenv("USER", entry->pw_name, 1);
    setenv("LOGNAME", entry->pw_name, 1);
}

int identity_become(const struct identity *user)
{
    if (!user->is_given)
        return 0;
    const struct passwd *entry = getpwuid(user->uid);
    if (geteuid() == 0 && (entry ? initgroups(entry->pw_name, user->gid) : setgroups(0, NULL)) < 0)
        return -1;
    if (setresgid(user->gid, user->gid, user->gid) < 0 || setresuid(user->uid, user->uid, user->uid) < 0)
        return -1;
    if (user->uid != 0 && setuid(0) == 0) { /* then setresuid did not do what it says */
        errno = EPERM;
        return -1;
    }
    set_environment(entry);
    return 0;
}

/* ---- the child --------------------------------------------------------------------------------------------------- */

/* Waits for one byte, which says whether to prepare; when the gate closes without it nobody wants the command any
 * more. */
static bool wait_at(int gate)
{
    char byte;
    ssize_t n;
    do
        n = read(gate, &byte, 1);
    while (n < 0 && errno == EINTR);
    if (n != 1)
        _exit(125);
    close(gate);
    return byte != 0;
}

static _Noreturn void fail(const char *what, int status)
{
    fprintf(stderr, "mpx-probe: %s: %s\n", what, strerror(errno));
    _exit(status);
}

static _Noreturn void become_command(const struct launch_command *command, int gate)
{
    bool prepares = wait_at(gate);
    if (prepares && command->prepare && command->prepare(command->context) < 0)
        fail("the command cannot be prepared for tracing", 125);
    if (identity_become(&command->user) < 0)
        fail("cannot become the user", 125);
    execvp(command->argv[0], command->argv);
    fail(command->argv[0], errno == ENOENT ? 127 : 126);
}

int launch_start(struct launch *launch, const struct launch_command *command)
{
    int gate[2];
    if (pipe2(gate, O_CLOEXEC) < 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        close(gate[1]);
        become_command(command, gate[0]);
    }
    close(gate[0]);
    if (pid < 0) {
        close(gate[1]);
        return -1;
    }
    *launch = (struct launch){.pid = pid, .gate = gate[1]};
    return 0;
}

void launch_release(struct launch *launch)
{
    char prepares = !launch->skips_prepare;
    ssize_t n;
    do
        n = write(launch->gate, &prepares, 1);
    while (n < 0 && errno == EINTR);
    close(launch->gate);
    launch->gate = -1;
}

void launch_cancel(struct launch *launch)
{
    if (launch->pid == 0 || launch->gate < 0)
        return;
    close(launch->gate);
    launch->gate = -1;
    kill(launch->pid, SIGKILL);
    while (waitpid(launch->pid, NULL, __WALL) < 0 && errno == EINTR)
        ;
    launch->pid = 0;
}
