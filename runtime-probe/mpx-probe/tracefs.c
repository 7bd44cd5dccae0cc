/* Linux 6.1: Documentation/trace/kprobetrace.rst, kernel/trace/trace_kprobe.c. */
#include "mpx-probe/tracefs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUP "mpxa_"

static int command(const struct tracefs *tracefs, const char *text)
{
    /* O_TRUNC would remove everybody's events. */
    int fd = openat(tracefs->folder, "kprobe_events", O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    ssize_t wrote = write(fd, text, strlen(text));
    int failed = wrote < 0 ? -errno : 0;
    close(fd);
    return failed;
}

static FILE *open_text(const struct tracefs *tracefs, const char *name)
{
    int fd = openat(tracefs->folder, name, O_RDONLY | O_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    if (!file && fd >= 0)
        close(fd);
    return file;
}

/* ---- groups ------------------------------------------------------------------------------------------------------ */

/* A line of kprobe_events is "p:GROUP/NAME SYMBOL …" or "rN:GROUP/NAME SYMBOL …". */
static bool event_read(const char *line, char group[32], char event[64])
{
    return sscanf(line, "%*[^:]:%31[^/]/%63s", group, event) == 2;
}

static bool is_stale(const char *group)
{
    char *end;
    long pid = strtol(group + strlen(GROUP), &end, 10);
    return pid > 0 && !*end && kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* Removes our own events, or those of owners that have died. */
static void sweep(const struct tracefs *tracefs, bool own)
{
    char line[512], group[32], event[64], text[128];
    FILE *file = open_text(tracefs, "kprobe_events");
    while (file && fgets(line, sizeof line, file)) {
        if (!event_read(line, group, event) || strncmp(group, GROUP, strlen(GROUP)) != 0)
            continue;
        if (own ? strcmp(group, tracefs->group) != 0 : !is_stale(group))
            continue;
        snprintf(text, sizeof text, "-:%s/%s\n", group, event);
        command(tracefs, text);
    }
    if (file)
        fclose(file);
}

int tracefs_open(struct tracefs *tracefs, char ret_reason[REASON])
{
    static const char *const folders[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};
    tracefs->folder = -1;
    snprintf(tracefs->group, sizeof tracefs->group, GROUP "%d", (int)getpid());
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        tracefs->folder = open(folders[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (tracefs->folder >= 0 && faccessat(tracefs->folder, "kprobe_events", W_OK, 0) == 0) {
            sweep(tracefs, true);
            sweep(tracefs, false);
            return 0;
        }
        int failed = errno;
        if (tracefs->folder >= 0)
            close(tracefs->folder);
        tracefs->folder = -1;
        if (i == 0)
            snprintf(ret_reason, REASON, "%s/kprobe_events: %s%s", folders[i], strerror(failed),
                     failed == ENOENT ? " (no tracefs there, or a kernel without kprobe events)" : "");
    }
    return -1;
}

void tracefs_close(struct tracefs *tracefs)
{
    if (tracefs->folder < 0)
        return;
    sweep(tracefs, true);
    close(tracefs->folder);
    tracefs->folder = -1;
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

/* What the kernel wrote last into its log of refused commands; "" nothing. */
static void last_refusal(const struct tracefs *tracefs, char text[REASON])
{
    char line[256];
    FILE *file = open_text(tracefs, "error_log");
    text[0] = '\0';
    while (file && fgets(line, sizeof line, file)) {
        const char *said = strstr(line, "error: ");
        if (said)
            snprintf(text, REASON, "%.*s", (int)strcspn(said + 7, "\n"), said + 7);
    }
    if (file)
        fclose(file);
}

/* Debian's kernels probe only functions that ftrace knows (CONFIG_KPROBE_EVENTS_ON_NOTRACE is off). */
static bool is_traceable(const struct tracefs *tracefs, const char *symbol)
{
    char line[512];
    const char *module_end = strchr(symbol, ':');
    if (module_end)
        symbol = module_end + 1;
    size_t size = strlen(symbol);
    bool found = false;
    FILE *file = open_text(tracefs, "available_filter_functions");
    while (file && !found && fgets(line, sizeof line, file))
        found = strncmp(line, symbol, size) == 0 && strchr(" \n", line[size]);
    if (file)
        fclose(file);
    return found;
}

/* The log says little more than that it failed; the rest of the kernel's reason goes to its console. */
static void say_refusal(const struct tracefs *tracefs, const char *symbol, int failed, char ret_reason[REASON])
{
    char said[REASON];
    last_refusal(tracefs, said);
    if (failed == ENOENT)
        snprintf(ret_reason, REASON, "this kernel has no such symbol");
    else if (failed == EINVAL && !is_traceable(tracefs, symbol))
        snprintf(ret_reason, REASON, "a notrace function: this kernel sets no probe there (%.80s)", said);
    else if (failed == EINVAL && said[0])
        snprintf(ret_reason, REASON, "%.*s", REASON - 1, said);
    else
        snprintf(ret_reason, REASON, "%s", strerror(failed));
}

/* kprobe_profile shows names without their group, so the name has it too. */
static void event_name(const struct tracefs *tracefs, enum tracefs_side side, unsigned number, char name[64])
{
    snprintf(name, 64, "%s_%c%u", tracefs->group, (char)side, number);
}

static int event_id(const struct tracefs *tracefs, const char *name)
{
    char path[160];
    int id = -1;
    snprintf(path, sizeof path, "events/%s/%s/id", tracefs->group, name);
    FILE *file = open_text(tracefs, path);
    if (file && fscanf(file, "%d", &id) != 1)
        id = -1;
    if (file)
        fclose(file);
    return id;
}

int tracefs_add(const struct tracefs *tracefs, enum tracefs_side side, unsigned number, const char *symbol,
                unsigned maxactive, char ret_reason[REASON])
{
    char text[384], kind[24] = "p", name[64];
    event_name(tracefs, side, number, name);
    if (side == SIDE_RETURN)
        snprintf(kind, sizeof kind, "r%u", maxactive);
    snprintf(text, sizeof text, "%s:%s/%s %s\n", kind, tracefs->group, name, symbol);
    /* The log keeps old refusals; opening it like this clears it. */
    int log = openat(tracefs->folder, "error_log", O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (log >= 0)
        close(log);
    int failed = command(tracefs, text);
    if (failed) {
        say_refusal(tracefs, symbol, -failed, ret_reason);
        return failed;
    }
    int id = event_id(tracefs, name);
    if (id < 0) {
        snprintf(ret_reason, REASON, "the event %s has no id", name);
        tracefs_remove(tracefs, side, number);
        return -EIO;
    }
    return id;
}

void tracefs_remove(const struct tracefs *tracefs, enum tracefs_side side, unsigned number)
{
    char text[128], name[64];
    event_name(tracefs, side, number, name);
    snprintf(text, sizeof text, "-:%s/%s\n", tracefs->group, name);
    command(tracefs, text);
}

void tracefs_profile(const struct tracefs *tracefs, unsigned n, struct tracefs_counts *ret_entry,
                     struct tracefs_counts *ret_return)
{
    char line[256], event[128], side;
    unsigned long long hits, missed;
    unsigned number;
    size_t group = strlen(tracefs->group);
    memset(ret_entry, 0, n * sizeof *ret_entry);
    memset(ret_return, 0, n * sizeof *ret_return);
    FILE *file = open_text(tracefs, "kprobe_profile");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "%127s %llu %llu", event, &hits, &missed) != 3 || strncmp(event, tracefs->group, group) != 0 ||
            sscanf(event + group, "_%c%u", &side, &number) != 2 || number >= n)
            continue;
        (side == SIDE_ENTRY ? ret_entry : ret_return)[number] = (struct tracefs_counts){hits, missed};
    }
    if (file)
        fclose(file);
}
