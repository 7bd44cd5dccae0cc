/* JSON, written. */
#ifndef TRACE_JSON_TEXT_H
#define TRACE_JSON_TEXT_H

#include <glib.h>
#include <stdint.h>

/* A string with its quotes; bytes that are no UTF-8 become U+FFFD. NULL is "". */
void json_text_string(GString *into, const char *text);
/* Bytes as a string of hex digits. */
void json_text_bytes(GString *into, const uint8_t *bytes, size_t size);

#endif
