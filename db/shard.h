/* Private to db/: the run of a shard as its units told it, in their order. Errors as in db/read.h. */
#ifndef DB_SHARD_H
#define DB_SHARD_H

#include "db/read.h"

/* Whether the file yields no more than it holds: no page that is part of two values, no index that names a row twice,
 * no site told by two units, and no tables but ours, whose keys make reading it quick. */
bool shard_check(struct reader *reader, GError **error);

bool shard_files(struct reader *reader, void (*row)(int64_t unit, const char *file, void *context), void *context,
                 GError **error);
bool shard_unit(struct reader *reader, int64_t unit, bool (*row)(const struct unit_report *, void *), void *context,
                GError **error);
bool shard_ir(struct reader *reader, int64_t unit, bool (*part)(const uint8_t *bytes, size_t n, void *context),
              void *context, GError **error);
/* With identity and occurrence. */
bool shard_sites(struct reader *reader, int64_t unit, bool (*row)(const struct site *, void *), void *context,
                 GError **error);
bool shard_findings(struct reader *reader, int64_t unit, bool (*row)(const struct stored_finding *, void *),
                    void *context, GError **error);
/* Those around a line that a finding or a step names. */
bool shard_excerpts(struct reader *reader, const char *file, uint32_t line, bool (*row)(const struct excerpt *, void *),
                    void *context, GError **error);
bool shard_scopes(struct reader *reader, void (*row)(const char *path, void *context), void *context, GError **error);
bool shard_suppressions(struct reader *reader, void (*row)(const struct suppression_mark *, void *), void *context,
                        GError **error);

#endif
