/* An assembler template of any bytes: parts are instructions or bytes, never both, never neither. */
#include <stdint.h>
#include <string.h>

#include "facts/template.h"

static void check_part(const struct template_part *part)
{
    g_assert((part->mnemonic != NULL) != (part->bytes != NULL));
    if (part->mnemonic) {
        g_assert(part->mnemonic[0] && part->operands);
        for (const char *c = part->mnemonic; *c; c++)
            g_assert(!g_ascii_isupper(*c));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    g_autofree char *text = g_strndup((const char *)bytes, size);
    g_autoptr(GArray) parts = template_parse(text);
    for (unsigned i = 0; i < parts->len; i++)
        check_part(&g_array_index(parts, struct template_part, i));
    return 0;
}
