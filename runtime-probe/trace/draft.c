#include "trace/draft.h"

#include <string.h>

#include "trace/json_text.h"

enum { FRAMES = 256, RAW_BYTES = 64 << 10 };

struct draft *draft_new(enum event_kind kind)
{
    struct draft *draft = g_new0(struct draft, 1);
    draft->event.kind = kind;
    draft->event.number = -1;
    draft->event.key = -1;
    draft->addresses = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    draft->frames = g_ptr_array_new_with_free_func(g_free);
    draft->raw = g_string_new(NULL);
    return draft;
}

void draft_free(struct draft *draft)
{
    if (!draft)
        return;
    g_free(draft->comm);
    g_array_unref(draft->addresses);
    g_ptr_array_unref(draft->frames);
    g_string_free(draft->raw, TRUE);
    g_free(draft);
}

void draft_name(struct draft *draft, const struct named *named)
{
    draft->interface = named->interface;
    draft->event.family = named->interface->family;
    draft->event.interface = named->interface->name;
    if (named->abi != EVENT_ABI_UNKNOWN)
        draft->event.abi = named->abi;
}

void draft_frame(struct draft *draft, char *frame)
{
    if (draft->frames->len < FRAMES)
        g_ptr_array_add(draft->frames, frame);
    else
        g_free(frame);
}

void draft_address(struct draft *draft, uint64_t address)
{
    if (draft->addresses->len < FRAMES)
        g_array_append_val(draft->addresses, address);
}

void draft_raw(struct draft *draft, const char *name, const char *text)
{
    if (draft->raw->len + strlen(name) + strlen(text) > RAW_BYTES)
        return;
    if (draft->raw->len)
        g_string_append_c(draft->raw, ',');
    json_text_string(draft->raw, name);
    g_string_append_c(draft->raw, ':');
    json_text_string(draft->raw, text);
}

void draft_deliver(struct draft *draft, struct delivery *delivery)
{
    struct event *event = &draft->event;
    g_autofree char *raw = draft->raw->len ? g_strdup_printf("{%s}", draft->raw->str) : NULL;
    event->comm = draft->comm ? draft->comm : "";
    event->family = event->family ? event->family : "";
    event->interface = event->interface ? event->interface : "";
    event->addresses = (const uint64_t *)(void *)draft->addresses->data;
    event->n_addresses = draft->addresses->len;
    event->frames = (const char *const *)draft->frames->pdata;
    event->n_frames = draft->frames->len;
    event->raw = raw;
    delivery_event(delivery, event);
    event->raw = NULL;
}
