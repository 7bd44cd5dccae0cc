/* SARIF 2.1.0, one run for the whole tree. Fixed findings are left out: GitHub and GitLab do not look at baselineState
 * and would show them as open. */
#include "reports/sarif.h"

#include "reports/legal.h"
#include "reports/writers.h"

enum { MOST_RESULTS = 25000 }; /* GitHub refuses a run with more */

/* Every finding's rule is among the rules: the tree sees to that. */
static struct json_object *rules_of(const struct report *report, GHashTable *index)
{
    struct json_object *rules = json_object_new_array();
    for (const xmlNode *at = tree_list(report, "rules", "rule"); at; at = tree_next(at)) {
        g_hash_table_insert(index, (char *)tree_get(at, "id"), GINT_TO_POINTER((int)json_object_array_length(rules)));
        json_object_array_add(rules, sarif_rule(at));
    }
    return rules;
}

static struct json_object *tool_of(const struct report *report, const xmlNode *provenance, GHashTable *index)
{
    struct json_object *tool = json_object_new_object(), *driver = json_object_new_object();
    json_object_object_add(driver, "name", json_object_new_string(tree_get(provenance, "tool")));
    json_object_object_add(driver, "version", json_object_new_string(tree_get(provenance, "version")));
    json_object_object_add(driver, "rules", rules_of(report, index));
    json_object_object_add(tool, "driver", driver);
    return tool;
}

static unsigned count_present(const struct report *report)
{
    unsigned count = 0;
    for (const xmlNode *at = tree_list(report, "findings", "finding"); at; at = tree_next(at))
        count += tree_is_present(at);
    return count;
}

/* The tree is gravest first, so that the cap cuts the mildest. */
static void print_results(FILE *out, bool *first, const struct report *report, GHashTable *index)
{
    bool first_result = true;
    unsigned count = 0;
    json_list_begin(out, first, "results");
    for (const xmlNode *at = tree_list(report, "findings", "finding"); at; at = tree_next(at)) {
        if (!tree_is_present(at) || ++count > MOST_RESULTS)
            continue;
        int rule = GPOINTER_TO_INT(g_hash_table_lookup(index, tree_get(at, "rule")));
        json_item(out, &first_result, sarif_result(at, rule));
    }
    json_list_end(out);
}

static struct json_object *notification(const char *level, const char *text)
{
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "level", json_object_new_string(level));
    json_object_object_add(object, "message", sarif_message(text));
    return object;
}

static struct json_object *unit_notification(const xmlNode *unit)
{
    const char *status = tree_get(unit, "status"), *reason = tree_get(unit, "reason");
    bool lost = !g_str_equal(status, "degraded") && !g_str_equal(status, "skipped");
    g_autofree char *text = g_strdup_printf("%s: %s%s%s", tree_get(unit, "file"), status, *reason ? ": " : "", reason);
    struct json_object *object = notification(lost ? "error" : "note", text);
    struct json_object *location = json_object_new_object(), *locations = json_object_new_array();
    json_object_object_add(location, "physicalLocation", sarif_physical_location(unit));
    json_object_array_add(locations, location);
    json_object_object_add(object, "locations", locations);
    return object;
}

static struct json_object *notifications_of(const struct report *report)
{
    struct json_object *list = json_object_new_array();
    unsigned present = count_present(report);
    if (present > MOST_RESULTS) {
        g_autofree char *text =
            g_strdup_printf("%u findings of the lowest levels are left out: a run holds at most %d. "
                            "The XML, JSON and HTML reports have them all.",
                            present - MOST_RESULTS, MOST_RESULTS);
        json_object_array_add(list, notification("warning", text));
    }
    const char *missing = tree_get(tree_child(xmlDocGetRootElement(report->doc), "provenance"), "missing_shards");
    if (*missing) {
        g_autofree char *text = g_strdup_printf("shards that are missing: %s; what stands in them is unknown", missing);
        json_object_array_add(list, notification("error", text));
    }
    for (const xmlNode *at = tree_list(report, "units", "unit"); at; at = tree_next(at))
        if (!g_str_equal(tree_get(at, "status"), "ok"))
            json_object_array_add(list, unit_notification(at));
    return list;
}

/* As the exit status has it: a shard may have no unit. */
static bool is_whole(const struct report *report, const xmlNode *provenance)
{
    const xmlNode *totals = tree_child(xmlDocGetRootElement(report->doc), "totals");
    bool has_units = tree_number(totals, "units") > 0 || tree_number(provenance, "shard") > 0;
    return has_units && tree_number(totals, "units_failed") == 0 && !*tree_get(provenance, "missing_shards");
}

static struct json_object *invocations_of(const struct report *report, const xmlNode *provenance)
{
    bool whole = is_whole(report, provenance);
    struct json_object *invocation = json_object_new_object(), *invocations = json_object_new_array();
    json_object_object_add(invocation, "commandLine", json_object_new_string(tree_get(provenance, "command")));
    json_object_object_add(invocation, "startTimeUtc", json_object_new_string(tree_get(provenance, "started")));
    json_object_object_add(invocation, "executionSuccessful", json_object_new_boolean(whole));
    json_object_object_add(invocation, "toolExecutionNotifications", notifications_of(report));
    json_object_array_add(invocations, invocation);
    return invocations;
}

static struct json_object *base_ids_of(const xmlNode *provenance)
{
    struct json_object *bases = json_object_new_object(), *root = json_object_new_object();
    g_autofree char *uri = legal_uri(tree_get(provenance, "root"));
    g_autofree char *folder = g_strconcat(uri, g_str_has_suffix(uri, "/") ? "" : "/", NULL);
    json_object_object_add(root, "uri", json_object_new_string(folder));
    json_object_object_add(bases, "SRCROOT", root);
    return bases;
}

/* automationDetails.id is "category/run-id" to GitHub. */
static struct json_object *automation_of(const xmlNode *provenance)
{
    struct json_object *details = json_object_new_object();
    g_autofree char *id = g_strdup_printf("mpx-audit/run-%s", tree_get(provenance, "run"));
    json_object_object_add(details, "id", json_object_new_string(id));
    return details;
}

bool write_sarif(const struct report *report, FILE *out, GError **error)
{
    (void)error;
    const xmlNode *provenance = tree_child(xmlDocGetRootElement(report->doc), "provenance");
    g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
    bool first = true;
    fputs("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\n\"version\":\"2.1.0\",\n\"runs\":[{\n",
          out);
    json_member(out, &first, "tool", tool_of(report, provenance, index));
    json_member(out, &first, "invocations", invocations_of(report, provenance));
    json_member(out, &first, "automationDetails", automation_of(provenance));
    json_member(out, &first, "originalUriBaseIds", base_ids_of(provenance));
    json_member(out, &first, "columnKind", json_object_new_string("utf16CodeUnits"));
    print_results(out, &first, report, index);
    fputs("\n}]}\n", out);
    return true;
}
