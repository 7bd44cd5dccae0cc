#include "db/event_json.h"

#include <string.h>

/* A JSON string (RFC 8259 §7); what is no UTF-8 is replaced. */
static void append_string(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_string_append_c(out, '"');
    for (const char *at = valid; *at; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(out, '\\');
        if ((unsigned char)*at < 0x20)
            g_string_append_printf(out, "\\u%04x", *at);
        else
            g_string_append_c(out, *at);
    }
    g_string_append_c(out, '"');
}

static void append_bytes(GString *out, const char *name, const uint8_t *bytes, uint32_t size)
{
    if (!bytes || size == 0)
        return;
    g_string_append_printf(out, ", \"%s\": \"", name);
    for (uint32_t i = 0; i < size; i++)
        g_string_append_printf(out, "%02x", bytes[i]);
    g_string_append_c(out, '"');
}

static void begin(GString *out, const char *name)
{
    g_string_append(out, out->len > 1 ? ", {\"name\": " : "{\"name\": ");
    append_string(out, name);
}

char *event_json_args(const struct event *event)
{
    g_autoptr(GString) out = g_string_new("[");
    for (uint32_t i = 0; i < MIN(event->n_arguments, EVENT_ARGUMENTS); i++) {
        const struct event_argument *argument = &event->arguments[i];
        begin(out, argument->name);
        if (argument->is_known)
            g_string_append_printf(out, ", \"value\": \"0x%" G_GINT64_MODIFIER "x\"}", argument->value);
        else
            g_string_append(out, ", \"value\": null}");
    }
    return g_strdup(g_string_append_c(out, ']')->str);
}

char *event_json_evidence(const struct event *event)
{
    g_autoptr(GString) out = g_string_new("[");
    for (uint32_t i = 0; i < MIN(event->n_arguments, EVENT_ARGUMENTS); i++) {
        const struct event_argument *argument = &event->arguments[i];
        if (argument->evidence == SEEN_NOTHING)
            continue;
        begin(out, argument->name);
        g_string_append_printf(out, ", \"seen\": \"%s\"", evidence_kind_name(argument->evidence));
        if (argument->evidence == SEEN_CHANGED)
            g_string_append_printf(out, ", \"first\": %u, \"last\": %u", argument->first, argument->last);
        append_bytes(out, "entry", argument->entry, argument->size);
        append_bytes(out, "leave", argument->leave, argument->size);
        g_string_append_c(out, '}');
    }
    return out->len > 1 ? g_strdup(g_string_append_c(out, ']')->str) : NULL;
}

/* ---- and back: exactly what is written above, and nothing else --------------------------------------------------- */

static bool take(const char **at, const char *wanted)
{
    if (!g_str_has_prefix(*at, wanted))
        return false;
    *at += strlen(wanted);
    return true;
}

/* The escapes of append_string. */
static bool take_escape(const char **at, GString *text)
{
    if (**at == '"' || **at == '\\') {
        g_string_append_c(text, *(*at)++);
        return true;
    }
    if (!take(at, "u00") || !g_ascii_isxdigit(**at) || !g_ascii_isxdigit((*at)[1]))
        return false;
    int code = g_ascii_xdigit_value(**at) * 16 + g_ascii_xdigit_value((*at)[1]);
    *at += 2;
    if (code == 0)
        return false;
    g_string_append_c(text, (char)code);
    return true;
}

static bool take_string(const char **at, GString *text)
{
    g_string_truncate(text, 0);
    if (!take(at, "\""))
        return false;
    while (**at && **at != '"') {
        if (**at != '\\')
            g_string_append_c(text, *(*at)++);
        else if (++*at, !take_escape(at, text))
            return false;
    }
    return take(at, "\"");
}

static bool take_digits(const char **at, unsigned base, uint64_t *ret_number)
{
    char *end;
    if (!g_ascii_isxdigit(**at))
        return false;
    *ret_number = g_ascii_strtoull(*at, &end, base);
    bool is_number = end > *at;
    *at = end;
    return is_number;
}

static bool take_small(const char **at, const char *name, uint32_t *ret_number)
{
    uint64_t number = 0;
    if (!take(at, name))
        return true; /* absent */
    if (!take_digits(at, 10, &number) || number > UINT32_MAX)
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

static bool take_argument(const char **at, GString *text, GStringChunk *texts, struct event_argument *argument)
{
    if (!take(at, "{\"name\": ") || !take_string(at, text) || !take(at, ", \"value\": "))
        return false;
    argument->name = g_string_chunk_insert(texts, text->str);
    if (take(at, "null}"))
        return true;
    argument->is_known = true;
    return take(at, "\"0x") && take_digits(at, 16, &argument->value) && take(at, "\"}");
}

/* Bytes of `name` in hexadecimal; absent: NULL. */
static bool take_bytes(const char **at, const char *name, GStringChunk *texts, const uint8_t **ret_bytes,
                       uint32_t *ret_size)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    if (!take(at, name))
        return true;
    for (; g_ascii_isxdigit(**at) && g_ascii_isxdigit((*at)[1]); *at += 2) {
        uint8_t byte = (uint8_t)(g_ascii_xdigit_value(**at) * 16 + g_ascii_xdigit_value((*at)[1]));
        g_byte_array_append(bytes, &byte, 1);
    }
    if (*ret_size != 0 && *ret_size != bytes->len)
        return false;
    *ret_bytes = (const uint8_t *)g_string_chunk_insert_len(texts, (const char *)bytes->data, bytes->len);
    *ret_size = bytes->len;
    return take(at, "\"");
}

static struct event_argument *argument_named(struct event *event, const char *name)
{
    for (uint32_t i = 0; i < event->n_arguments; i++)
        if (g_str_equal(event->arguments[i].name, name) && event->arguments[i].evidence == SEEN_NOTHING)
            return &event->arguments[i];
    return NULL;
}

static bool take_evidence(const char **at, GString *text, GStringChunk *texts, struct event *event)
{
    if (!take(at, "{\"name\": ") || !take_string(at, text))
        return false;
    struct event_argument *argument = argument_named(event, text->str);
    int kind;
    if (!argument || !take(at, ", \"seen\": ") || !take_string(at, text) || (kind = evidence_kind_parse(text->str)) < 0)
        return false;
    argument->evidence = (enum evidence_kind)kind;
    return take_small(at, ", \"first\": ", &argument->first) && take_small(at, ", \"last\": ", &argument->last) &&
           take_bytes(at, ", \"entry\": \"", texts, &argument->entry, &argument->size) &&
           take_bytes(at, ", \"leave\": \"", texts, &argument->leave, &argument->size) && take(at, "}");
}

bool event_json_read(const char *args, const char *evidence, GStringChunk *texts, struct event *event)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (!take(&args, "["))
        return false;
    for (; *args != ']'; event->n_arguments++)
        if (event->n_arguments == EVENT_ARGUMENTS || (event->n_arguments > 0 && !take(&args, ", ")) ||
            !take_argument(&args, text, texts, &event->arguments[event->n_arguments]))
            return false;
    if (!evidence)
        return true;
    if (!take(&evidence, "["))
        return false;
    for (bool is_first = true; *evidence != ']'; is_first = false)
        if ((!is_first && !take(&evidence, ", ")) || !take_evidence(&evidence, text, texts, event))
            return false;
    return true;
}
