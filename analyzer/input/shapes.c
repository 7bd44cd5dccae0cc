#include "input/shapes.h"

#include <string.h>

#include "input/opcodes.h"

/* One expression, and what must hold where it ends. */
struct part {
    guint32 word;
    const struct opcode *opcode; /* or NULL: the expression says all */
    gboolean is_list;
};

/* Written as one expression, an opcode takes vectorscan some fifty milliseconds to compile, in every run; its end takes
 * one, and the rest is looked for only there. */
struct shapes {
    struct matcher *matcher;
    GArray *parts; /* struct part; a pattern's id is its index */
};

static void add_part(struct shapes *shapes, GArray *patterns, const char *expression, struct part part)
{
    struct matcher_pattern pattern = {.text = expression, .id = shapes->parts->len};
    g_array_append_val(patterns, pattern);
    g_array_append_val(shapes->parts, part);
}

static guint32 root(struct web *web, const char *label)
{
    guint32 word = web_word(web, label, strlen(label));
    web_add_root(web, word);
    return word;
}

static void add_opcode(struct shapes *shapes, GArray *patterns, GPtrArray *made, const struct shape *shape,
                       guint32 word)
{
    char *list = opcode_list_end(&shape->opcode), *wide = opcode_word_end(&shape->opcode);
    g_ptr_array_add(made, list);
    g_ptr_array_add(made, wide);
    add_part(shapes, patterns, list, (struct part){word, &shape->opcode, TRUE});
    add_part(shapes, patterns, wide, (struct part){word, &shape->opcode, FALSE});
}

struct shapes *shapes_new(const struct names *names, struct web *web, GError **error)
{
    struct shapes *shapes = g_new0(struct shapes, 1);
    g_autoptr(GArray) patterns = g_array_new(FALSE, FALSE, sizeof(struct matcher_pattern));
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    shapes->parts = g_array_new(FALSE, FALSE, sizeof(struct part));
    for (guint i = 0; i < names->shapes->len; i++) {
        const struct shape *shape = g_ptr_array_index(names->shapes, i);
        guint32 word = root(web, shape->label);
        if (shape->expression)
            add_part(shapes, patterns, shape->expression, (struct part){.word = word});
        else
            add_opcode(shapes, patterns, made, shape, word);
    }
    shapes->matcher = matcher_new(patterns, error);
    if (!shapes->matcher)
        g_clear_pointer(&shapes, shapes_free);
    return shapes;
}

void shapes_free(struct shapes *shapes)
{
    if (!shapes)
        return;
    matcher_free(shapes->matcher);
    g_array_unref(shapes->parts);
    g_free(shapes);
}

struct search {
    const struct shapes *shapes;
    const struct text *text;
    matcher_hit *hit;
    gpointer data;
};

static gboolean on_end(gpointer data, guint32 id, gsize end)
{
    const struct search *search = data;
    const struct part *part = &g_array_index(search->shapes->parts, struct part, id);
    gboolean is_whole = !part->opcode || (part->is_list ? opcode_is_list(part->opcode, search->text, end)
                                                        : opcode_is_word(part->opcode, search->text, end));
    return !is_whole || search->hit(search->data, part->word, end);
}

void shapes_scan(const struct shapes *shapes, const struct text *text, matcher_hit *hit, gpointer data)
{
    struct search search = {shapes, text, hit, data};
    matcher_scan(shapes->matcher, text->bytes, text->length, on_end, &search);
}
