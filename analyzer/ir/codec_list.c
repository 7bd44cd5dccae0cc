#include "ir/codec_list.h"

#include <string.h>

uint32_t code_count(struct codec *c, uint32_t count)
{
    code_u32(c, &count);
    if (!c->out && count > (size_t)(c->end - c->at))
        c->is_broken = true;
    return c->is_broken ? 0 : count;
}

static void read_table(struct codec *c, GArray *table, uint32_t count, codec_entry *code)
{
    guint before = table->len, size = g_array_get_element_size(table);
    for (uint32_t i = 0; i < count && !c->is_broken; i++) { /* it grows by what is there, not by what is said */
        g_array_set_size(table, before + i + 1);
        memset(table->data + (size_t)(before + i) * size, 0, size);
        code(c, table->data + (size_t)(before + i) * size);
    }
    if (c->is_broken)
        g_array_set_size(table, before); /* clears what was read of it */
}

void code_table(struct codec *c, GArray *table, codec_entry *code)
{
    uint32_t count = code_count(c, c->out ? table->len : 0);
    guint size = g_array_get_element_size(table);
    if (!c->out)
        read_table(c, table, count, code);
    for (uint32_t i = 0; c->out && i < count; i++)
        code(c, table->data + (size_t)i * size);
}

void code_texts(struct codec *c, GPtrArray *texts)
{
    uint32_t count = code_count(c, texts->len);
    for (uint32_t i = 0; i < count; i++) {
        const char *text = c->out ? g_ptr_array_index(texts, i) : NULL;
        code_text(c, &text);
        codec_refuse(c, !text);
        if (!c->out && text)
            g_ptr_array_add(texts, (gpointer)(uintptr_t)text);
    }
}
