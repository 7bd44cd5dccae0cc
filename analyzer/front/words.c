#include "front/words.h"

#include <string.h>

#include "front/source.h"

void word_reader_init(struct word_reader *reader, const char *text, size_t begin, size_t end, uint32_t line)
{
    size_t line_begin = begin;
    while (line_begin > 0 && text[line_begin - 1] != '\n')
        line_begin--;
    *reader = (struct word_reader){
        .text = text,
        .pos = begin,
        .end = end,
        .line = line,
        .line_begin = line_begin,
        .counted = begin,
        .at_line_start = true,
        .scratch = g_string_new(NULL),
    };
}

void word_reader_release(struct word_reader *reader)
{
    g_string_free(reader->scratch, TRUE);
    reader->scratch = NULL;
}

static void count_lines(struct word_reader *reader, size_t up_to)
{
    const char *c = reader->text + reader->counted, *end = reader->text + up_to;
    while ((c = memchr(c, '\n', (size_t)(end - c))) != NULL) {
        reader->line++;
        reader->line_begin = (size_t)(++c - reader->text);
    }
    reader->counted = up_to;
}

static size_t blanks_behind(const struct word_reader *reader, size_t pos)
{
    while (pos < reader->end && (reader->text[pos] == ' ' || reader->text[pos] == '\t'))
        pos++;
    return pos;
}

static bool word_is(const struct word_reader *reader, size_t begin, size_t end, const char *text)
{
    return end - begin == strlen(text) && strncmp(reader->text + begin, text, end - begin) == 0;
}

/* Behind a `#` at the beginning of a line. */
static void read_directive(struct word_reader *reader)
{
    size_t begin = reader->pos = blanks_behind(reader, reader->pos);
    source_next(reader->text, reader->end, &reader->pos);
    size_t end = reader->pos;
    if (word_is(reader, begin, end, "define")) {
        reader->pos = blanks_behind(reader, reader->pos);
        source_next(reader->text, reader->end, &reader->pos); /* the macro's name is no mention of it */
        return;
    }
    if (word_is(reader, begin, end, "if") || word_is(reader, begin, end, "ifdef") ||
        word_is(reader, begin, end, "ifndef"))
        reader->conditionals++;
    else if (word_is(reader, begin, end, "endif") && reader->conditionals > 0)
        reader->conditionals--;
    reader->pos = source_directive_end(reader->text, reader->end, begin);
}

static void fill(struct word_reader *reader, size_t begin, struct word *ret)
{
    count_lines(reader, begin);
    g_string_truncate(reader->scratch, 0);
    g_string_append_len(reader->scratch, reader->text + begin, (gssize)(reader->pos - begin));
    size_t behind = blanks_behind(reader, reader->pos);
    *ret = (struct word){
        .text = reader->scratch->str,
        .begin = begin,
        .line = reader->line,
        .col = (uint32_t)(begin - reader->line_begin + 1),
        .is_conditional = reader->conditionals > 0,
        .is_member = reader->after_member,
        .is_called = behind < reader->end && reader->text[behind] == '(',
    };
}

static void note_punct(struct word_reader *reader, size_t at)
{
    char c = reader->text[at];
    bool arrow = c == '>' && at > 0 && reader->text[at - 1] == '-';
    if (c == '#' && reader->at_line_start)
        read_directive(reader);
    reader->after_member = c == '.' || arrow;
    reader->at_line_start = false;
}

bool word_next(struct word_reader *reader, struct word *ret)
{
    for (;;) {
        size_t at = reader->pos;
        switch (source_next(reader->text, reader->end, &reader->pos)) {
        case SOURCE_END:
            return false;
        case SOURCE_WORD:
            fill(reader, at, ret);
            reader->after_member = reader->at_line_start = false;
            return true;
        case SOURCE_BLANK:
            reader->at_line_start |= memchr(reader->text + at, '\n', reader->pos - at) != NULL;
            break;
        case SOURCE_COMMENT:
            break;
        case SOURCE_PUNCT:
            note_punct(reader, at);
            break;
        default:
            reader->after_member = reader->at_line_start = false;
        }
    }
}
