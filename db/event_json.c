#include "db/event_json.h"

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
