/* The words of a C text outside of comments, literals and conditions, with their lines: what the preprocessor may expand. */
#ifndef FRONT_WORDS_H
#define FRONT_WORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct word {
    const char *text;    /* NUL-terminated; until the next word_next */
    size_t begin;        /* byte offset */
    uint32_t line, col;  /* from 1; col in bytes, as clang counts */
    bool is_conditional; /* between #if and #endif */
    bool is_member;      /* behind . or -> */
    bool is_called;      /* before ( */
};

struct word_reader {
    const char *text;
    size_t pos, end;
    uint32_t line;
    size_t line_begin, counted; /* newlines before `counted` are in `line` */
    unsigned conditionals;
    bool at_line_start, after_member;
    GString *scratch;
};

/* Reads text[begin, end); `line` is the one that `begin` is in. Release with word_reader_release. */
void word_reader_init(struct word_reader *reader, const char *text, size_t begin, size_t end, uint32_t line);
void word_reader_release(struct word_reader *reader);

/* False at the end. Of directives only the replacement text of a #define is read; `if` and its kind are only counted. */
bool word_next(struct word_reader *reader, struct word *ret);

#endif
