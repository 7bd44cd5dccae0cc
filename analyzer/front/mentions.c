#include "front/mentions.h"

#include <string.h>

#include "front/extents.h"
#include "front/lost.h"
#include "front/position.h"
#include "front/words.h"
#include "ir/build.h"

static bool has(const struct catalogue *catalogue, enum spelling_kind kind, const char *name)
{
    return catalogue_by_name(catalogue, kind, name)->len > 0;
}

static bool is_call_like(const struct catalogue *catalogue, const struct word *word)
{
    if (!word->is_called || word->is_member)
        return false;
    return has(catalogue, SPELLING_CALL, word->text) || has(catalogue, SPELLING_INTRINSIC, word->text) ||
           has(catalogue, SPELLING_IMPLEMENTATION, word->text);
}

bool mentions_is_number(const struct catalogue *catalogue, const char *word)
{
    static const char *const prefixes[] = {"SYS_", "__NR_"};
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_has_prefix(word, prefixes[i]))
            return has(catalogue, SPELLING_SYSCALL, word + strlen(prefixes[i]));
    return false;
}

/* In text that is not compiled, everything that would have become a site. */
static bool is_skippable(const struct catalogue *catalogue, const struct word *word)
{
    return has(catalogue, SPELLING_CONSTANT, word->text) || has(catalogue, SPELLING_PRCTL, word->text) ||
           is_call_like(catalogue, word) || mentions_is_number(catalogue, word->text);
}

bool mentions_want_record(const struct catalogue *catalogue, const char *text, size_t length)
{
    struct word_reader reader;
    struct word word;
    bool wanted = false;
    word_reader_init(&reader, text, 0, length, 1);
    while (!wanted && word_next(&reader, &word))
        wanted = word.is_conditional && (is_skippable(catalogue, &word) || lost_is_asm(word.text));
    word_reader_release(&reader);
    return wanted;
}

struct scan {
    struct front *front;
    const GArray *extents;
    CXFile file;
    GArray *skipped; /* struct span, in order */
};

static bool is_skipped(const GArray *spans, size_t offset)
{
    for (guint i = 0; i < spans->len; i++) {
        const struct span *span = &g_array_index(spans, struct span, i);
        if (span->begin <= offset && offset < span->end)
            return true;
    }
    return false;
}

static const char *function_around(struct scan *scan, uint32_t line)
{
    struct ir_unit *unit = scan->front->unit;
    const struct extent *extent = extent_around(scan->extents, scan->file, line);
    if (!extent)
        return ir_intern(unit, "");
    const struct ir_function *function = g_ptr_array_index(unit->functions, extent->function);
    return g_array_index(unit->symbols, struct ir_symbol, function->symbol).name;
}

static void add_mention(struct scan *scan, enum ir_mention_kind kind, const struct word *word)
{
    struct ir_unit *unit = scan->front->unit;
    ir_id file = front_file(scan->front, scan->file);
    struct ir_loc loc = {.file = file, .line = word->line, .col = word->col};
    loc.spelling_file = file;
    loc.spelling_line = word->line;
    loc.spelling_col = word->col;
    struct ir_mention mention = {
        .kind = kind,
        .name = ir_intern(unit, word->text),
        .loc = ir_add_loc(unit, loc),
        .function = function_around(scan, word->line),
    };
    if (unit->mentions->len < MENTIONS_MAX)
        g_array_append_val(unit->mentions, mention);
}

static void scan_text(struct scan *scan, size_t begin, size_t end, uint32_t line)
{
    const struct catalogue *catalogue = scan->front->catalogue;
    size_t length = 0;
    const char *text = front_file_text(scan->front, scan->file, &length);
    if (!text || begin > length)
        return;
    struct word_reader reader;
    struct word word;
    word_reader_init(&reader, text, begin, MIN(end, length), line);
    while (word_next(&reader, &word)) {
        if (word.is_conditional && is_skipped(scan->skipped, word.begin)) {
            if (is_skippable(catalogue, &word))
                add_mention(scan, IR_MENTION_SKIPPED, &word);
        } else if (has(catalogue, SPELLING_CONSTANT, word.text)) {
            add_mention(scan, IR_MENTION_MACRO, &word);
        }
    }
    word_reader_release(&reader);
}

static void scan_main_file(struct scan *scan)
{
    struct front *front = scan->front;
    g_auto(CXString) name = clang_getTranslationUnitSpelling(front->tu);
    scan->file = clang_getFile(front->tu, clang_getCString(name));
    if (!scan->file)
        return;
    scan->skipped = extents_skipped(front, scan->file);
    scan_text(scan, 0, SIZE_MAX, 1);
    if (front->unit->degraded)
        front_lost(front, scan->file, scan->extents, scan->skipped);
    g_array_unref(scan->skipped);
}

static void scan_header_functions(struct scan *scan)
{
    CXFile main_file = scan->file;
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(struct span));
    scan->skipped = none;
    for (guint i = 0; i < scan->extents->len; i++) {
        const struct extent *extent = &g_array_index(scan->extents, struct extent, i);
        if (main_file && clang_File_isEqual(extent->file, main_file))
            continue;
        scan->file = extent->file;
        scan_text(scan, extent->begin, extent->end, extent->first_line);
    }
}

static bool flag_fits(const char *spelling, const char *flag)
{
    size_t length = strlen(spelling);
    if (length > 0 && spelling[length - 1] == '*')
        return strncmp(spelling, flag, length - 1) == 0;
    return strcmp(spelling, flag) == 0;
}

static void mention_flag(struct front *front, const char *flag)
{
    const GPtrArray *rows = catalogue_by_kind(front->catalogue, SPELLING_FLAG);
    for (guint i = 0; i < rows->len; i++) {
        const struct catalogue_match *row = g_ptr_array_index(rows, i);
        if (!row->spelling->name || !flag_fits(row->spelling->name, flag))
            continue;
        struct ir_mention mention = {
            .kind = IR_MENTION_FLAG,
            .name = ir_intern(front->unit, row->spelling->name),
            .function = ir_intern(front->unit, ""),
        };
        g_array_append_val(front->unit->mentions, mention);
        return;
    }
}

void front_mentions(struct front *front, const GArray *extents, const char *const *raw_flags)
{
    for (size_t i = 0; raw_flags && raw_flags[i]; i++)
        mention_flag(front, raw_flags[i]);
    struct scan scan = {.front = front, .extents = extents};
    scan_main_file(&scan);
    scan_header_functions(&scan);
}
