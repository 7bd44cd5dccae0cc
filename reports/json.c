/* The tree as JSON by three rules: an attribute is a member; an element that only holds a list is an array; an element
 * that only holds text is a string. */
#include "reports/writers.h"

static const char *const lists[] = {"rules", "units", "sites", "findings", "excerpts",
                                    "args",  "steps", "lines", "levels"};

static const char *const numbers[] = {
    "format",
    "schema",
    "run",
    "elapsed_ms",
    "peak_parent_kib",
    "peak_worker_kib",
    "units",
    "units_ok",
    "sites",
    "findings",
    "suppressed",
    "baseline",
    "units_degraded",
    "units_failed",
    "units_skipped",
    "functions",
    "hidden",
    "fixed",
    "unknowns",
    "cwe",
    "instructions",
    "functions_degraded",
    "count",
    "line",
    "col",
    "hits",
    "confirmed",
    "n",
};

static bool is_among(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (g_str_equal(names[i], name))
            return true;
    return false;
}

static struct json_object *json_of_attribute(const char *name, const char *value)
{
    if (is_among(numbers, G_N_ELEMENTS(numbers), name))
        return json_object_new_uint64(g_ascii_strtoull(value, NULL, 10));
    if (g_str_equal(name, "known"))
        return json_object_new_boolean(g_str_equal(value, "true"));
    return json_object_new_string(value);
}

static bool is_list(const xmlNode *node)
{
    return is_among(lists, G_N_ELEMENTS(lists), (const char *)node->name);
}

static struct json_object *json_of_element(const xmlNode *node);

static struct json_object *json_of_list(const xmlNode *node)
{
    struct json_object *list = json_object_new_array();
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            json_object_array_add(list, json_of_element(child));
    return list;
}

/* Depth is that of report.xsd: five. */
static struct json_object *json_of_element(const xmlNode *node)
{
    if (is_list(node))
        return json_of_list(node);
    bool only_text = !node->properties && !xmlFirstElementChild((xmlNode *)node);
    if (only_text)
        return json_object_new_string(tree_content(node));
    struct json_object *object = json_object_new_object();
    for (const xmlAttr *at = node->properties; at; at = at->next) {
        const char *name = (const char *)at->name;
        json_object_object_add(object, name, json_of_attribute(name, tree_get(node, name)));
    }
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            json_object_object_add(object, (const char *)child->name, json_of_element(child));
    return object;
}

struct json_object *json_of_report(const struct report *report)
{
    return json_of_element(xmlDocGetRootElement(report->doc));
}

void json_finish(struct json_object *object, FILE *out)
{
    size_t length = 0;
    const char *text = json_object_to_json_string_length(
        object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    fwrite(text, 1, length, out);
    fputc('\n', out);
    json_object_put(object);
}

bool write_json(const struct report *report, FILE *out, GError **error)
{
    (void)error;
    json_finish(json_of_report(report), out);
    return true;
}
