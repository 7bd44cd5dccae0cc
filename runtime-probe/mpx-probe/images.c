#include "mpx-probe/images.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "mpx-probe/backend.h"
#include "mpx-probe/buildid.h"
#include "mpx-probe/maps.h"

struct image {
    uint64_t device, inode;
};

struct code_range {
    uint64_t start, end, offset, device, inode;
};

enum { IMAGES = 65536, CODE_RANGES = 65536 };

/* ---- code -------------------------------------------------------------------------------------------------------- */

bool code_holds(const struct code *code, uint64_t address)
{
    for (unsigned i = 0; i < code->n; i++)
        if (address >= code->ranges[i].start && address < code->ranges[i].end)
            return true;
    return false;
}

void code_clear(struct code *code)
{
    free(code->ranges);
    *code = (struct code){0};
}

/* Room for one more, or NULL. */
static void *grow(void *items, size_t size, unsigned n, unsigned *room, unsigned most)
{
    if (n < *room)
        return items;
    unsigned wanted = *room ? *room * 2 : 16;
    void *larger = wanted <= most ? realloc(items, size * wanted) : NULL;
    if (larger)
        *room = wanted;
    return larger;
}

static struct code code_of(const struct maps *maps)
{
    struct code code = {0};
    struct mapping mapping;
    unsigned room = 0;
    for (size_t cursor = 0; maps_next(maps, &cursor, &mapping);) {
        if (!(mapping.prot & PROT_EXEC))
            continue;
        struct code_range *ranges = grow(code.ranges, sizeof *ranges, code.n, &room, CODE_RANGES);
        if (!ranges)
            break;
        code.ranges = ranges;
        code.ranges[code.n++] =
            (struct code_range){mapping.start, mapping.end, mapping.offset, mapping.device, mapping.inode};
    }
    return code;
}

static bool code_equals(const struct code *a, const struct code *b)
{
    return a->n == b->n && a->n && memcmp(a->ranges, b->ranges, a->n * sizeof *a->ranges) == 0;
}

/* ---- build-ids --------------------------------------------------------------------------------------------------- */

/* Whether the file is new, and then remembers it. */
static bool image_is_new(struct images *images, const struct mapping *mapping)
{
    for (unsigned i = 0; i < images->n; i++)
        if (images->files[i].device == mapping->device && images->files[i].inode == mapping->inode)
            return false;
    struct image *files = grow(images->files, sizeof *files, images->n, &images->room, IMAGES);
    if (!files)
        return false;
    images->files = files;
    images->files[images->n++] = (struct image){mapping->device, mapping->inode};
    return true;
}

/* The mapped file by its name below `root`. -1 when another file, or something that is no file, has its name now:
 * O_PATH looks before anything is opened that an open could disturb. */
static int image_open_below(const char *root, const struct mapping *mapping)
{
    char path[4096], self[64];
    struct stat status;
    int n = snprintf(path, sizeof path, "%s%.*s", root, (int)mapping->path_size, mapping->path);
    if (n < 0 || (size_t)n >= sizeof path)
        return -1;
    int named = open(path, O_PATH | O_CLOEXEC), fd = -1;
    if (named < 0)
        return -1;
    /* Not the device: overlays and btrfs number it otherwise in stat(2) than in maps. */
    if (fstat(named, &status) == 0 && S_ISREG(status.st_mode) && status.st_ino == mapping->inode) {
        snprintf(self, sizeof self, "/proc/self/fd/%d", named);
        fd = open(self, O_RDONLY | O_CLOEXEC);
    }
    close(named);
    return fd;
}

/* In the mount namespace of the process, or, when it is gone, in ours. */
static int image_open(pid_t tid, const struct mapping *mapping)
{
    char root[32];
    snprintf(root, sizeof root, "/proc/%d/root", tid);
    int fd = image_open_below(root, mapping);
    return fd < 0 ? image_open_below("", mapping) : fd;
}

static void image_write(struct writer *writer, pid_t tid, pid_t pid, const struct mapping *mapping)
{
    uint8_t id[BUILD_ID_MAX];
    int fd = image_open(tid, mapping);
    unsigned size = fd < 0 ? 0 : buildid_read(fd, id);
    if (fd >= 0)
        close(fd);
    if (!size)
        return;
    struct trace_build_id head = {.pid = (uint32_t)pid,
                                  .id_size = size,
                                  .path_size = (uint32_t)mapping->path_size,
                                  .device = mapping->device,
                                  .inode = mapping->inode};
    struct iovec parts[] = {{&head, sizeof head}, {id, size}, {(void *)mapping->path, mapping->path_size}};
    writer_frame(writer, FRAME_BUILD_ID, parts, 3);
}

/* ---- both -------------------------------------------------------------------------------------------------------- */

static void maps_write(struct writer *writer, const struct maps *maps, pid_t pid, uint64_t start_time)
{
    struct trace_maps head = {.pid = (uint32_t)pid, .time_ns = clock_ns(CLOCK_MONOTONIC), .start_time = start_time};
    writer_record(writer, FRAME_MAPS, &head, sizeof head, maps->text, maps->size);
}

void images_write_maps(struct images *images, struct writer *writer, const struct maps *maps, pid_t tid, pid_t pid,
                       uint64_t start_time, struct code *code)
{
    struct mapping mapping;
    struct code now = code_of(maps);
    bool is_same = code_equals(&now, code);
    code_clear(code);
    *code = now;
    if (is_same)
        return;
    maps_write(writer, maps, pid, start_time);
    for (size_t cursor = 0; maps_next(maps, &cursor, &mapping);)
        if (mapping.prot & PROT_EXEC && mapping.inode && mapping.path_size && mapping.path[0] == '/' &&
            image_is_new(images, &mapping))
            image_write(writer, tid, pid, &mapping);
}

void images_write(struct images *images, struct writer *writer, pid_t tid, pid_t pid, uint64_t start_time,
                  struct code *code)
{
    struct maps maps;
    if (maps_read(&maps, tid, "maps") < 0)
        return;
    images_write_maps(images, writer, &maps, tid, pid, start_time, code);
    maps_clear(&maps);
}

void images_clear(struct images *images)
{
    free(images->files);
    *images = (struct images){0};
}
