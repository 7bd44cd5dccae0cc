/* Private to symbols/: one mapped file, opened once for all processes that map it. Addresses are those of its program
 * headers; what is known of one is kept with it, so that the second event from there costs a look-up.
 *
 * The file is anybody's. libdw reads it; what libdw would open besides (separate debug files, split and supplementary
 * DWARF) is opened here, or the debug information is not used. Nothing is ever asked for over the network. */
#ifndef SYMBOLS_OBJECT_H
#define SYMBOLS_OBJECT_H

#include <elfutils/libdwfl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "symbols/symbols.h"

/* What stands at an address. */
struct spot {
    uint64_t address;
    const struct frame_place *places; /* innermost inlined function first; at least one */
    uint32_t n_places;
    Dwarf_Frame *frame; /* how to unwind from here, or NULL */
};

struct object {
    char *path;
    char *build_id;         /* hex; NULL: the trace tells none, or the file has none */
    uint64_t serial;        /* never given twice */
    const char *unresolved; /* why nothing is known of it, or NULL; static */
    const char *no_lines;   /* why it has no lines, or NULL; static */
    bool is_64;
    Dwfl *dwfl;
    Dwfl_Module *module;
    Dwarf_CFI *cfi[2]; /* .eh_frame, .debug_frame */
    Dwarf_Addr cfi_bias[2];
    GArray *units;       /* of units.c; made when first needed */
    GHashTable *tails;   /* of tail.c */
    GHashTable *spots;   /* address → struct spot * */
    GHashTable *symbols; /* name → address; made when first asked for */
    GStringChunk *texts;
    char *key; /* of objects.c */
    GList link;
};

/* `build_id` in hex is what the file must have, NULL: not known. Never NULL; see `unresolved`. */
struct object *object_open_elf(const char *path, const char *build_id, uint64_t serial,
                               const struct symbols_options *options);
void object_free(struct object *object);

/* An offset in the file as an address; false when no segment has it. */
bool object_address(const struct object *object, uint64_t offset, uint64_t *ret_address);
bool object_offset(const struct object *object, uint64_t address, uint64_t *ret_offset);
/* Never NULL, lives as long as the object and until object_trim. */
const struct spot *object_spot(struct object *object, uint64_t address);
/* Where a function of this name starts; false when there is none. */
bool object_symbol(struct object *object, const char *name, uint64_t *ret_address);
/* Forgets what is kept of addresses when it has become much. */
void object_trim(struct object *object);

#endif
