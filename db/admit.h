/* Private to db/: which databases may be merged. */
#ifndef DB_ADMIT_H
#define DB_ADMIT_H

#include "db/merge.h"

struct shard {
    char *path;
    struct reader *reader; /* of its newest run, for as long as it is merged */
};

/* The shards in the order of their numbers, struct shard *. NULL and an error when they are not of one scan. */
GPtrArray *admit_shards(const struct merge_options *options, GError **error);

/* DB_ERROR_MISMATCH that names the shard's file. Returns false. */
bool admit_refuse(const struct shard *shard, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The numbers that are not among them, "2, 3", or NULL. g_free. */
char *admit_missing(const GPtrArray *shards);

#endif
