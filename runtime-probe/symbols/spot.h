/* Private to symbols/: the source lines of one address, by debug information, else the function by the symbol table. */
#ifndef SYMBOLS_SPOT_H
#define SYMBOLS_SPOT_H

#include "symbols/object.h"

struct spot *spot_new(struct object *object, uint64_t address);
void spot_free(void *spot);

/* The function (DW_TAG_subprogram) around an address, inlined ones looked through; false without debug information. */
bool spot_subprogram(struct object *object, uint64_t address, Dwarf_Die *ret_die);

#endif
