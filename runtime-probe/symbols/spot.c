#include "symbols/spot.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "symbols/units.h"

enum { MOST_INLINED = 64 };

void spot_free(void *data)
{
    struct spot *spot = data;
    free(spot->frame);
    g_free((void *)(uintptr_t)spot->places);
    g_free(spot);
}

/* The scopes around an address from the innermost outward, as they lie in the code (not as they were written, which is
 * what dwarf_getscopes gives behind an inlined function). free() them. */
static int scopes_at(struct object *object, uint64_t address, Dwarf_Die **ret_scopes, Dwarf_Die *ret_unit)
{
    Dwarf_Addr bias;
    Dwarf_Die *written = NULL;
    if (!units_find(object, address, ret_unit, &bias) || dwarf_getscopes(ret_unit, address - bias, &written) <= 0)
        return 0;
    int n = dwarf_getscopes_die(&written[0], ret_scopes);
    free(written);
    return n;
}

bool spot_subprogram(struct object *object, uint64_t address, Dwarf_Die *ret_die)
{
    Dwarf_Die *scopes = NULL, unit;
    int n = scopes_at(object, address, &scopes, &unit);
    bool found = false;
    for (int i = 0; i < n && !found; i++)
        if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram) {
            *ret_die = scopes[i];
            found = true;
        }
    free(scopes);
    return found;
}

static const char *keep(struct object *object, const char *text)
{
    return g_string_chunk_insert_const(object->texts, text ? text : "");
}

/* libdw leaves the name of a file relative where DWARF 5 has its folder so: to that of the compilation. */
static const char *keep_path(struct object *object, Dwarf_Die *unit, const char *name)
{
    Dwarf_Attribute attribute;
    const char *folder = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
    if (!name || name[0] == '/' || !folder || folder[0] != '/')
        return keep(object, name);
    g_autofree char *path = g_canonicalize_filename(name, folder);
    return keep(object, path);
}

static uint32_t number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value;
    return dwarf_formudata(dwarf_attr(die, name, &attribute), &value) == 0 ? (uint32_t)MIN(value, UINT32_MAX) : 0;
}

/* Where an inlined function was called. */
static void place_call(struct object *object, Dwarf_Die *unit, Dwarf_Die *inlined, struct frame_place *place)
{
    Dwarf_Files *files;
    size_t n;
    Dwarf_Attribute attribute;
    Dwarf_Word index;
    if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &index) != 0 ||
        dwarf_getsrcfiles(unit, &files, &n) != 0 || index >= n)
        return;
    place->file = keep_path(object, unit, dwarf_filesrc(files, index, NULL, NULL));
    place->line = number_of(inlined, DW_AT_call_line);
    place->col = number_of(inlined, DW_AT_call_column);
}

/* The line of the machine code, which is that of the innermost inlined function. */
static void place_code(struct object *object, uint64_t address, struct frame_place *place)
{
    int line = 0, col = 0;
    Dwarf_Addr bias;
    Dwarf_Die unit;
    Dwarf_Line *found = units_find(object, address, &unit, &bias) ? dwarf_getsrc_die(&unit, address - bias) : NULL;
    const char *file = found ? dwarf_linesrc(found, NULL, NULL) : NULL;
    if (!file || dwarf_lineno(found, &line) != 0 || line <= 0)
        return;
    place->file = keep_path(object, &unit, file);
    place->line = (uint32_t)line;
    place->col = dwarf_linecol(found, &col) == 0 ? (uint32_t)MAX(col, 0) : 0;
}

/* Of a function's names the one with the fewest underscores in front: __mprotect is mprotect. */
static const char *symbol_at(struct object *object, uint64_t address)
{
    GElf_Off behind;
    GElf_Sym symbol;
    const char *name = dwfl_module_addrinfo(object->module, address, &behind, &symbol, NULL, NULL, NULL);
    for (const char *plain = name; plain && *plain == '_';) {
        uint64_t start;
        if (object_symbol(object, ++plain, &start) && start == address - behind)
            name = plain;
    }
    return keep(object, name);
}

/* The symbol's name where there is no other, or where it is the other without underscores. */
static const char *plain_name(const char *written, const char *symbol)
{
    bool is_same = g_str_has_suffix(written, symbol) && strspn(written, "_") == strlen(written) - strlen(symbol);
    return !*written || (*symbol && is_same) ? symbol : written;
}

static struct frame_place blank(struct object *object, uint64_t address)
{
    struct frame_place place = {
        .object = keep(object, object->path), .build_id = object->build_id, .function = "", .file = ""};
    if (!object_offset(object, address, &place.offset))
        place.offset = address;
    return place;
}

/* One place for each inlined function and one for the function that holds them. */
static void add_scopes(struct object *object, uint64_t address, GArray *places)
{
    Dwarf_Die *scopes = NULL, unit;
    int n = scopes_at(object, address, &scopes, &unit);
    struct frame_place place = blank(object, address);
    place_code(object, address, &place);
    for (int i = 0; i < n && places->len < MOST_INLINED; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
            continue;
        place.function = keep(object, dwarf_diename(&scopes[i]));
        place.is_inlined = tag == DW_TAG_inlined_subroutine;
        g_array_append_val(places, place);
        if (!place.is_inlined)
            break;
        place = blank(object, address);
        place_call(object, &unit, &scopes[i], &place);
    }
    if (places->len == 0)
        g_array_append_val(places, place);
    free(scopes);
}

static void *rules_at(struct object *object, uint64_t address)
{
    Dwarf_Frame *frame = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(object->cfi) && !frame; i++)
        if (object->cfi[i] && dwarf_cfi_addrframe(object->cfi[i], address - object->cfi_bias[i], &frame) != 0)
            frame = NULL;
    return frame;
}

struct spot *spot_new(struct object *object, uint64_t address)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(struct frame_place));
    add_scopes(object, address, places);
    struct frame_place *last = &g_array_index(places, struct frame_place, places->len - 1);
    if (!*last->function || *last->function == '_')
        last->function = plain_name(last->function, symbol_at(object, address));
    if (!*g_array_index(places, struct frame_place, 0).file)
        g_array_index(places, struct frame_place, 0).unresolved =
            object->no_lines ? object->no_lines : "its debug information has no line for this address";
    struct spot *spot = g_new0(struct spot, 1);
    spot->address = address;
    spot->frame = rules_at(object, address);
    spot->n_places = places->len;
    spot->places = (struct frame_place *)(void *)g_array_free(places, FALSE);
    return spot;
}
