/* Private to symbols/: where code was mapped, from the text of /proc/PID/maps (proc_pid_maps(5)). The text is
 * anybody's: lines that make no sense are left out, and so is what comes behind the first 65,536. There may be very many
 * of these, so that nothing is kept of mappings that hold no code. */
#ifndef SYMBOLS_MAPS_H
#define SYMBOLS_MAPS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct mapping {
    uint64_t start, end; /* end is exclusive */
    uint64_t offset;     /* in the file, of start */
    uint64_t inode;
    const char *path; /* "" anonymous */
};

/* Counted references: a child process shares its parent's until it maps something itself. */
struct maps;

struct maps *maps_parse(const char *text, size_t size);
/* What `base` has, and on top of it what the text says. */
struct maps *maps_add(const struct maps *base, const char *text, size_t size);
struct maps *maps_ref(struct maps *maps);
void maps_unref(struct maps *maps);

/* NULL when no code is mapped there. */
const struct mapping *maps_find(const struct maps *maps, uint64_t address);

#endif
