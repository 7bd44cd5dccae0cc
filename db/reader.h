/* Private to db/: the reader's insides, shared by read.c (which run), rows.c (what is in it) and shard.c (unit by
 * unit). */
#ifndef DB_READER_H
#define DB_READER_H

#include "db/database.h"
#include "db/read.h"

struct reader {
    struct database *database;
    int64_t run;
    struct run_info info; /* strings in `kept` */
    struct run_totals totals;
    struct run_part part;
    GStringChunk *kept;
    GStringChunk *scratch; /* texts of one row's children; emptied row by row */
};

/* One row being read: the first word that is not in its vocabulary spoils it. */
struct row {
    sqlite3_stmt *rows;
    const char *unknown;
};

/* Calls `take` for each row of a statement until it sets *stop or answers false, which is an error that it has set.
 * False too when `rows` is NULL, as database_query gives it after an error. */
typedef bool (*take_row)(struct reader *reader, struct row *row, void *context, bool *stop, GError **error);
bool reader_each(struct reader *reader, sqlite3_stmt *rows, take_row take, void *context, GError **error);

/* Numbers out of a foreign file: what does not fit is clamped. */
uint32_t row_number(const struct row *row, int column);

/* True, and the error set, when a word of the row was unknown. */
bool row_is_spoiled(const struct reader *reader, const struct row *row, GError **error);

/* The caller's callback and its context, on their way through reader_each. */
#define CALL(type)                                                                                                     \
    struct call_##type {                                                                                               \
        bool (*row)(const struct type *, void *);                                                                      \
        void *context;                                                                                                 \
    }
CALL(rule_row);
CALL(unit_report);
CALL(site);
CALL(stored_finding);
CALL(excerpt);

/* take_row for the columns that stmts.def lists; the context is the call_ of the noun. */
bool take_unit(struct reader *reader, struct row *row, void *context, bool *stop, GError **error);
bool take_site(struct reader *reader, struct row *row, void *context, bool *stop, GError **error);
bool take_finding(struct reader *reader, struct row *row, void *context, bool *stop, GError **error);
bool take_excerpt(struct reader *reader, struct row *row, void *context, bool *stop, GError **error);

#endif
