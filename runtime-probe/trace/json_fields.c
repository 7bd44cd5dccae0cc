#include "trace/json_fields.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 32, OTHERS = 64 << 10 };

struct json_tokener *json_fields_tokener(void)
{
    struct json_tokener *tokener = json_tokener_new_ex(DEPTH);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    return tokener;
}

void json_fields_tokener_free(struct json_tokener *tokener)
{
    json_tokener_free(tokener);
}

struct json_object *json_fields_parse(struct json_tokener *tokener, const char *line, size_t size, const char **ret_why)
{
    json_tokener_reset(tokener);
    struct json_object *object = json_tokener_parse_ex(tokener, line, (int)size);
    enum json_tokener_error fault = json_tokener_get_error(tokener);
    if (fault == json_tokener_success && json_object_is_type(object, json_type_object))
        return object;
    *ret_why = fault == json_tokener_continue  ? "its end is missing"
               : fault == json_tokener_success ? "no JSON object"
                                               : json_tokener_error_desc(fault);
    json_object_put(object);
    return NULL;
}

void json_fields_free(struct json_object *object)
{
    json_object_put(object);
}

static struct json_object *member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    return value;
}

static bool parse_number(const char *text, uint64_t *ret_value)
{
    bool is_negative = *text == '-';
    const char *digits = text + is_negative;
    bool is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    digits += is_hex ? 2 : 0;
    char *end;
    errno = 0;
    if (!(is_hex ? g_ascii_isxdigit(*digits) : g_ascii_isdigit(*digits)))
        return false;
    uint64_t value = strtoull(digits, &end, is_hex ? 16 : 10);
    if (*end || errno || (is_negative && value > (uint64_t)INT64_MAX + 1))
        return false;
    *ret_value = is_negative ? -value : value;
    return true;
}

bool json_fields_value_u64(struct json_object *value, uint64_t *ret_value)
{
    switch (json_object_get_type(value)) {
    case json_type_int: {
        int64_t as_signed = json_object_get_int64(value);
        *ret_value = as_signed < 0 ? (uint64_t)as_signed : json_object_get_uint64(value);
        return true;
    }
    case json_type_string:
        return parse_number(json_object_get_string(value), ret_value);
    default:
        return false;
    }
}

bool json_fields_u64(struct json_object *object, const char *name, uint64_t *ret_value)
{
    return json_fields_value_u64(member(object, name), ret_value);
}

bool json_fields_u32(struct json_object *object, const char *name, uint32_t *ret_value)
{
    uint64_t value;
    if (!json_fields_u64(object, name, &value) || value > UINT32_MAX)
        return false;
    *ret_value = (uint32_t)value;
    return true;
}

bool json_fields_bool(struct json_object *object, const char *name, bool *ret_value)
{
    struct json_object *value = member(object, name);
    if (!json_object_is_type(value, json_type_boolean))
        return false;
    *ret_value = json_object_get_boolean(value);
    return true;
}

bool json_fields_text(struct json_object *object, const char *name, const char **ret_text)
{
    struct json_object *value = member(object, name);
    if (!json_object_is_type(value, json_type_string))
        return false;
    *ret_text = json_object_get_string(value);
    return true;
}

const char *json_fields_text_of(struct json_object *object, const char *name)
{
    const char *text = "";
    json_fields_text(object, name, &text);
    return text;
}

GByteArray *json_fields_bytes(struct json_object *object, const char *name, size_t max)
{
    const char *text;
    if (!json_fields_text(object, name, &text))
        return NULL;
    size_t size = strlen(text);
    if (size % 2 || size / 2 > max || strspn(text, "0123456789abcdefABCDEF") != size)
        return NULL;
    GByteArray *bytes = g_byte_array_sized_new((guint)size / 2);
    for (size_t i = 0; i < size; i += 2) {
        guint8 byte = (guint8)(g_ascii_xdigit_value(text[i]) << 4 | g_ascii_xdigit_value(text[i + 1]));
        g_byte_array_append(bytes, &byte, 1);
    }
    return bytes;
}

char *json_fields_others(struct json_object *object, const char *const *known)
{
    struct json_object *others = json_object_new_object();
    json_object_object_foreach(object, name, value)
    {
        if (!g_strv_contains(known, name))
            json_object_object_add(others, name, json_object_get(value));
    }
    char *text = NULL;
    if (json_object_object_length(others) > 0)
        text =
            g_strdup(json_object_to_json_string_ext(others, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(others);
    if (text && strlen(text) > OTHERS)
        g_clear_pointer(&text, g_free);
    return text;
}
