#define _GNU_SOURCE

#include "input/volatile.h"

#include <string.h>

/* C11 6.7.3, 7.17.7.2; GCC's atomic builtins; Linux's accessors (linux/compiler.h, asm-generic/rwonce.h). */
static const char *const words[] = {"volatile",         "_Atomic",       "READ_ONCE",  "ACCESS_ONCE",
                                    "smp_load_acquire", "__atomic_load", "atomic_load"};

static gboolean is_word_char(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$';
}

/* What comes before it, but for blanks, ends in asm, __asm or __asm__. */
static gboolean follows_asm(const char *begin, const char *at)
{
    while (at > begin && g_ascii_isspace(at[-1]))
        at--;
    while (at > begin && at[-1] == '_')
        at--;
    return at - begin >= 3 && memcmp(at - 3, "asm", 3) == 0;
}

/* atomic_load_explicit and __atomic_load_n begin with the word. */
static gboolean is_hit(const struct text *text, const char *at, const char *word)
{
    gboolean is_volatile = g_str_equal(word, "volatile");
    const char *end = at + strlen(word);
    if ((at > text->bytes && is_word_char(at[-1])) || (is_word_char(*end) && !g_str_has_suffix(word, "load")))
        return FALSE;
    return !is_volatile || !follows_asm(text->bytes, at);
}

static const char *first(const struct text *text, const char *word)
{
    const char *end = text->bytes + text->length, *at = text->bytes;
    while ((at = memmem(at, (gsize)(end - at), word, strlen(word))) && !is_hit(text, at, word))
        at += strlen(word);
    return at;
}

const char *volatile_in(const struct text *text, gsize *ret_offset)
{
    const char *found = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *at = first(text, words[i]);
        if (!at || (found && (gsize)(at - text->bytes) >= *ret_offset))
            continue;
        *ret_offset = (gsize)(at - text->bytes);
        found = words[i];
    }
    return found;
}
