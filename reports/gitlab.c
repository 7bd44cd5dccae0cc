/* GitLab's code quality report: https://docs.gitlab.com/ee/ci/testing/code_quality.html. It knows no suppressions and
 * no states: only what stands in the code and is not suppressed goes in. */
#include "reports/writers.h"

static const char *severity_of(const char *level)
{
    static const char *const severities[] = {NULL, "info", "minor", "major", "critical", "blocker"};
    int rank = level_parse(level);
    return rank < 0 ? NULL : severities[rank];
}

static struct json_object *location_of(const xmlNode *finding)
{
    struct json_object *location = json_object_new_object(), *lines = json_object_new_object();
    json_object_object_add(location, "path", json_object_new_string(tree_get(finding, "file")));
    json_object_object_add(lines, "begin", json_object_new_int64(MAX(tree_number(finding, "line"), 1)));
    json_object_object_add(location, "lines", lines);
    return location;
}

static struct json_object *issue_of(const xmlNode *finding, const char *severity)
{
    struct json_object *issue = json_object_new_object();
    json_object_object_add(issue, "description", json_object_new_string(tree_text(finding, "message")));
    json_object_object_add(issue, "check_name", json_object_new_string(tree_get(finding, "rule")));
    json_object_object_add(issue, "fingerprint", json_object_new_string(tree_get(finding, "fingerprint")));
    json_object_object_add(issue, "severity", json_object_new_string(severity));
    json_object_object_add(issue, "location", location_of(finding));
    return issue;
}

bool write_gitlab(const struct report *report, FILE *out, GError **error)
{
    (void)error;
    bool first = true;
    fputs("[\n", out);
    for (const xmlNode *at = tree_list(report, "findings", "finding"); at; at = tree_next(at)) {
        const char *severity = severity_of(tree_get(at, "level"));
        if (severity && tree_is_present(at) && !tree_child(at, "suppressed"))
            json_item(out, &first, issue_of(at, severity));
    }
    fputs("\n]\n", out);
    return true;
}
