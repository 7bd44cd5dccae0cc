/* Mappings, a stack and another tool's frames, none of which make sense: every chain ends, each of its places has a
 * file with a line or a reason why not, and equal keys mean equal chains. */
#include <stdint.h>
#include <string.h>

#include "symbols/symbols.h"

enum { MOST_TEXT = 1 << 14 };

static void check(const struct call_chain *chain)
{
    g_assert(chain->n_places <= 64 * 128 + 128);
    for (uint32_t i = 0; i < chain->n_places; i++) {
        const struct frame_place *place = &chain->places[i];
        g_assert(place->object && place->function && place->file);
        g_assert((*place->file != '\0') == (place->line > 0) || place->line == 0);
    }
}

/* The first line of the text as a frame of strace, and as one that ends somewhere. */
static void by_names(struct symbols *symbols, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", 8);
    struct event event = {.frames = (const char *const *)lines, .n_frames = g_strv_length(lines)};
    check(symbols_chain(symbols, &event));
}

static void by_registers(struct symbols *symbols, const uint8_t *data, size_t size)
{
    struct event event = {.pid = 1, .has_registers = true, .stack = data, .stack_size = (uint32_t)MIN(size, 512)};
    memcpy(&event.registers, data, MIN(size, sizeof event.registers));
    event.abi = size % 2 ? EVENT_I386 : EVENT_X86_64;
    check(symbols_chain(symbols, &event));
    size_t n = symbols_chain(symbols, &event)->n_key;
    g_assert(symbols_chain(symbols, &event)->n_key == n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct symbols_options options = {0};
    if (size > MOST_TEXT)
        return 0;
    struct symbols *symbols = symbols_new(&options);
    g_autofree char *text = g_strndup((const char *)data, size);
    symbols_maps(symbols, &(struct process_maps){.pid = 1, .text = (const char *)data, .size = (uint32_t)size});
    symbols_maps(symbols, &(struct process_maps){.pid = 1, .adds = true, .text = text, .size = (uint32_t)strlen(text)});
    by_names(symbols, text);
    by_registers(symbols, data, size);
    symbols_free(symbols);
    return 0;
}
