#include "reports/grow.h"

#include <glib.h>

#include "reports/legal.h"

void grow_put(xmlNode *node, const char *name, const char *value)
{
    g_autofree char *legal = legal_xml(value);
    xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)legal);
}

void grow_given(xmlNode *node, const char *name, const char *value)
{
    if (value && *value)
        grow_put(node, name, value);
}

void grow_number(xmlNode *node, const char *name, uint64_t value)
{
    char digits[24];
    g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT, value);
    xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)digits);
}

xmlNode *grow_add(xmlNode *parent, const char *name)
{
    return xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);
}

xmlNode *grow_text(xmlNode *parent, const char *name, const char *text)
{
    g_autofree char *legal = legal_xml(text);
    return xmlNewTextChild(parent, parent->ns, (const xmlChar *)name, (const xmlChar *)legal);
}
