#include "catalogue/stanza.h"

#include <string.h>

#include "catalogue/abi.h"
#include "catalogue/concurrency.h"
#include "catalogue/fault.h"
#include "catalogue/words.h"

enum { MAX_ARGUMENTS = 32, MAX_SPELLINGS = 512 };

static void spelling_clear_item(gpointer spelling)
{
    spelling_clear(spelling);
}

static void argument_free_item(gpointer argument)
{
    argument_free(argument);
}

static struct stanza *stanza_new(const struct reader *reader, const xmlNode *node, const char *family)
{
    const char *own_family = node_attribute(reader, node, "family");
    const char *failure = node_attribute(reader, node, "failure");
    struct stanza *stanza = g_new0(struct stanza, 1);
    stanza->file = reader->file;
    stanza->line = node_line(node);
    stanza->spelling_lines = g_array_new(FALSE, FALSE, sizeof(long));
    stanza->interface = (struct interface){
        .family = own_family ? own_family : family,
        .name = node_attribute(reader, node, "name"),
        .doc = node_text(reader, node_first(node)),
        .since = node_attribute(reader, node, "since"),
        .removed = node_attribute(reader, node, "removed"),
        .protects = node_yes(node, "protects"),
        .result_matters = node_yes(node, "result-matters"),
        .accessor = node_yes(node, "accessor"),
        .failure = failure ? (enum failure)failure_parse(failure) : FAILURE_NONE,
        .args = g_ptr_array_new_with_free_func(argument_free_item),
        .spellings = g_array_new(FALSE, FALSE, sizeof(struct catalogue_spelling)),
        .ends = g_array_new(FALSE, FALSE, sizeof(struct catalogue_end)),
        .probes = g_array_new(FALSE, FALSE, sizeof(struct catalogue_probe)),
    };
    g_array_set_clear_func(stanza->interface.spellings, spelling_clear_item);
    return stanza;
}

void stanza_free(struct stanza *stanza)
{
    if (!stanza)
        return;
    g_ptr_array_unref(stanza->interface.args);
    g_array_unref(stanza->interface.spellings);
    g_array_unref(stanza->interface.ends);
    g_array_unref(stanza->interface.probes);
    g_free((gpointer)stanza->interface.fetch);
    g_free((gpointer)stanza->interface.shared);
    thread_free((gpointer)stanza->interface.thread);
    g_free((gpointer)stanza->interface.lock);
    g_free((gpointer)stanza->interface.mask);
    g_free((gpointer)stanza->interface.once);
    entry_free((gpointer)stanza->interface.entry);
    g_array_unref(stanza->spelling_lines);
    g_free(stanza);
}

/* After all arguments, because a length may stand before its address. */
static gboolean lengths_read(const struct reader *reader, const xmlNode *first, struct interface *interface,
                             GError **error)
{
    unsigned i = 0;
    for (const xmlNode *node = first; node; node = node_next(node)) {
        if (!node_is(node, "argument"))
            continue;
        struct catalogue_argument *argument = g_ptr_array_index(interface->args, i);
        if (!argument_named(reader, node, "length-of", interface, &argument->length_of, error))
            return FALSE;
        if (argument->length_of == (int)i)
            return fault_set(error, reader->file, node_line(node), "length-of: %s is its own length", argument->name);
        i++;
    }
    return TRUE;
}

static gboolean fetch_read(const struct reader *reader, const xmlNode *node, struct interface *interface,
                           GError **error)
{
    struct catalogue_fetch *fetch = g_new0(struct catalogue_fetch, 1);
    interface->fetch = fetch;
    if (!argument_named(reader, node, "source", interface, &fetch->source, error) ||
        !argument_named(reader, node, "destination", interface, &fetch->destination, error) ||
        !argument_named(reader, node, "length", interface, &fetch->length, error) ||
        !argument_named(reader, node, "count", interface, &fetch->count, error))
        return FALSE;
    fetch->partial = node_yes(node, "partial");
    fetch->forces_nul = node_yes(node, "forces-nul");
    fetch->returns_copy = node_yes(node, "returns-copy");
    if (fetch->returns_copy == (fetch->destination >= 0))
        return fault_set(error, reader->file, node_line(node), "a fetch has either a destination or returns-copy");
    const char *size = node_attribute(reader, node, "size");
    if (size && fetch->length >= 0)
        return fault_set(error, reader->file, node_line(node), "a fetch has either a length or a size");
    if (size && strcmp(size, "unknown") == 0)
        fetch->implied_size = -1;
    else if (size)
        return node_integer(reader, node, size, &fetch->implied_size, error);
    return TRUE;
}

gboolean flag_check(const struct reader *reader, const xmlNode *node, const struct interface *interface,
                           const char *flag, GError **error)
{
    for (unsigned i = 0; i < interface->args->len; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(interface->args, i);
        for (unsigned j = 0; argument->role == ARGUMENT_FLAGS && j < argument->values->len; j++)
            if (strcmp(g_array_index(argument->values, struct catalogue_value, j).name, flag) == 0)
                return TRUE;
    }
    return fault_set(error, reader->file, node_line(node), "flag: %s has no flags value %s", interface->name, flag);
}

static gboolean shared_read(const struct reader *reader, const xmlNode *node, struct interface *interface,
                            GError **error)
{
    struct catalogue_shared *shared = g_new0(struct catalogue_shared, 1);
    interface->shared = shared;
    shared->principal = node_attribute(reader, node, "principal");
    shared->flag = node_attribute(reader, node, "flag");
    shared->heirs = node_attribute(reader, node, "heirs");
    shared->is_perhaps = node_yes(node, "perhaps");
    return argument_named(reader, node, "through", interface, &shared->through, error) &&
           (!shared->flag || flag_check(reader, node, interface, shared->flag, error)) &&
           (!shared->heirs || flag_check(reader, node, interface, shared->heirs, error));
}

static gboolean probe_read(const struct reader *reader, const xmlNode *node, struct interface *interface,
                           GError **error)
{
    struct catalogue_probe probe = {
        .symbol = node_attribute(reader, node, "symbol"),
        .filter = node_attribute(reader, node, "filter"),
    };
    g_auto(GStrv) abis = node_words(node, "abi");
    for (char **abi = abis; *abi; abi++) {
        if (strcmp(*abi, "*") != 0 && !abi_known(*abi))
            return fault_set(error, reader->file, node_line(node), "unknown ABI %s", *abi);
        probe.abi = g_string_chunk_insert_const(reader->strings, *abi);
        g_array_append_val(interface->probes, probe);
    }
    return TRUE;
}

static gboolean child_read(const struct reader *reader, const xmlNode *node, struct stanza *stanza, GError **error)
{
    if (spelling_is(node))
        return spelling_read(reader, node, stanza, error);
    if (node_is(node, "fetch"))
        return fetch_read(reader, node, &stanza->interface, error);
    if (node_is(node, "shared"))
        return shared_read(reader, node, &stanza->interface, error);
    if (node_is(node, "ends"))
        return end_read(reader, node, &stanza->interface, error);
    if (node_is(node, "thread"))
        return thread_read(reader, node, &stanza->interface, error);
    if (node_is(node, "lock"))
        return lock_read(reader, node, &stanza->interface, error);
    if (node_is(node, "mask"))
        return mask_read(reader, node, &stanza->interface, error);
    if (node_is(node, "once"))
        return once_read(reader, node, &stanza->interface, error);
    if (node_is(node, "entry"))
        return entry_read(reader, node, &stanza->interface, error);
    if (node_is(node, "probe"))
        return probe_read(reader, node, &stanza->interface, error);
    return TRUE; /* doc and the arguments are read already */
}

/* Keeps what is quadratic in arguments or spellings harmless, whatever the document holds. */
static gboolean size_check(const struct stanza *stanza, GError **error)
{
    if (stanza->interface.args->len > MAX_ARGUMENTS)
        return fault_set(error, stanza->file, stanza->line, "more than %d arguments", MAX_ARGUMENTS);
    if (stanza->interface.spellings->len > MAX_SPELLINGS)
        return fault_set(error, stanza->file, stanza->line, "more than %d spellings", MAX_SPELLINGS);
    return TRUE;
}

struct stanza *stanza_read(const struct reader *reader, const xmlNode *node, const char *family, GError **error)
{
    struct stanza *stanza = stanza_new(reader, node, family);
    xmlNode *first = node_next(node_first(node));
    gboolean good = TRUE;
    for (xmlNode *child = first; good && node_is(child, "argument"); child = node_next(child))
        good = argument_read(reader, child, &stanza->interface, error) && size_check(stanza, error);
    good = good && lengths_read(reader, first, &stanza->interface, error);
    for (xmlNode *child = first; good && child; child = node_next(child))
        good = child_read(reader, child, stanza, error) && size_check(stanza, error);
    if (!good)
        g_clear_pointer(&stanza, stanza_free);
    return stanza;
}
