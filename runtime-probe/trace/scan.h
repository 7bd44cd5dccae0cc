/* Small steps through a line of text. Each takes the place where it stands, and moves it only when it succeeds. */
#ifndef TRACE_SCAN_H
#define TRACE_SCAN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

void scan_spaces(const char **at);
/* Exactly this text. */
bool scan_text(const char **at, const char *text);
/* Digits of the base without any prefix; false when there is none, or they do not fit. */
bool scan_digits(const char **at, unsigned base, uint64_t *ret_value);
bool scan_u32(const char **at, uint32_t *ret_value);
/* A number as C writes it: "-1", "0x1f", "017" only when `is_octal`. Negative ones wrap. */
bool scan_number(const char **at, bool is_octal, uint64_t *ret_value);
/* "SECONDS.FRACTION", up to nine digits, in nanoseconds; a plain number counts whatever the clock counts. */
bool scan_time(const char **at, uint64_t *ret_ns);
/* A name of letters, digits and underscores; g_free. NULL when there is none. */
char *scan_name(const char **at);

/* What the registers of a call hold that failed: a small negative number, also where only 32 bits of it are shown. */
int64_t scan_result(uint64_t value);

#endif
