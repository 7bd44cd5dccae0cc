/* What a worker that has been taken over may send: judged byte by byte as it comes in, and unpacked when it is whole.
 */
#include <stdint.h>
#include <string.h>

#include "scan/frame.h"
#include "scan/judgement.h"
#include "scan/lower.h"

#define UNIT 7

static void check_whole(const GByteArray *inbox)
{
    const struct frame_header *header = frame_header_of(inbox);
    g_autofree char *reason = frame_reason(inbox);
    g_assert(!reason || g_utf8_validate(reason, -1, NULL));
    const uint8_t *payload = frame_payload(inbox);
    g_assert(payload + header->payload_size == inbox->data + inbox->len);
    g_autofree char *fault = NULL;
    struct ir_unit *unit = lower_unpack(payload, header->payload_size, &fault);
    g_assert((unit != NULL) != (fault != NULL));
    if (unit)
        ir_unit_free(unit);
}

/* A header that fits the bytes, so that not only headers are tried: the first byte chooses. */
static GByteArray *inbox_of(const uint8_t *bytes, size_t size)
{
    GByteArray *inbox = g_byte_array_new();
    if (size > 0 && bytes[0] % 2 == 0) {
        struct frame_header header = {.magic = 0x4658504D, .unit = UNIT, .payload_size = (uint32_t)size - 1};
        g_byte_array_append(inbox, (const uint8_t *)&header, sizeof(header));
    }
    if (size > 0)
        g_byte_array_append(inbox, bytes + 1, (guint)size - 1);
    return inbox;
}

/* What findings are kept and shown by. */
static void check_finding(const struct finding *finding, void *context)
{
    (void)context;
    g_assert(finding->rule && finding->message && finding->gain && finding->repair && finding->file);
    for (uint32_t i = 0; i < finding->n_steps; i++)
        g_assert(step_role_name(finding->steps[i].role) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    g_autoptr(GByteArray) inbox = inbox_of(bytes, size);
    g_autoptr(GByteArray) part = g_byte_array_new();
    for (guint n = 0; n < MIN(inbox->len, 40); n++) {
        (void)frame_check(part, UNIT);
        g_byte_array_append(part, inbox->data + n, 1);
    }
    if (frame_check(inbox, UNIT) == FRAME_WHOLE)
        check_whole(inbox);
    g_autoptr(GByteArray) unpacked = frame_unpack(bytes, size, 1 << 20);
    g_assert(!unpacked || unpacked->len <= 1 << 20);
    judgement_each(bytes, size, check_finding, NULL);
    return 0;
}
