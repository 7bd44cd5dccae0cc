#include "db/admit.h"

#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "db/database.h"
#include "db/part.h"
#include "db/shard.h"
#include "model/fingerprint.h"

static void shard_free(gpointer data)
{
    struct shard *shard = data;
    reader_close(shard->reader);
    g_free(shard->path);
    g_free(shard);
}

static const struct shard *shard_at(const GPtrArray *shards, unsigned i)
{
    return shards->pdata[i];
}

static const struct run_part *part_of(const struct shard *shard)
{
    return reader_part(shard->reader);
}

bool admit_refuse(const struct shard *shard, GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *reason = g_strdup_vprintf(format, args);
    va_end(args);
    return database_refuse(shard->path, DB_ERROR_MISMATCH, error, "%s", reason);
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat left, right;
    return stat(a, &left) == 0 && stat(b, &right) == 0 && left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

static bool check_alone(const struct shard *shard, const struct merge_options *options, GError **error)
{
    const struct run_part *part = part_of(shard);
    const struct run_info *run = reader_run(shard->reader);
    if (is_same_file(shard->path, options->out))
        return admit_refuse(shard, error,
                            "is to be merged into itself; name a database of its own first, then the shards");
    if (part->shard == 0)
        return admit_refuse(shard, error, "its newest run is no shard; make shards with `scan --shard I/N`");
    if (part->shards > MERGE_MAX_SHARDS || part->shard > part->shards)
        return admit_refuse(shard, error, "says that it is shard %u of %u, which no scan makes", part->shard,
                            part->shards);
    if (!g_str_equal(run->tool_version, options->tool_version))
        return admit_refuse(shard, error,
                            "scanned by mpx-audit %.20s, this is %s; scan it again, or merge with that version",
                            run->tool_version, options->tool_version);
    return shard_check(shard->reader, error);
}

static bool print_rule(const struct rule_row *rule, void *text)
{
    g_autofree char *row =
        fingerprint_of(rule->id, rule->family, level_name(rule->severity), rule->title, rule->help, NULL);
    g_string_append_printf(text, "%s %d\n", row, rule->cwe);
    return true;
}

/* NULL and an error when they cannot be read. */
static char *rules_of(const struct shard *shard, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    return reader_rules(shard->reader, print_rule, text, error) ? g_strdup(text->str) : NULL;
}

static void print_scope(const char *path, void *text)
{
    g_string_append_printf(text, "%s\n", path);
}

static char *scopes_of(const struct shard *shard, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    return shard_scopes(shard->reader, print_scope, text, error) ? g_strdup(text->str) : NULL;
}

typedef char *(*describe)(const struct shard *shard, GError **error);

static bool same(const struct shard *shard, const struct shard *other, describe texts_of, const char *what,
                 GError **error)
{
    g_autofree char *left = texts_of(shard, error);
    g_autofree char *right = left ? texts_of(other, error) : NULL;
    if (!right)
        return false;
    return g_str_equal(left, right) || admit_refuse(shard, error, "scanned with other %s than %s", what, other->path);
}

static bool check_pair(const struct shard *shard, const struct shard *other, GError **error)
{
    const struct run_info *run = reader_run(shard->reader), *first = reader_run(other->reader);
    const struct run_part *part = part_of(shard), *first_part = part_of(other);
    if (!g_str_equal(run->root, first->root))
        return admit_refuse(shard, error, "scanned below another root than %s", other->path);
    if (!g_str_equal(run->catalogue, first->catalogue))
        return admit_refuse(shard, error, "scanned with another catalogue than %s", other->path);
    if (part->shards != first_part->shards)
        return admit_refuse(shard, error, "is shard %u of %u, but %s is of %u", part->shard, part->shards, other->path,
                            first_part->shards);
    return same(shard, other, rules_of, "rules", error) && same(shard, other, scopes_of, "paths", error);
}

static int by_number(gconstpointer a, gconstpointer b)
{
    const struct shard *const *left = a, *const *right = b;
    return (int)part_of(*left)->shard - (int)part_of(*right)->shard;
}

static bool check_all(const GPtrArray *shards, GError **error)
{
    for (unsigned i = 1; i < shards->len; i++) {
        const struct shard *shard = shard_at(shards, i), *before = shard_at(shards, i - 1);
        if (!check_pair(shard, shard_at(shards, 0), error))
            return false;
        if (part_of(shard)->shard == part_of(before)->shard)
            return admit_refuse(shard, error, "is shard %u, and so is %s", part_of(shard)->shard, before->path);
    }
    return true;
}

static bool open_one(GPtrArray *shards, const char *path, const struct merge_options *options, GError **error)
{
    if (shards->len == MERGE_MAX_SHARDS)
        return database_refuse(path, DB_ERROR_MISMATCH, error, "is one too many: a scan has at most %d shards",
                               MERGE_MAX_SHARDS);
    struct reader *reader = reader_open(path, 0, error);
    if (!reader)
        return false;
    struct shard *shard = g_new0(struct shard, 1);
    *shard = (struct shard){.path = g_strdup(path), .reader = reader};
    g_ptr_array_add(shards, shard);
    return check_alone(shard, options, error);
}

GPtrArray *admit_shards(const struct merge_options *options, GError **error)
{
    g_autoptr(GPtrArray) shards = g_ptr_array_new_with_free_func(shard_free);
    for (size_t i = 0; options->ins[i]; i++)
        if (!open_one(shards, options->ins[i], options, error))
            return NULL;
    g_ptr_array_sort(shards, by_number);
    return check_all(shards, error) ? g_steal_pointer(&shards) : NULL;
}

char *admit_missing(const GPtrArray *shards)
{
    GString *list = g_string_new(NULL);
    uint32_t next = 1;
    for (unsigned i = 0; i <= shards->len; i++) {
        uint32_t end = i < shards->len ? part_of(shard_at(shards, i))->shard : part_of(shard_at(shards, 0))->shards + 1;
        for (; next < end; next++)
            g_string_append_printf(list, "%s%u", list->len ? ", " : "", next);
        next = end + 1;
    }
    return g_string_free(list, list->len == 0);
}
