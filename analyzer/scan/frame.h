/* What travels between the scanning process and its workers. The parent believes nothing of it: every field is checked.
 */
#ifndef SCAN_FRAME_H
#define SCAN_FRAME_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define FRAME_MAX_REASON 1024u
#define FRAME_MAX_PAYLOAD (256u << 20)

/* A worker's answer; reason and payload follow it. Both ends are the same program: host byte order. */
struct frame_header {
    uint32_t magic;
    uint32_t unit;
    uint32_t status; /* enum unit_status */
    uint32_t cpu_ms;
    uint32_t peak_kib;
    uint32_t reason_size;
    uint32_t payload_size;
};

/* Blocks until all is written; false when the other end is gone. */
bool frame_send(int socket, struct frame_header header, const char *reason, const GByteArray *payload);

enum frame_state { FRAME_PARTIAL, FRAME_WHOLE, FRAME_BROKEN };
/* Judges the bytes that have come in so far from a worker that was asked for `unit`. */
enum frame_state frame_check(const GByteArray *inbox, uint32_t unit);
/* The parts of a whole frame, borrowed from the inbox; the reason is a copy (g_free), valid UTF-8, NULL when empty. */
const struct frame_header *frame_header_of(const GByteArray *inbox);
char *frame_reason(const GByteArray *inbox);
const uint8_t *frame_payload(const GByteArray *inbox);

/* zstd, one frame. frame_unpack takes hostile bytes, makes at most `limit` of them, and gives NULL for what is broken
 * or larger. */
GByteArray *frame_pack(const GByteArray *bytes);
GByteArray *frame_unpack(const uint8_t *bytes, size_t n, size_t limit);

#endif
