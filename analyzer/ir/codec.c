#include "ir/codec_list.h"

#include <string.h>

static void put(GByteArray *out, uint64_t value)
{
    uint8_t bytes[10];
    guint n = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (uint8_t)(value | 0x80);
    bytes[n++] = (uint8_t)value;
    g_byte_array_append(out, bytes, n);
}

static uint64_t take(struct codec *c)
{
    uint64_t value = 0;
    if (c->is_broken)
        return 0;
    for (unsigned shift = 0; shift < 64 && c->at < c->end; shift += 7) {
        uint8_t byte = *c->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    c->is_broken = true;
    c->at = c->end;
    return 0;
}

/* ---- values ---- */

void codec_refuse(struct codec *c, bool is_wrong)
{
    c->is_broken |= !c->out && is_wrong;
}

void code_u64(struct codec *c, uint64_t *value)
{
    if (c->out)
        put(c->out, *value);
    else
        *value = take(c);
}

void code_u32(struct codec *c, uint32_t *value)
{
    uint64_t wide = *value;
    code_u64(c, &wide);
    codec_refuse(c, wide > G_MAXUINT32);
    *value = (uint32_t)wide;
}

void code_signed(struct codec *c, int64_t *value)
{
    uint64_t zigzag = ((uint64_t)*value << 1) ^ (*value < 0 ? UINT64_MAX : 0);
    code_u64(c, &zigzag);
    *value = (int64_t)((zigzag >> 1) ^ (zigzag & 1 ? UINT64_MAX : 0));
}

void code_flags(struct codec *c, bool *const *flags, unsigned n)
{
    uint32_t bits = 0;
    for (unsigned i = 0; i < n; i++)
        bits |= (uint32_t)*flags[i] << i;
    code_u32(c, &bits);
    for (unsigned i = 0; i < n; i++)
        *flags[i] = bits >> i & 1;
}

static uint32_t number_of(struct codec *c, const char *text)
{
    if (!text)
        return 0;
    gpointer number = g_hash_table_lookup(c->numbers, text);
    if (!number) {
        g_ptr_array_add(c->texts, (gpointer)(uintptr_t)text);
        number = GUINT_TO_POINTER(c->texts->len);
        g_hash_table_insert(c->numbers, (gpointer)(uintptr_t)text, number);
    }
    return GPOINTER_TO_UINT(number);
}

void code_text(struct codec *c, const char **text)
{
    uint32_t number = c->out ? number_of(c, *text) : 0;
    code_u32(c, &number);
    if (c->out)
        return;
    codec_refuse(c, number > c->texts->len);
    *text = number == 0 || c->is_broken ? NULL : g_ptr_array_index(c->texts, number - 1);
}

void code_bytes(struct codec *c, GBytes **bytes)
{
    gsize n = 0;
    const uint8_t *data = c->out ? g_bytes_get_data(*bytes, &n) : NULL;
    uint32_t count = code_count(c, (uint32_t)n);
    if (c->out) {
        g_byte_array_append(c->out, data, count);
    } else {
        *bytes = g_bytes_new(c->at, count);
        c->at += count;
    }
}

uint32_t code_word(struct codec *c, uint32_t value, uint32_t n)
{
    code_u32(c, &value);
    codec_refuse(c, value >= n);
    return c->is_broken ? 0 : value;
}

/* ---- the whole ---- */

void codec_begin_writing(struct codec *codec)
{
    *codec = (struct codec){.out = g_byte_array_new()};
    codec->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    codec->texts = g_ptr_array_new();
}

void codec_end_writing(struct codec *codec, GByteArray *out)
{
    put(out, codec->texts->len);
    for (guint i = 0; i < codec->texts->len; i++) {
        const char *text = g_ptr_array_index(codec->texts, i);
        size_t n = strlen(text);
        put(out, n);
        g_byte_array_append(out, (const uint8_t *)text, (guint)n + 1);
    }
    g_byte_array_append(out, codec->out->data, codec->out->len);
    g_byte_array_unref(codec->out);
    g_hash_table_unref(codec->numbers);
    g_ptr_array_unref(codec->texts);
}

static const char *take_text(struct codec *c)
{
    uint64_t n = take(c);
    const char *text = (const char *)c->at;
    codec_refuse(c, n >= (size_t)(c->end - c->at) || text[n] != '\0' || strlen(text) != n);
    c->at = c->is_broken ? c->end : c->at + n + 1;
    return c->is_broken ? NULL : text;
}

void codec_begin_reading(struct codec *codec, const uint8_t *bytes, size_t n, codec_keep *keep, void *context)
{
    *codec = (struct codec){.at = bytes, .end = bytes + n, .texts = g_ptr_array_new()};
    uint32_t count = code_count(codec, 0);
    for (uint32_t i = 0; i < count && !codec->is_broken; i++) {
        const char *text = take_text(codec);
        if (text)
            g_ptr_array_add(codec->texts, (gpointer)(uintptr_t)(keep ? keep(text, context) : text));
    }
}

bool codec_end_reading(struct codec *codec)
{
    g_ptr_array_unref(codec->texts);
    return !codec->is_broken && codec->at == codec->end;
}
