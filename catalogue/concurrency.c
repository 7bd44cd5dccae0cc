#include "catalogue/concurrency.h"

#include "catalogue/fault.h"
#include "catalogue/stanza.h"

/* The schema lets nothing else through. */
static enum ended what_ends(const xmlNode *node, const struct reader *reader)
{
    const char *what = node_attribute(reader, node, "what");
    if (g_str_equal(what, "mapping"))
        return ENDED_MAPPING;
    return g_str_equal(what, "key") ? ENDED_KEY : ENDED_OBJECT;
}

gboolean end_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    struct catalogue_end end = {.what = what_ends(node, reader),
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
    thread->is_process = node_yes(node, "process");
    return argument_named(reader, node, "function", interface, &thread->function, error) &&
           argument_named(reader, node, "data", interface, &thread->data, error) &&
           argument_named(reader, node, "signal", interface, &thread->signal, error);
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
    lock->is_shared = node_yes(node, "shared");
    lock->waits = node_yes(node, "waits");
    lock->tries = node_yes(node, "tries");
    if (lock->tries && interface->failure == FAILURE_NONE)
        return fault_set(error, reader->file, node_line(node), "a lock that is tried needs the interface's failure");
    return argument_named(reader, node, "argument", interface, &lock->argument, error);
}

gboolean mask_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    struct catalogue_mask *mask = g_new0(struct catalogue_mask, 1);
    interface->mask = mask;
    mask->fills = node_yes(node, "fills");
    mask->waits = node_yes(node, "waits");
    return argument_named(reader, node, "set", interface, &mask->set, error) &&
           argument_named(reader, node, "adds", interface, &mask->adds, error) &&
           argument_named(reader, node, "how", interface, &mask->how, error);
}

gboolean once_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    struct catalogue_once *once = g_new0(struct catalogue_once, 1);
    interface->once = once;
    return argument_named(reader, node, "function", interface, &once->function, error) &&
           argument_named(reader, node, "control", interface, &once->control, error);
}

gboolean entry_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    (void)error; /* the schema says it all */
    struct catalogue_entry *entry = g_new0(struct catalogue_entry, 1);
    interface->entry = entry;
    entry->by = node_attribute(reader, node, "by");
    entry->fields = node_words(node, "fields");
    entry->names = node_words(node, "names");
    return TRUE;
}

void entry_free(struct catalogue_entry *entry)
{
    if (!entry)
        return;
    g_strfreev(entry->fields);
    g_strfreev(entry->names);
    g_free(entry);
}
