/* What a call does that concerns others: it takes something away, lets a function run at the same time, or keeps others
 * out. */
#include "catalogue/stanza.h"
#include "catalogue/words.h"

gboolean end_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    struct catalogue_end end = {.what = (enum ended)ended_parse(node_attribute(reader, node, "what")),
                                .flag = node_attribute(reader, node, "flag"),
                                .renews = node_yes(node, "renews")};
    if (!argument_named(reader, node, "argument", interface, &end.argument, error) ||
        (end.flag && !flag_check(reader, node, interface, end.flag, error)))
        return FALSE;
    g_array_append_val(interface->ends, end);
    return TRUE;
}

gboolean thread_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    struct catalogue_thread *thread = g_new0(struct catalogue_thread, 1);
    interface->thread = thread;
    thread->fields = node_words(node, "fields");
    thread->is_handler = node_yes(node, "handler");
    thread->waits = node_yes(node, "waits");
    return argument_named(reader, node, "function", interface, &thread->function, error) &&
           argument_named(reader, node, "data", interface, &thread->data, error);
}

void thread_free(struct catalogue_thread *thread)
{
    if (thread)
        g_strfreev(thread->fields);
    g_free(thread);
}

gboolean lock_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    struct catalogue_lock *lock = g_new0(struct catalogue_lock, 1);
    interface->lock = lock;
    lock->releases = node_yes(node, "releases");
    return argument_named(reader, node, "argument", interface, &lock->argument, error);
}
