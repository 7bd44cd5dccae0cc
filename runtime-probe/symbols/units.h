/* Private to symbols/: which unit of the debug information an address belongs to. gcc writes a table of that
 * (.debug_aranges), clang does not; libdwfl knows of no other way. */
#ifndef SYMBOLS_UNITS_H
#define SYMBOLS_UNITS_H

#include "symbols/object.h"

/* *ret_bias is what the module's addresses have more than those of the debug information. */
bool units_find(struct object *object, uint64_t address, Dwarf_Die *ret_unit, Dwarf_Addr *ret_bias);

#endif
