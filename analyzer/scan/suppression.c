#define _GNU_SOURCE /* memmem */

#include "scan/suppression.h"

#include <string.h>

#include "rules/rules.h"
#include "scan/comments.h"

#define MARK "mpx-audit-ignore"
#define MAX_REASON 500
#define MAX_PER_FILE 10000u

enum form { FORM_LINE, FORM_BEGIN, FORM_END, FORM_FILE };
static const char *const suffixes[] = {
    [FORM_LINE] = "", [FORM_BEGIN] = "-begin", [FORM_END] = "-end", [FORM_FILE] = "-file"};

struct suppression {
    char **rules;
    char *reason;
    uint32_t line; /* where it is written */
    uint32_t from, to;
    bool is_open; /* a -begin that waits for its -end */
    bool is_used;
    const char *fault; /* why it suppresses nothing, or NULL; static */
};

struct file {
    GPtrArray *list; /* struct suppression * */
    bool is_excused;
};

struct suppressions {
    const bool *selected;
    GHashTable *files; /* path → struct file */
    GHashTable *read;  /* every path that was read */
};

static void suppression_free(gpointer data)
{
    struct suppression *suppression = data;
    g_strfreev(suppression->rules);
    g_free(suppression->reason);
    g_free(suppression);
}

static void file_free(gpointer data)
{
    struct file *file = data;
    g_ptr_array_unref(file->list);
    g_free(file);
}

struct suppressions *suppressions_new(const bool *selected)
{
    struct suppressions *suppressions = g_new0(struct suppressions, 1);
    suppressions->selected = selected;
    suppressions->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
    suppressions->read = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return suppressions;
}

void suppressions_free(struct suppressions *suppressions)
{
    g_hash_table_unref(suppressions->files);
    g_hash_table_unref(suppressions->read);
    g_free(suppressions);
}

bool suppressions_known(const struct suppressions *suppressions, const char *path)
{
    return g_hash_table_contains(suppressions->read, path);
}

/* One line, without the stars in front of a block comment's lines. */
static char *folded(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    GString *out = g_string_new(NULL);
    for (size_t i = 0; lines[i]; i++) {
        char *line = g_strstrip(lines[i]);
        while (i > 0 && (*line == '*' || *line == '/' || *line == ' '))
            line++;
        size_t n = strlen(line);
        while (n > 0 && line[n - 1] == '\\')
            line[--n] = '\0'; /* a continued line comment */
        g_strstrip(line);
        if (*line)
            g_string_append_printf(out, "%s%s", out->len ? " " : "", line);
    }
    return g_string_free(out, FALSE);
}

/* "[a, b]" at *text, which is moved behind it. NULL when there is none. */
static char **take_rules(const char **text)
{
    const char *close = **text == '[' ? strchr(*text, ']') : NULL;
    if (!close)
        return NULL;
    g_autofree char *inside = g_strndup(*text + 1, (gsize)(close - *text - 1));
    *text = close + 1;
    char **ids = g_strsplit(inside, ",", -1);
    for (size_t i = 0; ids[i]; i++)
        g_strstrip(ids[i]);
    return ids;
}

static bool names_unknown_rule(char **ids)
{
    for (size_t i = 0; ids[i]; i++)
        if (rule_find(ids[i]) < 0)
            return true;
    return !ids[0];
}

static char *take_reason(const char *text)
{
    while (g_ascii_isspace(*text))
        text++;
    if (*text != ':')
        return NULL;
    char *reason = g_strstrip(g_utf8_substring(text + 1, 0, MIN(g_utf8_strlen(text + 1, -1), MAX_REASON)));
    if (*reason)
        return reason;
    g_free(reason);
    return NULL;
}

static const char *fault_of(const struct suppression *suppression, enum form form)
{
    if (!suppression->rules)
        return form == FORM_END ? NULL : "it names no rule: write " MARK "[RULE]: reason";
    if (names_unknown_rule(suppression->rules))
        return "it names a rule that does not exist";
    if (!suppression->reason && form != FORM_END)
        return "it gives no reason: write " MARK "[RULE]: reason";
    return NULL;
}

/* False when the comment is none of ours. */
static bool parse(const struct comment *comment, enum form *ret_form, struct suppression *ret_suppression)
{
    g_autofree char *raw = g_strndup(comment->text, comment->length);
    g_autofree char *text = folded(raw);
    const char *at = text + strspn(text, "*!/ ");
    if (!g_str_has_prefix(at, MARK))
        return false;
    at += strlen(MARK);
    size_t n = strcspn(at, "[: ");
    int form = -1;
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++)
        if (strlen(suffixes[i]) == n && strncmp(at, suffixes[i], n) == 0)
            form = (int)i;
    at += n;
    *ret_form = form < 0 ? FORM_LINE : (enum form)form;
    ret_suppression->line = comment->first_line;
    ret_suppression->rules = take_rules(&at);
    ret_suppression->reason = take_reason(at);
    ret_suppression->fault =
        form < 0 ? "its form is not known: -begin, -end, -file or none" : fault_of(ret_suppression, *ret_form);
    return true;
}

/* Beside code it is for that line; alone on its lines it is for the next one that holds code. */
static void set_lines(struct suppression *suppression, const struct comment *comment, const struct comments *comments)
{
    suppression->from = comment->first_line;
    suppression->to = comment->last_line;
    if (comments_has_code(comments, comment->first_line) || comments_has_code(comments, comment->last_line))
        return;
    for (uint32_t line = comment->last_line + 1; line <= comments->coded->len; line++)
        if (comments_has_code(comments, line)) {
            suppression->to = line;
            return;
        }
}

static bool same_rules(char **a, char **b)
{
    return !a || (b && g_strv_equal((const char *const *)a, (const char *const *)b));
}

/* Ends the innermost open one with these rules, or without rules the innermost. */
static bool close_open(struct file *file, const struct suppression *end)
{
    for (unsigned i = file->list->len; i-- > 0;) {
        struct suppression *open = file->list->pdata[i];
        if (open->is_open && same_rules(end->rules, open->rules)) {
            open->to = end->line;
            open->is_open = false;
            return true;
        }
    }
    return false;
}

static void place(struct file *file, struct suppression *suppression, enum form form, const struct comment *comment,
                  const struct comments *comments)
{
    if (form == FORM_END && !suppression->fault && close_open(file, suppression)) {
        suppression_free(suppression);
        return;
    }
    if (form == FORM_END && !suppression->fault)
        suppression->fault = "there is no -begin for it";
    if (form == FORM_BEGIN || form == FORM_FILE) {
        suppression->from = form == FORM_FILE ? 0 : comment->first_line;
        suppression->to = UINT32_MAX;
        suppression->is_open = form == FORM_BEGIN;
    } else {
        set_lines(suppression, comment, comments);
    }
    g_ptr_array_add(file->list, suppression);
}

static struct file *read_comments(const char *text, size_t length)
{
    struct comments comments;
    struct file *file = g_new0(struct file, 1);
    file->list = g_ptr_array_new_with_free_func(suppression_free);
    comments_find(text, length, &comments);
    for (unsigned i = 0; i < comments.list->len && file->list->len < MAX_PER_FILE; i++) {
        const struct comment *comment = &g_array_index(comments.list, struct comment, i);
        struct suppression found = {0};
        enum form form;
        if (parse(comment, &form, &found))
            place(file, g_memdup2(&found, sizeof(found)), form, comment, &comments);
    }
    comments_clear(&comments);
    return file;
}

void suppressions_read(struct suppressions *suppressions, const char *path, const char *text, size_t length)
{
    if (!g_hash_table_add(suppressions->read, g_strdup(path)))
        return;
    if (length > 0 && memmem(text, length, MARK, strlen(MARK)))
        g_hash_table_insert(suppressions->files, g_strdup(path), read_comments(text, length));
}

static bool covers(const struct suppression *suppression, uint32_t line, const char *rule)
{
    return !suppression->fault && line >= suppression->from && line <= suppression->to &&
           g_strv_contains((const char *const *)suppression->rules, rule);
}

/* All that cover it count as used; the innermost, which comes last, gives the reason. */
const char *suppressions_match(struct suppressions *suppressions, const char *path, uint32_t line, const char *rule)
{
    const struct file *file = g_hash_table_lookup(suppressions->files, path);
    const char *reason = NULL;
    for (unsigned i = 0; file && i < file->list->len; i++) {
        struct suppression *suppression = file->list->pdata[i];
        if (covers(suppression, line, rule)) {
            suppression->is_used = true;
            reason = suppression->reason;
        }
    }
    return reason;
}

void suppressions_excuse(struct suppressions *suppressions, const char *path)
{
    struct file *file = g_hash_table_lookup(suppressions->files, path);
    if (file)
        file->is_excused = true;
}

/* A rule that was switched off cannot have found anything. */
static bool could_be_used(const struct suppressions *suppressions, const struct suppression *suppression)
{
    for (size_t i = 0; suppression->rules[i]; i++)
        if (suppressions->selected && !suppressions->selected[rule_find(suppression->rules[i])])
            return false;
    return true;
}

/* What there is to say about one; its texts are made, g_free. */
static struct suppression_mark mark_of(const struct suppressions *suppressions, const char *path,
                                       const struct file *file, unsigned ord)
{
    const struct suppression *suppression = file->list->pdata[ord];
    struct suppression_mark mark = {.file = path, .ord = ord, .is_used = suppression->is_used || file->is_excused};
    if (suppression->fault) {
        mark.fault =
            g_strdup_printf("%s:%u: suppression has no effect: %s", path, suppression->line, suppression->fault);
        return mark;
    }
    if (suppression->is_open)
        mark.fault = g_strdup_printf("%s:%u: suppression is never ended", path, suppression->line);
    if (could_be_used(suppressions, suppression)) {
        g_autofree char *ids = g_strjoinv(",", suppression->rules);
        mark.unused = g_strdup_printf("%s:%u: unused suppression of %s", path, suppression->line, ids);
    }
    return mark;
}

bool suppressions_each(const struct suppressions *suppressions,
                       bool (*give)(const struct suppression_mark *mark, void *context), void *context)
{
    bool goes_on = true;
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(suppressions->files), (GCompareFunc)strcmp);
    for (const GList *path = paths; path; path = path->next) {
        const struct file *file = g_hash_table_lookup(suppressions->files, path->data);
        for (unsigned i = 0; i < file->list->len && goes_on; i++) {
            struct suppression_mark mark = mark_of(suppressions, path->data, file, i);
            goes_on = give(&mark, context);
            g_free((void *)(uintptr_t)mark.fault);
            g_free((void *)(uintptr_t)mark.unused);
        }
    }
    return goes_on;
}

static bool note_mark(const struct suppression_mark *mark, void *notes)
{
    if (mark->fault)
        g_ptr_array_add(notes, g_strdup(mark->fault));
    if (mark->unused && !mark->is_used)
        g_ptr_array_add(notes, g_strdup(mark->unused));
    return true;
}

void suppressions_report(const struct suppressions *suppressions, GPtrArray *notes)
{
    suppressions_each(suppressions, note_mark, notes);
}
