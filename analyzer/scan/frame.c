#include "scan/frame.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <zstd.h>

#include "model/words.h"

#define MAGIC 0x4658504Du /* "MPXF" */
#define PACK_LEVEL 1      /* a pipe to the next process is no archive */

static bool send_all(int socket, const void *bytes, size_t n)
{
    for (const uint8_t *at = bytes; n > 0;) {
        ssize_t sent = send(socket, at, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

bool frame_send(int socket, struct frame_header header, const char *reason, const GByteArray *payload)
{
    header.magic = MAGIC;
    header.reason_size = reason ? (uint32_t)MIN(strlen(reason), FRAME_MAX_REASON) : 0;
    header.payload_size = payload ? payload->len : 0;
    return send_all(socket, &header, sizeof(header)) && send_all(socket, reason, header.reason_size) &&
           send_all(socket, payload ? payload->data : NULL, header.payload_size);
}

const struct frame_header *frame_header_of(const GByteArray *inbox)
{
    return (const struct frame_header *)(const void *)inbox->data;
}

enum frame_state frame_check(const GByteArray *inbox, uint32_t unit)
{
    if (inbox->len < sizeof(struct frame_header))
        return FRAME_PARTIAL;
    const struct frame_header *header = frame_header_of(inbox);
    bool is_sound = header->magic == MAGIC && header->unit == unit && header->reason_size <= FRAME_MAX_REASON &&
                    header->payload_size <= FRAME_MAX_PAYLOAD &&
                    (header->status == UNIT_OK || header->status == UNIT_FAILED);
    if (!is_sound)
        return FRAME_BROKEN;
    size_t size = sizeof(*header) + header->reason_size + header->payload_size;
    if (inbox->len < size)
        return FRAME_PARTIAL;
    return inbox->len == size ? FRAME_WHOLE : FRAME_BROKEN;
}

char *frame_reason(const GByteArray *inbox)
{
    const struct frame_header *header = frame_header_of(inbox);
    if (header->reason_size == 0)
        return NULL;
    return g_utf8_make_valid((const char *)inbox->data + sizeof(*header), (gssize)header->reason_size);
}

const uint8_t *frame_payload(const GByteArray *inbox)
{
    return inbox->data + sizeof(struct frame_header) + frame_header_of(inbox)->reason_size;
}

GByteArray *frame_pack(const GByteArray *bytes)
{
    GByteArray *packed = g_byte_array_new();
    g_byte_array_set_size(packed, (guint)ZSTD_compressBound(bytes->len));
    size_t n = ZSTD_compress(packed->data, packed->len, bytes->data, bytes->len, PACK_LEVEL);
    g_assert(!ZSTD_isError(n));
    g_byte_array_set_size(packed, (guint)n);
    return packed;
}

GByteArray *frame_unpack(const uint8_t *bytes, size_t n, size_t limit)
{
    unsigned long long size = ZSTD_getFrameContentSize(bytes, n);
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > limit)
        return NULL;
    GByteArray *unpacked = g_byte_array_new();
    g_byte_array_set_size(unpacked, (guint)size);
    if (ZSTD_decompress(unpacked->data, unpacked->len, bytes, n) == size)
        return unpacked;
    g_byte_array_unref(unpacked);
    return NULL;
}
