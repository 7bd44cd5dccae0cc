#include "facts/summary.h"

#include "facts/summary_p.h"

const char *deed_name(enum deed_kind kind)
{
#define NAME(identifier, text) text,
    static const char *const names[] = {DEEDS(NAME)};
#undef NAME
    return names[kind];
}

const char *result_class_name(enum result_class kind)
{
#define NAME(identifier, text) text,
    static const char *const names[] = {RESULTS(NAME)};
#undef NAME
    return names[kind];
}

static const char *dependence_word(enum dependence_kind kind)
{
#define NAME(identifier, text) #identifier,
    static const char *const names[] = {DEPENDENCES(NAME)};
#undef NAME
    return names[kind];
}

/* ---- equality ---- */

static bool places_equal(const struct call_place *a, const struct call_place *b)
{
    if (a->argument != b->argument || a->depth != b->depth)
        return false;
    for (uint32_t d = 0; d < a->depth; d++)
        if (a->offsets[d] != b->offsets[d])
            return false;
    return true;
}

static bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.low == b.low && a.high == b.high && a.apart == b.apart;
}

bool subject_equal(const struct subject *a, const struct subject *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case SUBJECT_NONE:
        return true;
    case SUBJECT_VALUE:
    case SUBJECT_MEMORY:
        return places_equal(&a->at, &b->at) && bytes_equal(a->bytes, b->bytes);
    case SUBJECT_FETCHED:
        return a->fetch == b->fetch && bytes_equal(a->bytes, b->bytes);
    case SUBJECT_CONSTANT:
        return a->bytes.low == b->bytes.low;
    }
    return false;
}

static bool spans_equal(const struct span *a, const struct span *b)
{
    return a->low == b->low && a->high == b->high && a->is_excluding == b->is_excluding &&
           (!a->is_excluding || a->except == b->except);
}

bool deed_equal(const struct deed *a, const struct deed *b)
{
    return a->kind == b->kind && a->use == b->use && a->when == b->when && subject_equal(&a->of, &b->of) &&
           subject_equal(&a->to, &b->to) && spans_equal(&a->span, &b->span) && a->is_equal == b->is_equal &&
           a->is_limit == b->is_limit && a->is_exact == b->is_exact && a->is_volatile == b->is_volatile &&
           a->interface == b->interface && subject_equal(&a->length, &b->length) && subject_equal(&a->skip, &b->skip) &&
           a->unit == b->unit && a->inside == b->inside && subject_equal(&a->on, &b->on) &&
           g_strcmp0(a->callee, b->callee) == 0 && a->argument == b->argument;
}

/* ---- text ---- */

static void print_place(const struct call_place *place, GString *out)
{
    if (place->argument == CALL_RESULT)
        g_string_append(out, "result");
    else
        g_string_append_printf(out, "%u", place->argument);
    for (uint32_t d = 0; d < place->depth; d++)
        g_string_append_printf(out, "+%" G_GINT64_FORMAT ">", place->offsets[d]);
}

static void print_bytes(struct bytes bytes, GString *out)
{
    g_string_append_printf(out, "[%" G_GINT64_FORMAT "..", bytes.low);
    if (bytes.high != INT64_MAX)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, bytes.high);
    if (bytes.apart)
        g_string_append_printf(out, " & %" G_GINT64_MODIFIER "x", ~bytes.apart);
    g_string_append_c(out, ']');
}

static void print_subject(const char *before, const struct subject *subject, GString *out)
{
    if (subject->kind == SUBJECT_NONE)
        return;
    g_string_append(out, before);
    switch (subject->kind) {
    case SUBJECT_NONE:
        break;
    case SUBJECT_VALUE:
        g_string_append(out, "value ");
        print_place(&subject->at, out);
        if (subject->bytes.high || subject->bytes.apart)
            print_bytes(subject->bytes, out);
        break;
    case SUBJECT_MEMORY:
        print_place(&subject->at, out);
        print_bytes(subject->bytes, out);
        break;
    case SUBJECT_FETCHED:
        g_string_append_printf(out, "fetch %u", subject->fetch);
        print_bytes(subject->bytes, out);
        break;
    case SUBJECT_CONSTANT:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, subject->bytes.low);
        break;
    }
}

static void print_span(const struct span *span, GString *out)
{
    if (span->is_excluding)
        g_string_append_printf(out, " not %" G_GINT64_FORMAT, span->except);
    if (span->low == INT64_MIN && span->high == INT64_MAX)
        return;
    g_string_append(out, " in ");
    if (span->low != INT64_MIN)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, span->low);
    g_string_append(out, "..");
    if (span->high != INT64_MAX)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, span->high);
}

static void print_numbers(const char *what, const struct numbers *numbers, GString *out)
{
    g_string_append(out, what);
    for (unsigned i = 0; i < numbers->n; i++)
        g_string_append_printf(out, " %" G_GINT64_FORMAT, numbers->values[i]);
    g_string_append_c(out, '\n');
}

static void print_deed(const struct deed *deed, GString *out)
{
    g_string_append(out, deed_name(deed->kind));
    print_subject(" ", &deed->of, out);
    if (deed->interface)
        g_string_append_printf(out, " by %s", deed->interface->name);
    bool relates = deed->kind == DEED_CHECKS || deed->kind == DEED_USES;
    print_subject(!relates ? " to " : deed->is_equal ? " equals " : " against ", &deed->to, out);
    print_subject(" length ", &deed->length, out);
    print_subject(" behind ", &deed->skip, out);
    if (deed->unit > 1)
        g_string_append_printf(out, " times %" G_GINT64_FORMAT, deed->unit);
    print_subject(" on ", &deed->on, out);
    if (deed->kind == DEED_USES)
        g_string_append_printf(out, " as %s", dependence_word(deed->use));
    if (deed->callee)
        g_string_append_printf(out, " %u of %s", deed->argument, deed->callee);
    print_span(&deed->span, out);
    if (deed->kind != DEED_USES && deed->kind != DEED_LOADS)
        g_string_append_printf(out, " when %s", result_class_name(deed->when));
    if (deed->is_volatile)
        g_string_append(out, " volatile");
    if (deed->is_limit && (!deed->is_exact || deed->to.kind != SUBJECT_NONE))
        g_string_append(out, " by order");
    g_string_append(out, deed->is_exact ? "" : " about");
    if (deed->kind == DEED_FETCHES && !deed->after.is_open)
        print_numbers(" then", &deed->after, out);
    else
        g_string_append_c(out, '\n');
}

bool summary_fetches(const struct summary *summary)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind == DEED_FETCHES && deed->of.kind == SUBJECT_MEMORY)
            return true;
    }
    return false;
}

bool summary_returns_fetched(const struct summary *summary, uint32_t fetch)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind == DEED_RETURNS && deed->of.kind == SUBJECT_FETCHED && deed->of.fetch == fetch)
            return true;
    }
    return false;
}

void summary_print(const struct summary *summary, GString *out)
{
    for (guint i = 0; i < summary->deeds->len; i++)
        print_deed(&g_array_index(summary->deeds, struct deed, i), out);
    if (summary->returned >= 0)
        g_string_append_printf(out, "returns its %d\n", summary->returned);
    if (summary->writes_open)
        g_string_append(out, "writes elsewhere\n");
    if (!summary->results.is_open)
        print_numbers("gives", &summary->results, out);
    else
        g_string_append_printf(out, "gives%s%s%s\n", summary->signs & 1 ? " 0" : "",
                               summary->signs & 2 ? " negative" : "", summary->signs & 4 ? " positive" : "");
}

/* ---- making ---- */

struct summary *summary_new(void)
{
    struct summary *summary = g_new0(struct summary, 1);
    summary->deeds = g_array_new(FALSE, TRUE, sizeof(struct deed));
    summary->writes = g_array_new(FALSE, TRUE, sizeof(struct call_write));
    summary->returned = -1;
    return summary;
}

void summary_free(struct summary *summary)
{
    if (!summary)
        return;
    g_array_unref(summary->deeds);
    g_array_unref(summary->writes);
    g_free(summary);
}

static uint64_t size_of(struct bytes bytes)
{
    return bytes.high == INT64_MAX ? UINT64_MAX : (uint64_t)(bytes.high - bytes.low);
}

/* What flow knows of a deed that writes. */
static struct call_write write_of(const struct deed *deed)
{
    struct call_write write = {.at = deed->of.at,
                               .low = deed->of.bytes.low,
                               .size = size_of(deed->of.bytes),
                               .is_sure = deed->when == RESULT_ALWAYS};
    write.is_value = deed->to.kind == SUBJECT_VALUE && deed->is_exact;
    write.is_copy = deed->to.kind == SUBJECT_MEMORY && deed->is_exact;
    write.from = deed->to.at;
    write.from_low = deed->to.bytes.low;
    return write;
}

static struct call_write landing_of(const struct deed *fetch)
{
    return (struct call_write){.at = fetch->to.at,
                               .low = fetch->to.bytes.low,
                               .size = size_of(fetch->to.bytes),
                               .is_sure = fetch->when != RESULT_NEVER,
                               .is_after = true};
}

void summary_settle(struct summary *summary)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        bool lands = deed->kind == DEED_FETCHES && deed->to.kind == SUBJECT_MEMORY;
        if (deed->kind != DEED_WRITES && !lands)
            continue;
        struct call_write write = lands ? landing_of(deed) : write_of(deed);
        g_array_append_val(summary->writes, write);
    }
}

bool summary_equal(const struct summary *a, const struct summary *b)
{
    g_autoptr(GBytes) bytes_a = summary_pack(a), bytes_b = summary_pack(b);
    return summary_packed_equal(bytes_a, bytes_b);
}
