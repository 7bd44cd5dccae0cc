/* The entries of a compile database one after the other: the file is never in memory as a whole. */
#ifndef INPUT_ENTRIES_H
#define INPUT_ENTRIES_H

#include <glib.h>

/* One entry as the file has it; empty strings and NULL where a key is absent. */
struct entry {
    char *directory, *file, *command;
    char **arguments;  /* NULL when absent */
    unsigned line;     /* where the entry begins */
    const char *fault; /* why it cannot be used, or NULL; static */
};

struct entries;

/* NULL and an INPUT_ERROR when the file cannot be read or is larger than ENTRIES_MAX_BYTES. Freed by entries_close. */
struct entries *entries_open(const char *path, GError **error);
/* True and *ret_entry (to be cleared by entry_clear) while there is one more; false at the end, or at an error. */
gboolean entries_next(struct entries *entries, struct entry *ret_entry, GError **error);
void entries_close(struct entries *entries);
void entry_clear(struct entry *entry);

#define ENTRIES_MAX_BYTES (1LL << 30)
#define ENTRIES_MAX 2000000u

#endif
