#include "catalogue/node.h"

#include <errno.h>
#include <string.h>

#include "catalogue/fault.h"

static xmlNode *skip_to_element(xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

bool node_is(const xmlNode *node, const char *element)
{
    return node && strcmp((const char *)node->name, element) == 0;
}

xmlNode *node_first(const xmlNode *node)
{
    return skip_to_element(node->children);
}

xmlNode *node_next(const xmlNode *node)
{
    return skip_to_element(node->next);
}

long node_line(const xmlNode *node)
{
    return xmlGetLineNo(node);
}

/* `raw` is freed. Runs of blanks count as one, as the schema's token type reads them. */
static const char *keep(const struct reader *reader, xmlChar *raw)
{
    if (!raw)
        return NULL;
    g_auto(GStrv) words = g_strsplit_set((const char *)raw, " \t\r\n", -1);
    xmlFree(raw);
    g_autoptr(GString) text = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", *word);
    return g_string_chunk_insert_const(reader->strings, text->str);
}

const char *node_attribute(const struct reader *reader, const xmlNode *node, const char *name)
{
    return keep(reader, xmlGetNoNsProp(node, BAD_CAST name));
}

const char *node_text(const struct reader *reader, const xmlNode *node)
{
    return keep(reader, xmlNodeGetContent(node));
}

bool node_yes(const xmlNode *node, const char *name)
{
    g_auto(GStrv) words = node_words(node, name);
    return words && words[0] && strcmp(words[0], "yes") == 0;
}

char **node_words(const xmlNode *node, const char *name)
{
    xmlChar *raw = xmlGetNoNsProp(node, BAD_CAST name);
    if (!raw)
        return NULL;
    g_auto(GStrv) words = g_strsplit_set((const char *)raw, " \t\r\n", -1);
    xmlFree(raw);
    g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
    for (char **word = words; *word; word++)
        if (**word)
            g_strv_builder_add(kept, *word);
    return g_strv_builder_end(kept);
}

gboolean node_integer(const struct reader *reader, const xmlNode *node, const char *text, int64_t *ret, GError **error)
{
    errno = 0;
    int64_t number = g_ascii_strtoll(text, NULL, 0);
    if (errno == ERANGE)
        return fault_set(error, reader->file, node_line(node), "%s does not fit into 64 bits", text);
    *ret = number;
    return TRUE;
}
