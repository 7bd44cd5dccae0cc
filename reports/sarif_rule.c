#include "reports/sarif.h"

enum { LONGEST_TEXT = 1000 }; /* GitHub cuts descriptions at 1024 characters */

/* GitHub's bands of security-severity: above 9 critical, 7 high, 4 medium, below low. */
static const struct {
    const char *sarif, *problem, *security;
} level_words[] = {
    {"none", "recommendation", "0.1"}, /* none */
    {"note", "recommendation", "1.0"}, /* note */
    {"warning", "warning", "3.0"},     /* low */
    {"warning", "warning", "5.5"},     /* medium */
    {"error", "error", "8.0"},         /* high */
    {"error", "error", "9.5"},         /* critical */
};

static int rank_of(const char *level)
{
    return MAX(level_parse(level), 0);
}

const char *sarif_level(const char *level)
{
    return level_words[rank_of(level)].sarif;
}

struct json_object *sarif_message(const char *text)
{
    struct json_object *message = json_object_new_object();
    json_object_object_add(message, "text", json_object_new_string(text));
    return message;
}

static struct json_object *description(const char *text)
{
    g_autofree char *cut = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), LONGEST_TEXT));
    return sarif_message(cut);
}

static struct json_object *tags_of(const xmlNode *rule)
{
    struct json_object *tags = json_object_new_array();
    unsigned cwe = tree_number(rule, "cwe");
    json_object_array_add(tags, json_object_new_string("security"));
    if (*tree_get(rule, "family"))
        json_object_array_add(tags, json_object_new_string(tree_get(rule, "family")));
    if (cwe > 0) {
        g_autofree char *tag = g_strdup_printf("external/cwe/cwe-%u", cwe);
        json_object_array_add(tags, json_object_new_string(tag));
    }
    return tags;
}

static struct json_object *properties_of(const xmlNode *rule)
{
    int rank = rank_of(tree_get(rule, "severity"));
    struct json_object *properties = json_object_new_object();
    json_object_object_add(properties, "tags", tags_of(rule));
    json_object_object_add(properties, "precision", json_object_new_string("high"));
    json_object_object_add(properties, "problem.severity", json_object_new_string(level_words[rank].problem));
    json_object_object_add(properties, "security-severity", json_object_new_string(level_words[rank].security));
    return properties;
}

struct json_object *sarif_rule(const xmlNode *rule)
{
    const char *title = tree_text(rule, "title");
    const char *help = *tree_text(rule, "help") ? tree_text(rule, "help") : title;
    struct json_object *object = json_object_new_object(), *both = sarif_message(help);
    struct json_object *configuration = json_object_new_object();
    json_object_object_add(object, "id", json_object_new_string(tree_get(rule, "id")));
    json_object_object_add(object, "shortDescription", description(title));
    json_object_object_add(object, "fullDescription", description(title));
    json_object_object_add(both, "markdown", json_object_new_string(help));
    json_object_object_add(object, "help", both);
    json_object_object_add(configuration, "level", json_object_new_string(sarif_level(tree_get(rule, "severity"))));
    json_object_object_add(object, "defaultConfiguration", configuration);
    json_object_object_add(object, "properties", properties_of(rule));
    return object;
}
