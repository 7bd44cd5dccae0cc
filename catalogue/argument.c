#include "catalogue/abi.h"
#include "catalogue/fault.h"
#include "catalogue/stanza.h"
#include "catalogue/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_VALUES = 256 };

static unsigned tags_read(const xmlNode *node)
{
    static const struct {
        const char *word;
        unsigned tag;
    } tags[] = {{"U", TAG_USER}, {"K", TAG_KERNEL}, {"TOCTOU", TAG_TOCTOU}, {"OPT", TAG_OPTIONAL}};
    g_auto(GStrv) words = node_words(node, "tags");
    unsigned result = 0;
    for (char **word = words; word && *word; word++)
        for (unsigned i = 0; i < G_N_ELEMENTS(tags); i++)
            if (strcmp(tags[i].word, *word) == 0)
                result |= tags[i].tag;
    return result;
}

static gboolean value_read(const struct reader *reader, const xmlNode *node, GArray *values, GError **error)
{
    const char *effect = node_attribute(reader, node, "effect");
    struct catalogue_value value = {
        .name = node_attribute(reader, node, "pattern"),
        .is_bit = node_yes(node, "bit"),
        .effect = effect ? (enum op_effect)op_effect_parse(effect) : OP_NONE,
    };
    if (value.name) {
        value.is_pattern = true;
    } else {
        value.name = node_attribute(reader, node, "name");
        if (!node_integer(reader, node, node_attribute(reader, node, "number"), &value.number, error))
            return FALSE;
    }
    if (values->len >= MAX_VALUES)
        return fault_set(error, reader->file, node_line(node), "more than %d values", MAX_VALUES);
    for (unsigned i = 0; i < values->len; i++)
        if (strcmp(g_array_index(values, struct catalogue_value, i).name, value.name) == 0)
            return fault_set(error, reader->file, node_line(node), "value %s is there twice", value.name);
    g_array_append_val(values, value);
    return TRUE;
}

static gboolean limit_read(const struct reader *reader, const xmlNode *node, GArray *limits, GError **error)
{
    struct catalogue_limit limit = {0};
    if (!node_integer(reader, node, node_attribute(reader, node, "low"), &limit.low, error) ||
        !node_integer(reader, node, node_attribute(reader, node, "high"), &limit.high, error))
        return FALSE;
    if (limit.low > limit.high)
        return fault_set(error, reader->file, node_line(node), "limit is empty: low is above high");
    g_auto(GStrv) abis = node_words(node, "abi");
    for (char **abi = abis; *abi; abi++) {
        if (strcmp(*abi, "*") != 0 && !abi_known(*abi))
            return fault_set(error, reader->file, node_line(node), "unknown ABI %s", *abi);
        limit.abi = g_string_chunk_insert_const(reader->strings, *abi);
        for (unsigned i = 0; i < limits->len; i++)
            if (strcmp(g_array_index(limits, struct catalogue_limit, i).abi, limit.abi) == 0)
                return fault_set(error, reader->file, node_line(node), "second limit for %s", limit.abi);
        g_array_append_val(limits, limit);
    }
    return TRUE;
}

/* "0-3": the bytes of an input pointee that the call writes back, which a comparison must leave out. */
static gboolean written_read(const struct reader *reader, const xmlNode *node, struct catalogue_argument *argument,
                             GError **error)
{
    const char *text = node_attribute(reader, node, "written-bytes");
    if (!text)
        return TRUE;
    sscanf(text, "%d-%d", &argument->written_from, &argument->written_to);
    if (argument->written_from > argument->written_to || argument->pointee != POINTEE_INPUT)
        return fault_set(error, reader->file, node_line(node), "written-bytes %s are no bytes of an input", text);
    return TRUE;
}

int argument_find(const struct interface *interface, const char *name)
{
    for (unsigned i = 0; i < interface->args->len; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(interface->args, i);
        if (strcmp(argument->name, name) == 0)
            return (int)i;
    }
    return -1;
}

gboolean argument_named(const struct reader *reader, const xmlNode *node, const char *name,
                        const struct interface *interface, int *ret, GError **error)
{
    const char *wanted = node_attribute(reader, node, name);
    *ret = wanted ? argument_find(interface, wanted) : -1;
    if (wanted && *ret < 0)
        return fault_set(error, reader->file, node_line(node), "%s: %s has no argument %s", name, interface->name,
                         wanted);
    return TRUE;
}

static struct catalogue_argument *argument_new(const struct reader *reader, const xmlNode *node)
{
    const char *role = node_attribute(reader, node, "role");
    const char *pointee = node_attribute(reader, node, "pointee");
    struct catalogue_argument *argument = g_new0(struct catalogue_argument, 1);
    argument->name = node_attribute(reader, node, "name");
    argument->type = node_attribute(reader, node, "type");
    argument->role = role ? (enum argument_role)argument_role_parse(role) : ARGUMENT_OTHER;
    argument->pointee = pointee ? (enum pointee)pointee_parse(pointee) : POINTEE_NONE;
    argument->tags = tags_read(node);
    argument->input_bytes = node_attribute(reader, node, "input-bytes")
                                ? (unsigned)strtoul(node_attribute(reader, node, "input-bytes"), NULL, 10)
                                : 0;
    argument->length_of = -1;
    argument->written_from = argument->written_to = -1;
    argument->values = g_array_new(FALSE, FALSE, sizeof(struct catalogue_value));
    argument->limits = g_array_new(FALSE, FALSE, sizeof(struct catalogue_limit));
    return argument;
}

gboolean argument_read(const struct reader *reader, const xmlNode *node, struct interface *interface, GError **error)
{
    struct catalogue_argument *argument = argument_new(reader, node);
    gboolean is_double = argument_find(interface, argument->name) >= 0;
    g_ptr_array_add(interface->args, argument);
    if (is_double)
        return fault_set(error, reader->file, node_line(node), "argument %s is there twice", argument->name);
    for (xmlNode *child = node_first(node); child; child = node_next(child)) {
        gboolean good = node_is(child, "value") ? value_read(reader, child, argument->values, error)
                                                : limit_read(reader, child, argument->limits, error);
        if (!good)
            return FALSE;
    }
    return written_read(reader, node, argument, error);
}

void argument_free(struct catalogue_argument *argument)
{
    g_array_unref(argument->values);
    g_array_unref(argument->limits);
    g_free(argument);
}
