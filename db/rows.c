#include "db/reader.h"

#include <string.h>

/* A closed vocabulary as it is stored. A word outside it was written by somebody else. */
struct vocabulary {
    const char *const *words;
    size_t n;
};
#define WORD(identifier, name) name,
#define VOCABULARY(variable, LIST)                                                                                     \
    static const char *const variable##_words[] = {LIST(WORD)};                                                        \
    static const struct vocabulary variable = {variable##_words, G_N_ELEMENTS(variable##_words)};
VOCABULARY(levels, LEVELS)
VOCABULARY(confidences, CONFIDENCES)
VOCABULARY(site_kinds, SITE_KINDS)
VOCABULARY(sides, SIDES)
VOCABULARY(states, STATES)
VOCABULARY(verdicts, VERDICTS)
VOCABULARY(unit_statuses, UNIT_STATUSES)
VOCABULARY(step_roles, STEP_ROLES)

static int word_at(struct row *row, int column, const struct vocabulary *vocabulary)
{
    const char *word = column_text(row->rows, column);
    for (size_t i = 0; i < vocabulary->n; i++)
        if (g_str_equal(vocabulary->words[i], word))
            return (int)i;
    row->unknown = word;
    return 0;
}

bool row_is_spoiled(const struct reader *reader, const struct row *row, GError **error)
{
    if (!row->unknown)
        return false;
    g_autofree char *shown = g_utf8_make_valid(row->unknown, (gssize)strnlen(row->unknown, 40));
    database_refuse(reader->database->path, DB_ERROR_CORRUPT, error,
                    "the unknown word \"%s\" stands in it; restore a copy, or remove it and scan again", shown);
    return true;
}

static bool take_rule(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    struct call_rule_row *call = context;
    struct rule_row rule = {.id = column_text(row->rows, 0),
                            .family = column_text(row->rows, 1),
                            .severity = (enum level)word_at(row, 2, &levels),
                            .cwe = (int)MIN(row_number(row, 3), (uint32_t)G_MAXINT),
                            .title = column_text(row->rows, 4),
                            .help = column_text(row->rows, 5)};
    if (row_is_spoiled(reader, row, error))
        return false;
    *stop = !call->row(&rule, call->context);
    return true;
}

bool take_unit(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    struct call_unit_report *call = context;
    struct unit_report unit = {.file = column_text(row->rows, 0),
                               .status = (enum unit_status)word_at(row, 1, &unit_statuses),
                               .mode = column_text(row->rows, 2),
                               .reason = column_text_or_null(row->rows, 3),
                               .functions = row_number(row, 4),
                               .functions_degraded = row_number(row, 5),
                               .instructions = row_number(row, 6),
                               .unknowns = row_number(row, 7),
                               .parse_ms = row_number(row, 8),
                               .cached = row_number(row, 9) != 0};
    if (row_is_spoiled(reader, row, error))
        return false;
    *stop = !call->row(&unit, call->context);
    return true;
}

static const char *scratch_text(struct reader *reader, struct row *row, int column)
{
    const char *text = column_text_or_null(row->rows, column);
    return text ? g_string_chunk_insert(reader->scratch, text) : NULL;
}

static bool take_argument(struct reader *reader, struct row *row, void *arguments, bool *stop, GError **error)
{
    (void)stop;
    (void)error;
    struct site_argument argument = {.name = scratch_text(reader, row, 0),
                                     .text = scratch_text(reader, row, 1),
                                     .value = scratch_text(reader, row, 2),
                                     .tags = scratch_text(reader, row, 3)};
    g_array_append_val((GArray *)arguments, argument);
    return true;
}

struct limits_of {
    struct site_limit limits[SITE_LIMITS];
    uint32_t n;
};

static bool take_limit(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)error;
    struct limits_of *of = context;
    of->limits[of->n++] = (struct site_limit){.argument = scratch_text(reader, row, 0),
                                              .low = sqlite3_column_int64(row->rows, 1),
                                              .high = sqlite3_column_int64(row->rows, 2)};
    *stop = of->n == SITE_LIMITS;
    return true;
}

struct reaches_of {
    int64_t site;
    GArray *reaches;
};

static bool take_reach(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)stop;
    struct reaches_of *of = context;
    struct limits_of limits = {.n = 0};
    struct site_reach reach = {.argument = scratch_text(reader, row, 1),
                               .function = scratch_text(reader, row, 2),
                               .file = scratch_text(reader, row, 3),
                               .parameter = row_number(row, 4),
                               .offset = sqlite3_column_int64(row->rows, 5)};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_REACH_LIMITS, "ii", of->site,
                                        (int64_t)sqlite3_column_int64(row->rows, 0));
    if (!reader_each(reader, rows, take_limit, &limits, error))
        return false;
    memcpy(reach.limits, limits.limits, sizeof reach.limits);
    reach.n_limits = limits.n;
    g_array_append_val(of->reaches, reach);
    return true;
}

bool take_site(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    struct call_site *call = context;
    g_autoptr(GArray) arguments = g_array_new(FALSE, FALSE, sizeof(struct site_argument));
    g_autoptr(GArray) reached = g_array_new(FALSE, FALSE, sizeof(struct site_reach));
    g_string_chunk_clear(reader->scratch);
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_SITE_ARGUMENTS, "i",
                                        (int64_t)sqlite3_column_int64(row->rows, 0));
    if (!reader_each(reader, rows, take_argument, arguments, error))
        return false;
    struct reaches_of reaches = {sqlite3_column_int64(row->rows, 0), reached};
    rows = database_query(reader->database, error, STATEMENT_SELECT_REACH, "i", reaches.site);
    if (!reader_each(reader, rows, take_reach, &reaches, error))
        return false;
    struct site site = {.fingerprint = column_text(row->rows, 1),
                        .family = column_text(row->rows, 2),
                        .interface = column_text(row->rows, 3),
                        .kind = (enum site_kind)word_at(row, 4, &site_kinds),
                        .file = column_text(row->rows, 5),
                        .line = row_number(row, 6),
                        .col = row_number(row, 7),
                        .function = column_text(row->rows, 8),
                        .side = (enum side)word_at(row, 9, &sides),
                        .args = (const struct site_argument *)arguments->data,
                        .n_args = arguments->len,
                        .reach = (const struct site_reach *)(void *)reached->data,
                        .n_reach = reached->len,
                        .value = column_text_or_null(row->rows, 10),
                        .confidence = (enum confidence)word_at(row, 11, &confidences),
                        .identity = column_text(row->rows, 12),
                        .occurrence = row_number(row, 13)};
    if (row_is_spoiled(reader, row, error))
        return false;
    *stop = !call->row(&site, call->context);
    return true;
}

static bool take_step(struct reader *reader, struct row *row, void *steps, bool *stop, GError **error)
{
    (void)stop;
    struct step step = {.role = (enum step_role)word_at(row, 0, &step_roles),
                        .file = scratch_text(reader, row, 1),
                        .line = row_number(row, 2),
                        .col = row_number(row, 3),
                        .text = scratch_text(reader, row, 4),
                        .why = scratch_text(reader, row, 5)};
    g_array_append_val((GArray *)steps, step);
    return !row_is_spoiled(reader, row, error);
}

static struct finding_memory memory_at(struct row *row)
{
    sqlite3_stmt *rows = row->rows;
    bool is_bounded = sqlite3_column_type(rows, 24) != SQLITE_NULL;
    return (struct finding_memory){.is_known = sqlite3_column_type(rows, 22) != SQLITE_NULL,
                                   .parameter = row_number(row, 22),
                                   .low = sqlite3_column_int64(rows, 23),
                                   .high = is_bounded ? sqlite3_column_int64(rows, 24) : INT64_MAX};
}

static struct stored_finding finding_at(struct row *row)
{
    sqlite3_stmt *rows = row->rows;
    return (struct stored_finding){
        .id = sqlite3_column_int64(rows, 0),
        .finding = {.fingerprint = column_text(rows, 1),
                    .fingerprint_moved = column_text(rows, 2),
                    .rule = column_text(rows, 3),
                    .level = (enum level)word_at(row, 4, &levels),
                    .severity = (enum level)word_at(row, 5, &levels),
                    .confidence = (enum confidence)word_at(row, 6, &confidences),
                    .verdict = (enum verdict)word_at(row, 7, &verdicts),
                    .reason = column_text_or_null(rows, 8),
                    .file = column_text(rows, 9),
                    .line = row_number(row, 10),
                    .col = row_number(row, 11),
                    .function = column_text(rows, 12),
                    .message = column_text(rows, 13),
                    .gain = column_text_or_null(rows, 14),
                    .repair = column_text_or_null(rows, 15),
                    .key = column_text_or_null(rows, 16),
                    .line_hash = column_text_or_null(rows, 17),
                    .suppressed = column_text_or_null(rows, 19),
                    .memory = memory_at(row),
                    .identity = column_text(rows, 25),
                    .identity_moved = column_text(rows, 26),
                    .occurrence = row_number(row, 27)},
        .state = (enum state)word_at(row, 18, &states),
        .confirmed = row_number(row, 20),
        .hits = row_number(row, 21),
    };
}

bool take_finding(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    struct call_stored_finding *call = context;
    struct stored_finding stored = finding_at(row);
    if (row_is_spoiled(reader, row, error))
        return false;
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct step));
    g_string_chunk_clear(reader->scratch);
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_STEPS, "i", stored.id);
    if (!reader_each(reader, rows, take_step, steps, error))
        return false;
    stored.finding.steps = (const struct step *)steps->data;
    stored.finding.n_steps = steps->len;
    *stop = !call->row(&stored, call->context);
    return true;
}

bool take_excerpt(struct reader *reader, struct row *row, void *context, bool *stop, GError **error)
{
    (void)reader;
    (void)error;
    struct call_excerpt *call = context;
    struct excerpt excerpt = {
        .file = column_text(row->rows, 0), .line = row_number(row, 1), .text = column_text(row->rows, 2)};
    *stop = !call->row(&excerpt, call->context);
    return true;
}

#define OF_RUN(reader, error, statement) database_query((reader)->database, error, statement, "i", (reader)->run)

bool reader_rules(struct reader *reader, bool (*row)(const struct rule_row *, void *), void *context, GError **error)
{
    struct call_rule_row call = {row, context};
    return reader_each(reader, OF_RUN(reader, error, STATEMENT_SELECT_RULES), take_rule, &call, error);
}

bool reader_units(struct reader *reader, bool (*row)(const struct unit_report *, void *), void *context, GError **error)
{
    struct call_unit_report call = {row, context};
    return reader_each(reader, OF_RUN(reader, error, STATEMENT_SELECT_UNITS), take_unit, &call, error);
}

bool reader_sites(struct reader *reader, bool (*row)(const struct site *, void *), void *context, GError **error)
{
    struct call_site call = {row, context};
    return reader_each(reader, OF_RUN(reader, error, STATEMENT_SELECT_SITES), take_site, &call, error);
}

bool reader_findings(struct reader *reader, bool (*row)(const struct stored_finding *, void *), void *context,
                     GError **error)
{
    struct call_stored_finding call = {row, context};
    return reader_each(reader, OF_RUN(reader, error, STATEMENT_SELECT_FINDINGS), take_finding, &call, error);
}

bool reader_excerpts(struct reader *reader, const char *file, bool (*row)(const struct excerpt *, void *),
                     void *context, GError **error)
{
    struct call_excerpt call = {row, context};
    sqlite3_stmt *rows = database_query(reader->database, error, STATEMENT_SELECT_EXCERPTS, "is", reader->run, file);
    return reader_each(reader, rows, take_excerpt, &call, error);
}

static bool take_fingerprint(struct reader *reader, struct row *row, void *set, bool *stop, GError **error)
{
    (void)reader;
    (void)stop;
    (void)error;
    g_hash_table_add(set, g_strdup(column_text(row->rows, 0)));
    g_hash_table_add(set, g_strdup(column_text(row->rows, 1)));
    return true;
}

GHashTable *reader_fingerprints(struct reader *reader, GError **error)
{
    g_autoptr(GHashTable) set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!reader_each(reader, OF_RUN(reader, error, STATEMENT_SELECT_FINGERPRINTS), take_fingerprint, set, error))
        return NULL;
    return g_steal_pointer(&set);
}
