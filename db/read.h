/* Reading a database for reports and the gate. Row structs are borrowed for the duration of the callback. */
#ifndef DB_READ_H
#define DB_READ_H

#include <glib.h>
#include <stdbool.h>

#include "db/store.h"

struct reader;

/* Opens read-only; `run` 0 is the newest. Same errors as store_open; a file that does not exist is DB_ERROR_OPEN. */
struct reader *reader_open(const char *path, int64_t run, GError **error);
void reader_close(struct reader *reader);

/* Borrowed from the reader. */
const struct run_info *reader_run(const struct reader *reader);
const struct run_totals *reader_totals(const struct reader *reader);
int64_t reader_run_number(const struct reader *reader);
/* The database's schema version. */
int64_t reader_schema(const struct reader *reader);

struct stored_finding {
    int64_t id;
    struct finding finding; /* with its steps */
    enum state state;
    unsigned confirmed, hits;
};

/* Each calls back in the contract's order (level, then path, line, column, rule) until a callback answers false or rows
 * end. False and an error only when the database failed. */
bool reader_rules(struct reader *reader, bool (*row)(const struct rule_row *, void *), void *context, GError **error);
bool reader_units(struct reader *reader, bool (*row)(const struct unit_report *, void *), void *context,
                  GError **error);
bool reader_sites(struct reader *reader, bool (*row)(const struct site *, void *), void *context, GError **error);
bool reader_findings(struct reader *reader, bool (*row)(const struct stored_finding *, void *), void *context,
                     GError **error);
bool reader_excerpts(struct reader *reader, const char *file, bool (*row)(const struct excerpt *, void *),
                     void *context, GError **error);

/* The fingerprints (both kinds) of the newest run's findings that are not fixed: a set of char *. For --baseline.
 * g_hash_table_unref. */
GHashTable *reader_fingerprints(struct reader *reader, GError **error);

#endif
