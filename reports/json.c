/* The tree as JSON by three rules: an attribute is a member; an element that only holds a list is an array; an element
 * that only holds text is a string. */
#include "reports/writers.h"

static const char *const lists[] = {"rules",  "units", "sites",  "findings",     "excerpts", "args",
                                    "steps",  "lines", "levels", "reasons",      "events",   "confirmations",
                                    "traces", "notes", "probes", "observations", "strays",   "frames"};

static const char *const numbers[] = {
    "format",
    "schema",
    "run",
    "elapsed_ms",
    "peak_parent_kib",
    "peak_worker_kib",
    "shard",
    "shards",
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
    "safe",
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
    "trace",
    "event",
    "ts_ns",
    "pid",
    "tid",
    "key",
    "ran",
    "records",
    "calls",
    "faults",
    "others",
    "ambiguous",
    "unknown",
    "bad",
    "missed",
    "skipped",
    "full",
    "not_written",
    "unpaired",
    "dropped",
    "exact",
    "same_line",
    "same_function",
    "tail_call",
    "unresolved",
    "elsewhere",
    "repeated",
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
    static const char *const flags[] = {"known", "complete", "truncated", "inlined", "tail"};
    if (is_among(flags, G_N_ELEMENTS(flags), name))
        return json_object_new_boolean(g_str_equal(value, "true"));
    return json_object_new_string(value);
}

static bool is_list(const xmlNode *node)
{
    return is_among(lists, G_N_ELEMENTS(lists), (const char *)node->name);
}


static struct json_object *json_of_list(const xmlNode *node)
{
    struct json_object *list = json_object_new_array();
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            json_object_array_add(list, json_of_element(child));
    return list;
}

/* Depth is that of report.xsd: seven. */
struct json_object *json_of_element(const xmlNode *node)
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

static void print(FILE *out, struct json_object *object)
{
    size_t length = 0;
    int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
    const char *text = json_object_to_json_string_length(object, flags, &length);
    fwrite(text, 1, length, out);
    json_object_put(object);
}

static void separate(FILE *out, bool *first)
{
    fputs(*first ? "" : ",\n", out);
    *first = false;
}

void json_item(FILE *out, bool *first, struct json_object *item)
{
    separate(out, first);
    print(out, item);
}

void json_member(FILE *out, bool *first, const char *name, struct json_object *value)
{
    separate(out, first);
    fprintf(out, "\"%s\":", name);
    print(out, value);
}

void json_list_begin(FILE *out, bool *first, const char *name)
{
    separate(out, first);
    fprintf(out, "\"%s\":[\n", name);
}

void json_list_end(FILE *out)
{
    fputs("]", out);
}

static void print_list(FILE *out, bool *first, const xmlNode *list)
{
    bool first_item = true;
    json_list_begin(out, first, (const char *)list->name);
    for (const xmlNode *child = list->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            json_item(out, &first_item, json_of_element(child));
    json_list_end(out);
}

/* One item of a list a line, so that two reports can be compared by line. */
bool write_json(const struct report *report, FILE *out, GError **error)
{
    (void)error;
    bool first = true;
    const xmlNode *root = xmlDocGetRootElement(report->doc);
    fputs("{\n", out);
    json_member(out, &first, "format", json_of_attribute("format", tree_get(root, "format")));
    for (const xmlNode *child = root->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        if (is_list(child))
            print_list(out, &first, child);
        else
            json_member(out, &first, (const char *)child->name, json_of_element(child));
    }
    fputs("\n}\n", out);
    return true;
}
