#include "mpx-probe/maps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mpx-probe/event.h"

enum { FIRST_SIZE = 32 << 10, MAX_SIZE = TRACE_FRAME_MAX - 4096 };

/* Reads to the end, or as much as MAX_SIZE holds. */
static int read_whole(struct maps *maps, int fd)
{
    size_t room = FIRST_SIZE;
    maps->text = malloc(room);
    while (maps->text) {
        ssize_t n = read(fd, maps->text + maps->size, room - maps->size - 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return maps->size ? 0 : -1;
        maps->size += (size_t)n;
        if (maps->size + 1 < room)
            continue;
        if (room >= MAX_SIZE)
            return 0;
        char *larger = realloc(maps->text, room * 2);
        if (!larger)
            return 0;
        maps->text = larger;
        room *= 2;
    }
    return -1;
}

int maps_read(struct maps *maps, pid_t tid, const char *file)
{
    char path[64];
    *maps = (struct maps){0};
    snprintf(path, sizeof path, "/proc/%d/%s", tid, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int result = read_whole(maps, fd);
    close(fd);
    if (result < 0) {
        maps_clear(maps);
        return -1;
    }
    while (maps->size && maps->text[maps->size - 1] != '\n')
        maps->size--;
    maps->text[maps->size] = '\0';
    return 0;
}

void maps_clear(struct maps *maps)
{
    free(maps->text);
    *maps = (struct maps){0};
}

/* "7f00-7f10 r-xp 00001000 fe:01 1234    /path": proc(5). Of smaps the lines in between begin with a word. */
static bool line_read(const char *line, size_t size, struct mapping *ret_mapping)
{
    unsigned long long start, end, offset, inode;
    unsigned major, minor;
    char rights[5];
    int path_at = 0;
    if (sscanf(line, "%llx-%llx %4s %llx %x:%x %llu%n", &start, &end, rights, &offset, &major, &minor, &inode,
               &path_at) < 7)
        return false;
    const char *path = line + path_at;
    path += strspn(path, " ");
    *ret_mapping = (struct mapping){.start = start,
                                    .end = end,
                                    .offset = offset,
                                    .device = (uint64_t)major << 32 | minor,
                                    .inode = inode,
                                    .prot = (rights[0] == 'r' ? PROT_READ : 0) | (rights[1] == 'w' ? PROT_WRITE : 0) |
                                            (rights[2] == 'x' ? PROT_EXEC : 0),
                                    .is_shared = rights[3] == 's',
                                    .key = -1,
                                    .path = path,
                                    .path_size = size - (size_t)(path - line)};
    return true;
}

static bool is_mapping(const char *line)
{
    size_t n = strspn(line, "0123456789abcdef");
    return n > 0 && line[n] == '-';
}

bool maps_next(const struct maps *maps, size_t *cursor, struct mapping *ret_mapping)
{
    bool found = false;
    while (*cursor < maps->size) {
        const char *line = maps->text + *cursor, *newline = strchr(line, '\n');
        size_t size = newline ? (size_t)(newline - line) : strlen(line);
        if (found && is_mapping(line))
            break;
        if (!found)
            found = is_mapping(line) && line_read(line, size, ret_mapping);
        else if (strncmp(line, "ProtectionKey:", 14) == 0)
            ret_mapping->key = atoi(line + 14);
        *cursor += size + 1;
    }
    return found;
}
