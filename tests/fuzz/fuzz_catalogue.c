/* Overlays: whatever the bytes are, a catalogue that loads answers its lookups, and a fault has a place. */
#include <string.h>

#include "catalogue/overlay.h"
#include "catalogue/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void look_up(const struct catalogue *catalogue)
{
    const GPtrArray *interfaces = catalogue_interfaces(catalogue);
    for (unsigned i = 0; i < interfaces->len; i++) {
        const struct interface *interface = g_ptr_array_index(interfaces, i);
        g_assert(catalogue_interface(catalogue, interface->name) == interface);
        for (unsigned j = 0; j < interface->spellings->len; j++) {
            const struct catalogue_spelling *spelling =
                &g_array_index(interface->spellings, struct catalogue_spelling, j);
            if (spelling->name)
                g_assert(catalogue_by_name(catalogue, spelling->kind, spelling->name)->len > 0);
            for (unsigned k = 0; k < interface->args->len; k++)
                g_assert(spelling->arguments[k] >= -1 &&
                         (spelling->arity < 0 || spelling->arguments[k] < spelling->arity));
        }
        for (unsigned j = 0; j < interface->args->len; j++) {
            const struct catalogue_argument *argument = g_ptr_array_index(interface->args, j);
            g_assert(argument->length_of < (int)interface->args->len);
            g_assert(argument_tags_text(argument->tags));
            catalogue_value_find(argument, interface->name, &(int64_t){1});
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct catalogue_overlay overlay = {"fuzz.xml", bytes, size};
    g_autoptr(GError) error = NULL;
    struct catalogue *catalogue = catalogue_load_bytes(&overlay, 1, &error);
    if (catalogue)
        look_up(catalogue);
    else
        g_assert(g_str_has_prefix(error->message, "fuzz.xml:"));
    catalogue_free(catalogue);
    return 0;
}
