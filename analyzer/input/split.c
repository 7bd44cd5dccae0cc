/* flags_split: POSIX Shell Command Language 2.2 "Quoting" and field splitting, without expansions: $, ` and * are plain
 * characters. */
#include "input/flags.h"

#include <string.h>

struct splitter {
    const char *at;
    GString *word;
    gboolean in_word; /* also true for an empty word in quotes */
    GPtrArray *words;
};

static void end_word(struct splitter *splitter)
{
    if (!splitter->in_word)
        return;
    g_ptr_array_add(splitter->words, g_strndup(splitter->word->str, splitter->word->len));
    g_string_truncate(splitter->word, 0);
    splitter->in_word = FALSE;
}

/* Behind a backslash outside quotes: the next character, but a line end is no character at all (2.2.1). */
static void escaped(struct splitter *splitter)
{
    if (*splitter->at == '\n') {
        splitter->at++;
        return;
    }
    splitter->in_word = TRUE;
    g_string_append_c(splitter->word, *splitter->at ? *splitter->at++ : '\\');
}

static gboolean single_quoted(struct splitter *splitter)
{
    const char *end = strchr(splitter->at, '\'');
    if (!end)
        return FALSE;
    g_string_append_len(splitter->word, splitter->at, end - splitter->at);
    splitter->at = end + 1;
    return TRUE;
}

/* Inside double quotes a backslash is special only before the characters of 2.2.3. */
static gboolean double_quoted(struct splitter *splitter)
{
    for (; *splitter->at != '"'; splitter->at++) {
        if (!*splitter->at)
            return FALSE;
        if (splitter->at[0] == '\\' && splitter->at[1] && strchr("$`\"\\\n", splitter->at[1])) {
            splitter->at++;
            if (*splitter->at == '\n')
                continue;
        }
        g_string_append_c(splitter->word, *splitter->at);
    }
    splitter->at++;
    return TRUE;
}

static gboolean split(struct splitter *splitter)
{
    while (*splitter->at) {
        char c = *splitter->at++;
        gboolean matched = TRUE;
        if (strchr(" \t\r\n\v\f", c)) {
            end_word(splitter);
        } else if (c == '\\') {
            escaped(splitter);
        } else {
            splitter->in_word = TRUE;
            if (c == '\'')
                matched = single_quoted(splitter);
            else if (c == '"')
                matched = double_quoted(splitter);
            else
                g_string_append_c(splitter->word, c);
        }
        if (!matched)
            return FALSE;
    }
    end_word(splitter);
    return TRUE;
}

char **flags_split(const char *command)
{
    struct splitter splitter = {.at = command, .word = g_string_new(NULL)};
    splitter.words = g_ptr_array_new_with_free_func(g_free);
    gboolean matched = split(&splitter);
    g_string_free(splitter.word, TRUE);
    g_ptr_array_add(splitter.words, NULL);
    if (matched)
        return (char **)g_ptr_array_free(splitter.words, FALSE);
    g_ptr_array_unref(splitter.words);
    return NULL;
}
