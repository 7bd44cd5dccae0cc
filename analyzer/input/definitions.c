#include "input/definitions.h"

struct definitions {
    GArray *all, *names, *says; /* struct definition, guint32, guint32 */
    struct definition begun;
    GArray *marks;         /* guint32 per word: the definition that said it last + 1 */
    GArray *heads, *links; /* guint32: the definitions that say word W are links[heads[W]] … links[heads[W + 1]] */
    guint indexed;
};

static guint32 at(const GArray *array, guint32 i)
{
    return g_array_index(array, guint32, i);
}

struct definitions *definitions_new(void)
{
    struct definitions *d = g_new0(struct definitions, 1);
    d->all = g_array_new(FALSE, FALSE, sizeof(struct definition));
    GArray **arrays[] = {&d->names, &d->says, &d->marks, &d->heads, &d->links};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        *arrays[i] = g_array_new(FALSE, TRUE, sizeof(guint32));
    return d;
}

void definitions_free(struct definitions *d)
{
    if (!d)
        return;
    GArray *arrays[] = {d->all, d->names, d->says, d->marks, d->heads, d->links};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    g_free(d);
}

/* ---- one definition ---- */

void definitions_begin(struct definitions *d, guint32 file, gboolean is_live)
{
    d->begun =
        (struct definition){.first_name = d->names->len, .first_word = d->says->len, .file = file, .is_live = is_live};
}

void definitions_say(struct definitions *d, guint32 word)
{
    if (word >= d->marks->len)
        g_array_set_size(d->marks, word + 1);
    guint32 *mark = &g_array_index(d->marks, guint32, word);
    if (*mark == d->all->len + 1)
        return;
    *mark = d->all->len + 1;
    g_array_append_val(d->says, word);
    d->begun.n_words++;
}

void definitions_name_it(struct definitions *d, guint32 name)
{
    g_array_append_val(d->names, name);
    d->begun.n_names++;
}

void definitions_end(struct definitions *d)
{
    if (d->begun.n_words)
        g_array_append_val(d->all, d->begun);
    else
        g_array_set_size(d->names, d->begun.first_name);
}

/* ---- all of them ---- */

/* Counting sort of (word, definition). */
gboolean definitions_index(struct definitions *d, guint32 n_words)
{
    if (d->indexed == d->all->len)
        return FALSE;
    g_array_set_size(d->heads, 0);
    g_array_set_size(d->heads, n_words + 2);
    g_array_set_size(d->links, d->says->len);
    guint32 *heads = (guint32 *)(void *)d->heads->data;
    for (guint i = 0; i < d->says->len; i++)
        heads[at(d->says, i) + 2]++;
    for (guint i = 2; i < n_words + 2; i++)
        heads[i] += heads[i - 1];
    for (guint32 number = 0; number < d->all->len; number++) {
        const struct definition *definition = definitions_at(d, number);
        for (guint32 i = 0; i < definition->n_words; i++)
            g_array_index(d->links, guint32, heads[at(d->says, definition->first_word + i) + 1]++) = number;
    }
    d->indexed = d->all->len;
    return TRUE;
}

guint32 definitions_sayers(const struct definitions *d, guint32 word)
{
    return word + 1 < d->heads->len ? at(d->heads, word + 1) - at(d->heads, word) : 0;
}

guint32 definitions_sayer_number(const struct definitions *d, guint32 word, guint32 i)
{
    return at(d->links, at(d->heads, word) + i);
}

const struct definition *definitions_at(const struct definitions *d, guint32 number)
{
    return &g_array_index(d->all, struct definition, number);
}

guint32 definitions_name(const struct definitions *d, const struct definition *definition, guint32 i)
{
    return at(d->names, definition->first_name + i);
}

guint32 definitions_word(const struct definitions *d, const struct definition *definition, guint32 i)
{
    return at(d->says, definition->first_word + i);
}
