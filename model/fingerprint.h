/* Identities that survive moved lines. */
#ifndef MODEL_FINGERPRINT_H
#define MODEL_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

/* 32 hex digits: SHA-256 of the NUL-separated parts, cut to 128 bits. The list of parts ends with NULL.
 * Owned by the caller (g_free). */
char *fingerprint_of(const char *first, ...) __attribute__((sentinel));

/* The fingerprint of one among several with the same identity: `ordinal` counts those before it. Owned by the caller
 * (g_free). */
char *fingerprint_numbered(const char *identity, uint32_t ordinal);

/* GitHub's primaryLocationLineHash of every line of a text (codeql-action, src/fingerprints.ts, MIT): "HEX:N" strings in
 * a NULL-terminated array, line 1 first. Hashing is over UTF-16 code units without blanks and tabs, window 100, base 37.
 * Owned by the caller (g_strfreev). */
char **fingerprint_lines(const char *text, size_t length);

#endif
