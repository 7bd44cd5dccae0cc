#include "reports/legal.h"
#include "reports/sarif.h"
#include "reports/writers.h"

/* GitHub's limits for one result. */
enum { MOST_STEPS = 10000, MOST_RELATED = 1000 };

static struct json_object *region_of(const xmlNode *place)
{
    struct json_object *region = json_object_new_object();
    unsigned col = tree_number(place, "col");
    json_object_object_add(region, "startLine", json_object_new_int64(MAX(tree_number(place, "line"), 1)));
    if (col > 0)
        json_object_object_add(region, "startColumn", json_object_new_int64(col));
    return region;
}

struct json_object *sarif_physical_location(const xmlNode *place)
{
    const char *file = tree_get(place, "file");
    g_autofree char *uri = legal_uri(file);
    struct json_object *location = json_object_new_object(), *artifact = json_object_new_object();
    json_object_object_add(artifact, "uri", json_object_new_string(uri));
    if (file[0] != '/')
        json_object_object_add(artifact, "uriBaseId", json_object_new_string("SRCROOT"));
    json_object_object_add(location, "artifactLocation", artifact);
    if (tree_has(place, "line"))
        json_object_object_add(location, "region", region_of(place));
    return location;
}

/* "](" would begin an embedded link (§3.11.6): an expression such as table[i](x) is none. */
static struct json_object *plain_message(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "](", -1);
    g_autofree char *plain = g_strjoinv("] (", parts);
    return sarif_message(plain);
}

static struct json_object *message_of(const xmlNode *finding)
{
    g_autoptr(GString) text = g_string_new(tree_text(finding, "message"));
    const char *gain = tree_text(finding, "gain"), *repair = tree_text(finding, "repair");
    if (text->len == 0)
        g_string_append(text, tree_get(finding, "rule"));
    if (*gain)
        g_string_append_printf(text, "\n\nGain: %s", gain);
    if (*repair)
        g_string_append_printf(text, "\n\nRepair: %s", repair);
    return plain_message(text->str);
}

static struct json_object *location_of(const xmlNode *place)
{
    struct json_object *location = json_object_new_object();
    json_object_object_add(location, "physicalLocation", sarif_physical_location(place));
    return location;
}

static struct json_object *main_location(const xmlNode *finding)
{
    struct json_object *location = location_of(finding);
    const char *function = tree_get(finding, "function");
    if (!*function)
        return location;
    struct json_object *logical = json_object_new_object(), *list = json_object_new_array();
    json_object_object_add(logical, "name", json_object_new_string(function));
    json_object_object_add(logical, "kind", json_object_new_string("function"));
    json_object_array_add(list, logical);
    json_object_object_add(location, "logicalLocations", list);
    return location;
}

static struct json_object *step_location(const xmlNode *step)
{
    struct json_object *location = location_of(step);
    g_autofree char *text = g_strdup_printf("%s: %s", tree_get(step, "role"), tree_text(step, "why"));
    json_object_object_add(location, "message", plain_message(text));
    return location;
}

static struct json_object *array_of(struct json_object *only)
{
    struct json_object *array = json_object_new_array();
    json_object_array_add(array, only);
    return array;
}

static struct json_object *thread_flow_location(const xmlNode *step)
{
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "location", step_location(step));
    json_object_object_add(object, "kinds", array_of(json_object_new_string(tree_get(step, "role"))));
    return object;
}

/* The steps twice: as a flow for viewers that show paths, as related locations for those that do not. */
static void add_steps(struct json_object *result, const xmlNode *finding)
{
    const xmlNode *step = tree_child(tree_child(finding, "steps"), "step");
    if (!step)
        return;
    struct json_object *flow = json_object_new_array(), *related = json_object_new_array();
    for (int number = 1; step && number <= MOST_STEPS; step = tree_next(step), number++) {
        json_object_array_add(flow, thread_flow_location(step));
        if (number > MOST_RELATED)
            continue;
        struct json_object *location = step_location(step);
        json_object_object_add(location, "id", json_object_new_int(number));
        json_object_array_add(related, location);
    }
    struct json_object *thread = json_object_new_object(), *code = json_object_new_object();
    json_object_object_add(thread, "locations", flow);
    json_object_object_add(code, "threadFlows", array_of(thread));
    json_object_object_add(result, "codeFlows", array_of(code));
    json_object_object_add(result, "relatedLocations", related);
}

static void add_fingerprints(struct json_object *result, const xmlNode *finding)
{
    struct json_object *own = json_object_new_object(), *partial = json_object_new_object();
    json_object_object_add(own, "mpxAudit/v1", json_object_new_string(tree_get(finding, "fingerprint")));
    if (tree_has(finding, "line_hash"))
        json_object_object_add(partial, "primaryLocationLineHash",
                               json_object_new_string(tree_get(finding, "line_hash")));
    json_object_object_add(partial, "mpxAuditMoved/v1", json_object_new_string(tree_get(finding, "fingerprint_moved")));
    json_object_object_add(result, "fingerprints", own);
    json_object_object_add(result, "partialFingerprints", partial);
}

/* §3.27.23: an empty array says that it is known not to be suppressed. */
static struct json_object *suppressions_of(const xmlNode *finding)
{
    const xmlNode *suppressed = tree_child(finding, "suppressed");
    if (!suppressed)
        return json_object_new_array();
    struct json_object *suppression = json_object_new_object();
    json_object_object_add(suppression, "kind", json_object_new_string("inSource"));
    json_object_object_add(suppression, "status", json_object_new_string("accepted"));
    json_object_object_add(suppression, "justification", json_object_new_string(tree_content(suppressed)));
    return array_of(suppression);
}

/* §3.27.24 has no "reopened"; fixed ones do not come here. */
static const char *baseline_state(const xmlNode *finding)
{
    return g_str_equal(tree_get(finding, "state"), state_name(STATE_UNCHANGED)) ? "unchanged" : "new";
}

static struct json_object *properties_of(const xmlNode *finding)
{
    static const char *const names[] = {"level", "severity", "confidence", "verdict", "reason", "state"};
    struct json_object *properties = json_object_new_object();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (tree_has(finding, names[i]))
            json_object_object_add(properties, names[i], json_object_new_string(tree_get(finding, names[i])));
    json_object_object_add(properties, "confirmed", json_object_new_int64(tree_number(finding, "confirmed")));
    json_object_object_add(properties, "hits", json_object_new_int64(tree_number(finding, "hits")));
    if (tree_child(finding, "confirmations"))
        json_object_object_add(properties, "confirmations", json_of_element(tree_child(finding, "confirmations")));
    return properties;
}

/* §3.27.9, §3.27.10: only a failure has a level; a pair that was proven safe is a pass. */
struct json_object *sarif_result(const xmlNode *finding, int rule_index)
{
    const char *level = sarif_level(tree_get(finding, "level"));
    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "ruleId", json_object_new_string(tree_get(finding, "rule")));
    json_object_object_add(result, "ruleIndex", json_object_new_int(rule_index));
    json_object_object_add(result, "kind", json_object_new_string(g_str_equal(level, "none") ? "pass" : "fail"));
    json_object_object_add(result, "level", json_object_new_string(level));
    json_object_object_add(result, "message", message_of(finding));
    json_object_object_add(result, "locations", array_of(main_location(finding)));
    add_steps(result, finding);
    add_fingerprints(result, finding);
    json_object_object_add(result, "suppressions", suppressions_of(finding));
    json_object_object_add(result, "baselineState", json_object_new_string(baseline_state(finding)));
    json_object_object_add(result, "properties", properties_of(finding));
    return result;
}
