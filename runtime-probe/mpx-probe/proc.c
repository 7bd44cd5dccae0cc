#include "mpx-probe/proc.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The beginning of a file below /proc/TID as a string; false when it cannot be read. */
static bool read_text(pid_t tid, const char *name, char *text, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", tid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* The text of field `number` where `text` is at field `at`; NULL when there are fewer. */
static const char *field(const char *text, unsigned at, unsigned number)
{
    for (; text && at < number; at++) {
        text = strchr(text, ' ');
        text += text != NULL;
    }
    return text;
}

int proc_stat(pid_t tid, struct proc_stat *ret_stat)
{
    char text[1024];
    struct proc_stat stat = {.parent = 0};
    if (!read_text(tid, "stat", text, sizeof text))
        return -1;
    /* comm may hold blanks and parentheses: it ends at the last one. */
    const char *open = strchr(text, '('), *close = strrchr(text, ')');
    const char *parent = close ? field(close, 2, 4) : NULL, *start = field(parent, 4, 22), *cpu = field(start, 22, 39);
    if (!open || !cpu || close < open)
        return -1;
    size_t n = (size_t)(close - open) - 1;
    memcpy(stat.comm, open + 1, n < sizeof stat.comm ? n : sizeof stat.comm - 1);
    stat.parent = (pid_t)strtol(parent, NULL, 10);
    stat.start_time = strtoull(start, NULL, 10);
    stat.cpu = (uint32_t)strtoul(cpu, NULL, 10);
    *ret_stat = stat;
    return 0;
}

pid_t proc_process(pid_t tid)
{
    char text[512];
    const char *line = read_text(tid, "status", text, sizeof text) ? strstr(text, "\nTgid:") : NULL;
    return line ? (pid_t)strtol(line + strlen("\nTgid:"), NULL, 10) : 0;
}

unsigned long proc_personality(pid_t tid)
{
    char text[32];
    return read_text(tid, "personality", text, sizeof text) ? strtoul(text, NULL, 16) : 0;
}

void proc_threads(pid_t pid, bool (*each)(pid_t tid, void *context), void *context)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *folder = opendir(path);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.' && !each((pid_t)strtol(entry->d_name, NULL, 10), context))
            break;
    closedir(folder);
}
