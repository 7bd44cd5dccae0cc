#include "mpx-probe/mapped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Linux allows 65530 (vm.max_map_count); what is beyond is left out. */
enum { RANGES = 70000, LINE = 80 };

struct mapped_process *mapped_find(const struct mapped *mapped, uint32_t pid)
{
    struct mapped_process *process = mapped->processes;
    while (process && process->pid != pid)
        process = process->next;
    return process;
}

static struct mapped_process *find_or_add(struct mapped *mapped, uint32_t pid)
{
    struct mapped_process *process = mapped_find(mapped, pid);
    if (!process && (process = calloc(1, sizeof *process))) {
        *process = (struct mapped_process){.pid = pid, .next = mapped->processes};
        mapped->processes = process;
    }
    return process;
}

static void drop_ranges(struct mapped_process *process)
{
    for (unsigned i = 0; i < process->n; i++)
        free(process->ranges[i].path);
    process->n = 0;
}

/* ---- ranges ------------------------------------------------------------------------------------------------------ */

/* Puts a range at index `at`, its path copied. */
static void insert(struct mapped_process *process, unsigned at, const struct mapped_range *range)
{
    if (process->n == process->room) {
        unsigned room = process->room ? process->room * 2 : 32;
        struct mapped_range *larger = room > RANGES ? NULL : realloc(process->ranges, room * sizeof *larger);
        if (!larger)
            return;
        process->ranges = larger;
        process->room = room;
    }
    char *path = strdup(range->path);
    if (!path)
        return;
    memmove(&process->ranges[at + 1], &process->ranges[at], (process->n - at) * sizeof *process->ranges);
    process->ranges[at] = *range;
    process->ranges[at].path = path;
    process->n++;
}

static void remove_at(struct mapped_process *process, unsigned at)
{
    free(process->ranges[at].path);
    process->n--;
    memmove(&process->ranges[at], &process->ranges[at + 1], (process->n - at) * sizeof *process->ranges);
}

static void cut_front(struct mapped_range *range, uint64_t start)
{
    range->offset += start - range->start;
    range->start = start;
}

/* Makes [start, end) free; the index where a range of that place belongs. */
static unsigned make_room(struct mapped_process *process, uint64_t start, uint64_t end)
{
    unsigned i = 0;
    while (i < process->n && process->ranges[i].start < end) {
        struct mapped_range *range = &process->ranges[i];
        if (range->end <= start) {
            i++;
        } else if (range->start < start && range->end > end) {
            struct mapped_range rest = *range;
            cut_front(&rest, end);
            range->end = start;
            insert(process, i + 1, &rest);
            return i + 1;
        } else if (range->start < start) {
            range->end = start;
            i++;
        } else if (range->end > end) {
            cut_front(range, end);
            return i;
        } else {
            remove_at(process, i);
        }
    }
    return i;
}

void mapped_add(struct mapped *mapped, uint32_t pid, const struct mapped_range *range)
{
    struct mapped_process *process = range->start < range->end ? find_or_add(mapped, pid) : NULL;
    if (!process)
        return;
    insert(process, make_room(process, range->start, range->end), range);
    process->is_changed |= (range->prot & PROT_EXEC) != 0;
}

/* ---- processes --------------------------------------------------------------------------------------------------- */

void mapped_exec(struct mapped *mapped, uint32_t pid)
{
    struct mapped_process *process = find_or_add(mapped, pid);
    if (!process)
        return;
    drop_ranges(process);
    process->is_whole = process->is_changed = true;
}

void mapped_fork(struct mapped *mapped, uint32_t parent, uint32_t child)
{
    mapped_exit(mapped, child);
    const struct mapped_process *from = mapped_find(mapped, parent);
    struct mapped_process *to = from ? find_or_add(mapped, child) : NULL;
    if (!to)
        return;
    for (unsigned i = 0; i < from->n; i++)
        insert(to, to->n, &from->ranges[i]);
    to->is_whole = from->is_whole;
    to->is_changed = true;
}

void mapped_exit(struct mapped *mapped, uint32_t pid)
{
    for (struct mapped_process **place = &mapped->processes; *place; place = &(*place)->next) {
        struct mapped_process *process = *place;
        if (process->pid != pid)
            continue;
        *place = process->next;
        drop_ranges(process);
        free(process->ranges);
        free(process);
        return;
    }
}

void mapped_clear(struct mapped *mapped)
{
    while (mapped->processes)
        mapped_exit(mapped, mapped->processes->pid);
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

/* "//anon" is perf's name for what has none in /proc. */
static const char *name_of(const struct mapped_range *range)
{
    return strcmp(range->path, "//anon") == 0 ? "" : range->path;
}

int mapped_text(struct mapped_process *process, struct maps *ret_maps)
{
    struct maps maps = {0};
    size_t room = 1;
    for (unsigned i = 0; i < process->n; i++)
        room += LINE + 40 + strlen(process->ranges[i].path);
    maps.text = process->n ? malloc(room) : NULL;
    if (!maps.text)
        return -1;
    for (unsigned i = 0; i < process->n; i++) {
        const struct mapped_range *range = &process->ranges[i];
        maps.size += (size_t)snprintf(
            maps.text + maps.size, room - maps.size, "%08llx-%08llx %c%c%c%c %08llx %02x:%02x %llu %s\n",
            (unsigned long long)range->start, (unsigned long long)range->end, range->prot & PROT_READ ? 'r' : '-',
            range->prot & PROT_WRITE ? 'w' : '-', range->prot & PROT_EXEC ? 'x' : '-',
            range->flags & MAP_SHARED ? 's' : 'p', (unsigned long long)range->offset, range->major, range->minor,
            (unsigned long long)range->inode, name_of(range));
    }
    process->is_changed = false;
    *ret_maps = maps;
    return 0;
}
