#include "input/matcher.h"

#include <hs.h>
#include <string.h>

#include "input/database.h"

struct matcher {
    hs_database_t *database; /* NULL without patterns */
    hs_scratch_t *scratch;
};

static char *expression_of(const struct matcher_pattern *pattern)
{
    if (!pattern->is_word)
        return g_strdup(pattern->text);
    GString *escaped = g_string_new(NULL);
    for (const char *p = pattern->text; *p; p++) {
        if (g_ascii_isalnum(*p) || *p == '_')
            g_string_append_c(escaped, *p);
        else
            g_string_append_printf(escaped, "\\x%02x", (guint8)*p);
    }
    return g_string_free(escaped, FALSE);
}

static gboolean compile(struct matcher *matcher, const GArray *patterns, GError **error)
{
    g_autoptr(GPtrArray) expressions = g_ptr_array_new_with_free_func(g_free);
    g_autofree unsigned *flags = g_new(unsigned, patterns->len), *ids = g_new(unsigned, patterns->len);
    for (guint i = 0; i < patterns->len; i++) {
        const struct matcher_pattern *pattern = &g_array_index(patterns, struct matcher_pattern, i);
        g_ptr_array_add(expressions, expression_of(pattern));
        flags[i] = pattern->is_word ? 0 : HS_FLAG_CASELESS;
        ids[i] = pattern->id;
    }
    hs_compile_error_t *fault = NULL;
    hs_error_t code = hs_compile_multi((const char *const *)expressions->pdata, flags, ids, patterns->len,
                                       HS_MODE_BLOCK, NULL, &matcher->database, &fault);
    if (code != HS_SUCCESS)
        g_set_error(error, INPUT_ERROR, INPUT_ERROR_LIMIT, "cannot compile the names to look for: %s",
                    fault ? fault->message : "out of memory");
    if (fault)
        hs_free_compile_error(fault);
    return code == HS_SUCCESS;
}

struct matcher *matcher_new(const GArray *patterns, GError **error)
{
    struct matcher *matcher = g_new0(struct matcher, 1);
    if (patterns->len == 0)
        return matcher;
    if (!compile(matcher, patterns, error)) {
        matcher_free(matcher);
        return NULL;
    }
    hs_error_t code = hs_alloc_scratch(matcher->database, &matcher->scratch);
    g_assert(code == HS_SUCCESS); /* only memory can lack; GLib aborts then, too */
    return matcher;
}

void matcher_free(struct matcher *matcher)
{
    if (!matcher)
        return;
    hs_free_scratch(matcher->scratch);
    hs_free_database(matcher->database);
    g_free(matcher);
}

struct hit {
    matcher_hit *function;
    gpointer data;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)from;
    (void)flags;
    const struct hit *hit = context;
    return !hit->function(hit->data, id, (gsize)to);
}

void matcher_scan(struct matcher *matcher, const char *bytes, gsize length, matcher_hit *hit, gpointer data)
{
    struct hit context = {hit, data};
    g_assert(length <= G_MAXUINT);
    if (!matcher->database)
        return;
    hs_error_t code = hs_scan(matcher->database, bytes, (unsigned)length, 0, matcher->scratch, on_match, &context);
    g_assert(code == HS_SUCCESS || code == HS_SCAN_TERMINATED);
}
