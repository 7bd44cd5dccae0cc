#include "trace/pending.h"

enum { WAITING = 65536 };

struct pending {
    struct delivery *delivery;
    GHashTable *by_tid; /* tid → GList of `order` */
    GQueue order;       /* struct draft *, the longest waiting first */
};

struct pending *pending_new(struct delivery *delivery)
{
    struct pending *pending = g_new(struct pending, 1);
    *pending = (struct pending){.delivery = delivery, .by_tid = g_hash_table_new(NULL, NULL), .order = G_QUEUE_INIT};
    return pending;
}

static struct draft *unlink_draft(struct pending *pending, GList *link)
{
    struct draft *draft = link->data;
    g_hash_table_remove(pending->by_tid, GUINT_TO_POINTER(draft->event.tid));
    g_queue_delete_link(&pending->order, link);
    return draft;
}

static void deliver_without_result(struct pending *pending, struct draft *draft)
{
    draft->event.has_result = false;
    draft->event.leave_ns = 0;
    if (draft->interface)
        draft_deliver(draft, pending->delivery);
    draft_free(draft);
}

static void give_up(struct pending *pending, GList *link)
{
    struct draft *draft = unlink_draft(pending, link);
    pending->delivery->totals.losses.unpaired += draft->interface != NULL;
    deliver_without_result(pending, draft);
}

void pending_free(struct pending *pending)
{
    while (pending->order.head)
        give_up(pending, pending->order.head);
    g_hash_table_unref(pending->by_tid);
    g_free(pending);
}

static GList *link_of(struct pending *pending, uint32_t tid)
{
    return g_hash_table_lookup(pending->by_tid, GUINT_TO_POINTER(tid));
}

void pending_enter(struct pending *pending, struct draft *draft)
{
    GList *before = link_of(pending, draft->event.tid);
    if (before)
        give_up(pending, before);
    else if (pending->order.length >= WAITING)
        give_up(pending, pending->order.head);
    g_queue_push_tail(&pending->order, draft);
    g_hash_table_insert(pending->by_tid, GUINT_TO_POINTER(draft->event.tid), pending->order.tail);
}

struct draft *pending_peek(struct pending *pending, uint32_t tid)
{
    GList *link = link_of(pending, tid);
    return link ? link->data : NULL;
}

struct draft *pending_take(struct pending *pending, uint32_t tid)
{
    GList *link = link_of(pending, tid);
    return link ? unlink_draft(pending, link) : NULL;
}

void pending_end(struct pending *pending, uint32_t tid)
{
    struct draft *draft = pending_take(pending, tid);
    if (draft)
        deliver_without_result(pending, draft);
}
