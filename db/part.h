/* Runs that hold a part of a scan: shards, and merges that lack some. The rest of writing and reading a run is in
 * db/store.h and db/read.h. */
#ifndef DB_PART_H
#define DB_PART_H

#include "db/read.h"
#include "db/store.h"

/* Right behind store_begin. Such a run vouches for its units alone, whatever its scope. Of a shard more is stored than
 * of other runs: what db/merge.h needs. */
bool store_part(struct store *store, const struct run_part *part, GError **error);
/* Of the unit told last; may come in pieces. */
bool store_ir(struct store *store, const uint8_t *bytes, size_t n, GError **error);
/* Of a shard. */
bool store_suppression(struct store *store, const struct suppression_mark *mark, GError **error);

/* What a run says of itself: nothing but zeroes when it holds all. Borrowed from the reader. */
const struct run_part *reader_part(const struct reader *reader);

#endif
