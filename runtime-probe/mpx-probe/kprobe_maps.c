/* perf_event_open(2). Records are ordered by time over all CPUs, and taken in only up to the time of the call that is
 * looked at: what a process maps later, or after an exec, is not the call's. */
#include "mpx-probe/kprobe_maps.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "mpx-probe/proc.h"

enum { RING_PAGES = 32, RECORD_MAX = 8192 };

struct notice_ring {
    int fd;
    struct perf_event_mmap_page *page; /* then RING_PAGES of records; NULL: its records go to another one's */
};

/* What sample_id_all puts behind every record: PERF_SAMPLE_TID | PERF_SAMPLE_TIME. */
struct record_tail {
    uint32_t pid, tid;
    uint64_t time;
};

struct record_mmap {
    struct perf_event_header header;
    uint32_t pid, tid;
    uint64_t start, length, offset;
    uint32_t major, minor;
    uint64_t inode, generation;
    uint32_t prot, flags;
    char path[];
};

struct record_task { /* of FORK and EXIT */
    struct perf_event_header header;
    uint32_t pid, parent, tid, parent_tid;
};

struct record_comm {
    struct perf_event_header header;
    uint32_t pid, tid;
};

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static void open_ring(struct notices *notices, pid_t tid, int cpu)
{
    struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
                                   .size = sizeof attr,
                                   .config = PERF_COUNT_SW_DUMMY,
                                   .sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME,
                                   .sample_id_all = 1,
                                   .inherit = 1,
                                   .mmap = 1,
                                   .mmap2 = 1,
                                   .mmap_data = 1,
                                   .comm = 1,
                                   .comm_exec = 1,
                                   .task = 1,
                                   .use_clockid = 1,
                                   .clockid = CLOCK_MONOTONIC};
    struct notice_ring *larger = realloc(notices->rings, (notices->n + 1) * sizeof *larger);
    if (!larger)
        return;
    notices->rings = larger;
    int fd = (int)syscall(SYS_perf_event_open, &attr, tid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd < 0)
        return;
    void *page = mmap(NULL, (RING_PAGES + 1) * page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED) {
        close(fd);
        return;
    }
    notices->rings[notices->n++] = (struct notice_ring){fd, page};
}

static bool open_thread(pid_t tid, void *context)
{
    long cpus = sysconf(_SC_NPROCESSORS_CONF);
    for (int cpu = 0; cpu < cpus; cpu++)
        open_ring(context, tid, cpu);
    return true;
}

void notices_open(struct notices *notices, pid_t pid)
{
    *notices = (struct notices){0};
    proc_threads(pid, open_thread, notices);
}

void notices_close(struct notices *notices)
{
    for (unsigned i = 0; i < notices->n; i++) {
        munmap(notices->rings[i].page, (RING_PAGES + 1) * page_size());
        close(notices->rings[i].fd);
    }
    free(notices->rings);
    mapped_clear(&notices->mapped);
    *notices = (struct notices){0};
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static void take_mmap(struct notices *notices, const struct record_mmap *record, size_t size)
{
    struct mapped_range range = {.start = record->start,
                                 .end = record->start + record->length,
                                 .offset = record->offset,
                                 .inode = record->inode,
                                 .major = record->major,
                                 .minor = record->minor,
                                 .prot = record->prot,
                                 .flags = record->flags};
    if (size <= sizeof *record || !memchr(record->path, '\0', size - sizeof *record))
        return;
    range.path = (char *)record->path;
    mapped_add(&notices->mapped, record->pid, &range);
}

/* `size`: without the tail. */
static void take(struct notices *notices, const void *data, size_t size)
{
    const struct perf_event_header *header = data;
    const struct record_task *task = data;
    const struct record_comm *comm = data;
    const uint64_t *lost = data;
    if (header->type == PERF_RECORD_MMAP2)
        take_mmap(notices, data, size);
    else if (header->type == PERF_RECORD_FORK && size >= sizeof *task && task->pid != task->parent)
        mapped_fork(&notices->mapped, task->parent, task->pid);
    else if (header->type == PERF_RECORD_COMM && header->misc & PERF_RECORD_MISC_COMM_EXEC && size >= sizeof *comm)
        mapped_exec(&notices->mapped, comm->pid);
    else if (header->type == PERF_RECORD_LOST && size >= 24)
        notices->lost += lost[2];
}

static void copy_out(const struct notice_ring *ring, uint64_t at, void *to, size_t size)
{
    size_t bytes = RING_PAGES * page_size(), from = at & (bytes - 1);
    const char *data = (const char *)ring->page + page_size();
    size_t first = size < bytes - from ? size : bytes - from;
    memcpy(to, data + from, first);
    memcpy((char *)to + first, data, size - first);
}

/* The oldest record of a ring, and its time; its size, 0 when there is none. */
static size_t peek(const struct notice_ring *ring, void *record, uint64_t *ret_time)
{
    uint64_t head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE), tail = ring->page->data_tail;
    struct perf_event_header header;
    struct record_tail end;
    if (head - tail < sizeof header)
        return 0;
    copy_out(ring, tail, &header, sizeof header);
    if (header.size < sizeof header + sizeof end || header.size > RECORD_MAX || header.size > head - tail)
        return 0;
    copy_out(ring, tail, record, header.size);
    memcpy(&end, (char *)record + header.size - sizeof end, sizeof end);
    *ret_time = end.time;
    return header.size;
}

static void advance(struct notice_ring *ring, size_t size)
{
    __atomic_store_n(&ring->page->data_tail, ring->page->data_tail + size, __ATOMIC_RELEASE);
}

void notices_read(struct notices *notices, uint64_t until_ns)
{
    _Alignas(8) char record[RECORD_MAX];
    for (;;) {
        struct notice_ring *oldest = NULL;
        uint64_t least = until_ns, time;
        for (unsigned i = 0; i < notices->n; i++)
            if (peek(&notices->rings[i], record, &time) && time <= least) {
                oldest = &notices->rings[i];
                least = time;
            }
        if (!oldest)
            return;
        size_t size = peek(oldest, record, &time);
        take(notices, record, size - sizeof(struct record_tail));
        advance(oldest, size);
    }
}
