/* Reading the tree: the strings are those of its own nodes. */
#include <stdlib.h>

#include "reports/tree.h"

static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && g_str_equal((const char *)node->name, name);
}

xmlNode *tree_child(const xmlNode *parent, const char *name)
{
    xmlNode *node = parent ? parent->children : NULL;
    while (node && !is_element(node, name))
        node = node->next;
    return node;
}

xmlNode *tree_next(const xmlNode *node)
{
    xmlNode *next = node->next;
    while (next && !is_element(next, (const char *)node->name))
        next = next->next;
    return next;
}

xmlNode *tree_list(const struct report *report, const char *list, const char *item)
{
    return tree_child(tree_child(xmlDocGetRootElement(report->doc), list), item);
}

bool tree_has(const xmlNode *node, const char *attribute)
{
    return xmlHasProp(node, (const xmlChar *)attribute) != NULL;
}

const char *tree_get(const xmlNode *node, const char *attribute)
{
    const xmlAttr *found = xmlHasProp(node, (const xmlChar *)attribute);
    return found && found->children && found->children->content ? (const char *)found->children->content : "";
}

const char *tree_content(const xmlNode *node)
{
    return node && node->children && node->children->content ? (const char *)node->children->content : "";
}

const char *tree_text(const xmlNode *parent, const char *child)
{
    return tree_content(tree_child(parent, child));
}

unsigned tree_number(const xmlNode *node, const char *attribute)
{
    return (unsigned)strtoul(tree_get(node, attribute), NULL, 10);
}

bool tree_is_present(const xmlNode *finding)
{
    return !g_str_equal(tree_get(finding, "state"), state_name(STATE_FIXED));
}
