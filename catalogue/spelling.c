#include "catalogue/abi.h"
#include "catalogue/fault.h"
#include "catalogue/stanza.h"
#include "catalogue/words.h"

#include <string.h>

enum { MAX_NAMES = 64 };

bool spelling_is(const xmlNode *node)
{
    return spelling_kind_parse((const char *)node->name) >= 0;
}

/* Kinds whose arguments are the interface's own, in order, unless the element says otherwise. */
static bool has_arguments(enum spelling_kind kind)
{
    return kind == SPELLING_CALL || kind == SPELLING_SYSCALL || kind == SPELLING_PRCTL || kind == SPELLING_INTRINSIC ||
           kind == SPELLING_IMPLEMENTATION;
}

/* `arguments` lists the spelling's own arguments by the interface's names, "-" for one that the interface does not
 * know. */
static gboolean arguments_read(const struct reader *reader, const xmlNode *node, const struct interface *interface,
                               struct catalogue_spelling *spelling, GError **error)
{
    g_autofree int *places = g_new(int, interface->args->len + 1);
    g_auto(GStrv) listed = node_words(node, "arguments");
    for (unsigned i = 0; i < interface->args->len; i++)
        places[i] = !listed && has_arguments(spelling->kind) ? (int)i : -1;
    for (int place = 0; listed && listed[place]; place++) {
        if (strcmp(listed[place], "-") == 0)
            continue;
        int argument = argument_find(interface, listed[place]);
        if (argument < 0)
            return fault_set(error, reader->file, node_line(node), "arguments: %s has no argument %s", interface->name,
                             listed[place]);
        if (places[argument] >= 0)
            return fault_set(error, reader->file, node_line(node), "arguments: %s is given twice", listed[place]);
        places[argument] = place;
    }
    for (unsigned i = 0; i < interface->args->len; i++)
        if (spelling->arity >= 0 && places[i] >= spelling->arity)
            return fault_set(error, reader->file, node_line(node), "more arguments than the arity %d", spelling->arity);
    spelling->arguments = g_steal_pointer(&places);
    return TRUE;
}

static gboolean fixed_read(const struct reader *reader, const xmlNode *node, const struct interface *interface,
                           struct catalogue_spelling *spelling, GError **error)
{
    spelling->fixed = node_attribute(reader, node, "fixed");
    if (!spelling->fixed)
        return TRUE;
    g_autofree char *name = g_strndup(spelling->fixed, strcspn(spelling->fixed, "="));
    int argument = argument_find(interface, name);
    if (argument < 0)
        return fault_set(error, reader->file, node_line(node), "fixed: %s has no argument %s", interface->name, name);
    if (spelling->arguments[argument] >= 0)
        return fault_set(error, reader->file, node_line(node), "fixed: %s is an argument of the spelling too", name);
    return TRUE;
}

static gboolean number_add(const struct reader *reader, const xmlNode *node, const char *abi, int64_t number,
                           GArray *numbers, GError **error)
{
    struct catalogue_number row = {g_string_chunk_insert_const(reader->strings, abi), number};
    for (unsigned i = 0; i < numbers->len; i++)
        if (strcmp(g_array_index(numbers, struct catalogue_number, i).abi, abi) == 0)
            return fault_set(error, reader->file, node_line(node), "second number for %s", abi);
    g_array_append_val(numbers, row);
    return TRUE;
}

/* <number abi="a b">N</number> below a syscall; the number attribute of a prctl, which every ABI shares. */
static gboolean numbers_read(const struct reader *reader, const xmlNode *node, GArray *numbers, GError **error)
{
    int64_t number;
    const char *option = node_attribute(reader, node, "number");
    if (option)
        return node_integer(reader, node, option, &number, error) &&
               number_add(reader, node, "*", number, numbers, error);
    for (xmlNode *child = node_first(node); child; child = node_next(child)) {
        if (!node_integer(reader, child, node_text(reader, child), &number, error))
            return FALSE;
        g_auto(GStrv) abis = node_words(child, "abi");
        for (char **abi = abis; *abi; abi++) {
            if (!abi_known(*abi))
                return fault_set(error, reader->file, node_line(child), "unknown ABI %s", *abi);
            if (!number_add(reader, child, *abi, number, numbers, error))
                return FALSE;
        }
    }
    return TRUE;
}

/* "0f 01 ef": the schema has made sure of the shape. */
static void bytes_read(const xmlNode *node, struct catalogue_spelling *spelling)
{
    g_auto(GStrv) words = node_words(node, "bytes");
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (char **word = words; word && *word; word++) {
        guint8 byte = (guint8)g_ascii_strtoull(*word, NULL, 16);
        g_byte_array_append(bytes, &byte, 1);
    }
    spelling->n_bytes = bytes->len;
    spelling->bytes = g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}

static gboolean spelling_add(const struct reader *reader, const xmlNode *node, const char *name, bool has_numbers,
                             struct stanza *stanza, GError **error)
{
    const char *arity = node_attribute(reader, node, "arity");
    struct catalogue_spelling spelling = {
        .kind = (enum spelling_kind)spelling_kind_parse((const char *)node->name),
        .name = name ? g_string_chunk_insert_const(reader->strings, name) : NULL,
        .arity = arity ? (int)g_ascii_strtoll(arity, NULL, 10) : -1,
        .side = node_attribute(reader, node, "side"),
        .numbers = g_array_new(FALSE, FALSE, sizeof(struct catalogue_number)),
    };
    bytes_read(node, &spelling);
    gboolean good = arguments_read(reader, node, &stanza->interface, &spelling, error) &&
                    fixed_read(reader, node, &stanza->interface, &spelling, error) &&
                    (!has_numbers || numbers_read(reader, node, spelling.numbers, error));
    long line = node_line(node);
    g_array_append_val(stanza->interface.spellings, spelling);
    g_array_append_val(stanza->spelling_lines, line);
    return good;
}

gboolean spelling_read(const struct reader *reader, const xmlNode *node, struct stanza *stanza, GError **error)
{
    g_auto(GStrv) names = node_words(node, "names");
    if (!names)
        return spelling_add(reader, node, NULL, false, stanza, error);
    if (g_strv_length(names) > MAX_NAMES)
        return fault_set(error, reader->file, node_line(node), "more than %d names in one element", MAX_NAMES);
    for (char **name = names; *name; name++) /* the others are aliases of the first: one number, one owner */
        if (!spelling_add(reader, node, *name, name == names, stanza, error))
            return FALSE;
    return TRUE;
}

void spelling_clear(struct catalogue_spelling *spelling)
{
    g_array_unref(spelling->numbers);
    g_free((gpointer)spelling->bytes);
    g_free((gpointer)spelling->arguments);
}
