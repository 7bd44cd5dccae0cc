/* Summaries as bytes. In front stands how long the first part is: what is done, deed by deed; behind it where. */
#include <string.h>

#include "facts/summary_p.h"
#include "ir/codec_list.h"

#define ONE(identifier, text) +1
enum { N_DEEDS = 0 DEEDS(ONE), N_RESULTS = 0 RESULTS(ONE), N_DEPENDENCES = 0 DEPENDENCES(ONE) };
#undef ONE
enum { HEADER = 4 };

static void code_place(struct codec *c, struct call_place *place)
{
    uint32_t argument = place->argument + 1; /* CALL_RESULT is common: it is stored as 0 */
    code_u32(c, &argument);
    place->argument = argument - 1;
    place->depth = code_word(c, place->depth, CALL_DEPTH + 1);
    for (uint32_t d = 0; d < place->depth; d++)
        code_signed(c, &place->offsets[d]);
}

/* A limit that is none is not written. */
static void code_limit(struct codec *c, bool is_there, int64_t *limit, int64_t none)
{
    if (is_there)
        code_signed(c, limit);
    else
        *limit = none;
}

static void code_range(struct codec *c, struct bytes *bytes)
{
    bool has_end = bytes->high != INT64_MAX, has_apart = bytes->apart != 0;
    code_flags(c, FLAGS(&has_end, &has_apart));
    code_signed(c, &bytes->low);
    code_limit(c, has_end, &bytes->high, INT64_MAX);
    if (has_apart)
        code_u64(c, &bytes->apart);
}

static void code_subject(struct codec *c, struct subject *subject)
{
    subject->kind = code_word(c, subject->kind, SUBJECT_CONSTANT + 1);
    if (subject->kind == SUBJECT_NONE)
        return;
    if (subject->kind == SUBJECT_VALUE || subject->kind == SUBJECT_MEMORY)
        code_place(c, &subject->at);
    if (subject->kind == SUBJECT_FETCHED)
        code_u32(c, &subject->fetch);
    code_range(c, &subject->bytes);
}

static void code_span(struct codec *c, struct span *span)
{
    bool has_low = span->low != INT64_MIN, has_high = span->high != INT64_MAX;
    code_flags(c, FLAGS(&has_low, &has_high, &span->is_excluding));
    code_limit(c, has_low, &span->low, INT64_MIN);
    code_limit(c, has_high, &span->high, INT64_MAX);
    if (span->is_excluding)
        code_signed(c, &span->except);
}

static void code_numbers(struct codec *c, struct numbers *numbers)
{
    code_flags(c, FLAGS(&numbers->is_open));
    numbers->n = code_word(c, numbers->n, NUMBERS_MAX + 1);
    for (unsigned i = 0; i < numbers->n; i++)
        code_signed(c, &numbers->values[i]);
}

static void code_interface(struct codec *c, const struct interface **interface)
{
    const char *name = c->out && *interface ? (*interface)->name : NULL;
    code_text(c, &name);
    if (c->out)
        return;
    *interface = name ? catalogue_interface(c->context, name) : NULL;
    codec_refuse(c, !*interface);
}

static void code_fetch(struct codec *c, struct deed *deed)
{
    code_interface(c, &deed->interface);
    code_numbers(c, &deed->after);
    code_subject(c, &deed->on);
    code_subject(c, &deed->length);
    code_subject(c, &deed->skip);
    code_signed(c, &deed->unit);
    code_signed(c, &deed->inside);
}

static void code_deed(struct codec *c, gpointer entry)
{
    struct deed *deed = entry;
    deed->kind = code_word(c, deed->kind, N_DEEDS);
    deed->use = code_word(c, deed->use, N_DEPENDENCES);
    deed->when = code_word(c, deed->when, N_RESULTS);
    code_flags(c, FLAGS(&deed->is_equal, &deed->is_limit, &deed->is_exact, &deed->is_volatile, &deed->is_elsewhere));
    code_subject(c, &deed->of);
    code_subject(c, &deed->to);
    code_span(c, &deed->span);
    code_text(c, &deed->callee);
    if (deed->callee)
        code_u32(c, &deed->argument);
    if (deed->kind == DEED_FETCHES)
        code_fetch(c, deed);
}

void code_spot(struct codec *c, struct spot *spot)
{
    code_text(c, &spot->file);
    code_text(c, &spot->function);
    code_u32(c, &spot->line);
    code_u32(c, &spot->col);
}

static void code_core(struct codec *c, struct summary *summary)
{
    int64_t returned = summary->returned;
    uint32_t signs = summary->signs;
    code_signed(c, &returned);
    code_u32(c, &signs);
    code_flags(c, FLAGS(&summary->writes_open));
    code_numbers(c, &summary->results);
    code_table(c, summary->deeds, code_deed);
    codec_refuse(c, returned < -1 || returned > INT32_MAX);
    summary->returned = (int)returned;
    summary->signs = signs;
}

static void code_spots(struct codec *c, GArray *deeds)
{
    for (guint i = 0; i < deeds->len; i++)
        code_spot(c, &g_array_index(deeds, struct deed, i).spot);
}

GBytes *summary_pack(const struct summary *summary)
{
    GByteArray *bytes = g_byte_array_new();
    struct summary *same = (struct summary *)(uintptr_t)summary; /* writing changes nothing in it */
    struct codec core, spots;
    g_byte_array_set_size(bytes, HEADER);
    codec_begin_writing(&core);
    code_core(&core, same);
    codec_end_writing(&core, bytes);
    uint32_t n = bytes->len - HEADER;
    memcpy(bytes->data, &n, sizeof n);
    codec_begin_writing(&spots);
    code_spots(&spots, same->deeds);
    codec_end_writing(&spots, bytes);
    return g_byte_array_free_to_bytes(bytes);
}

/* Of the first part; 0 when there is none. */
static size_t core_size(const uint8_t *bytes, size_t n)
{
    uint32_t size = 0;
    if (n >= HEADER)
        memcpy(&size, bytes, sizeof size);
    return size <= n - MIN(n, HEADER) ? size : 0;
}

bool summary_packed_equal(GBytes *a, GBytes *b)
{
    gsize n_a, n_b;
    const uint8_t *data_a = g_bytes_get_data(a, &n_a), *data_b = g_bytes_get_data(b, &n_b);
    size_t size = core_size(data_a, n_a);
    return size > 0 && size == core_size(data_b, n_b) && memcmp(data_a + HEADER, data_b + HEADER, size) == 0;
}

/* There cannot be more fetches than deeds, and what is fetched is told with its place. */
static bool is_sound(const struct summary *summary)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        const struct subject *subjects[] = {&deed->of, &deed->to, &deed->on, &deed->length, &deed->skip};
        for (unsigned s = 0; s < G_N_ELEMENTS(subjects); s++)
            if (subjects[s]->kind == SUBJECT_FETCHED && subjects[s]->fetch >= summary->deeds->len)
                return false;
        if (deed->kind == DEED_FETCHES && (!deed->spot.file || !deed->spot.function))
            return false;
    }
    return true;
}

struct summary *summary_unpack(GBytes *bytes, const struct catalogue *catalogue)
{
    gsize n;
    const uint8_t *data = g_bytes_get_data(bytes, &n);
    size_t size = core_size(data, n);
    if (!size)
        return NULL;
    struct summary *summary = summary_new();
    struct codec core, spots;
    codec_begin_reading(&core, data + HEADER, size, NULL, NULL);
    core.context = catalogue;
    code_core(&core, summary);
    codec_begin_reading(&spots, data + HEADER + size, n - HEADER - size, NULL, NULL);
    code_spots(&spots, summary->deeds);
    bool is_core = codec_end_reading(&core), is_whole = codec_end_reading(&spots) && is_core;
    if (!is_whole || !is_sound(summary)) {
        summary_free(summary);
        return NULL;
    }
    summary_settle(summary);
    return summary;
}
