/* JSON, read: one object a line, members by name, numbers of 64 bits exact. */
#ifndef TRACE_JSON_FIELDS_H
#define TRACE_JSON_FIELDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct json_object json_object;
struct json_tokener;

struct json_tokener *json_fields_tokener(void);
void json_fields_tokener_free(struct json_tokener *tokener);
/* The object that a line is, or NULL and why it is none (static). Free with json_fields_free. */
struct json_object *json_fields_parse(struct json_tokener *tokener, const char *line, size_t size,
                                      const char **ret_why);
void json_fields_free(struct json_object *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_object, json_fields_free)

/* Each leaves *ret_… as it is and returns false when the member is absent, null, or of another type. Numbers may stand
 * as numbers or as strings, in decimal or with 0x. */
bool json_fields_u64(struct json_object *object, const char *name, uint64_t *ret_value);
bool json_fields_u32(struct json_object *object, const char *name, uint32_t *ret_value);
bool json_fields_bool(struct json_object *object, const char *name, bool *ret_value);
/* Borrowed from the object. */
bool json_fields_text(struct json_object *object, const char *name, const char **ret_text);
/* The same, "" instead of nothing. */
const char *json_fields_text_of(struct json_object *object, const char *name);
/* Of hex digits; at most `max` bytes. NULL when it is none. */
GByteArray *json_fields_bytes(struct json_object *object, const char *name, size_t max);
/* A value by itself. */
bool json_fields_value_u64(struct json_object *value, uint64_t *ret_value);
/* A copy as text of the members whose names are not in the list; NULL when there is none. Ends the list with NULL. */
char *json_fields_others(struct json_object *object, const char *const *known);

#endif
