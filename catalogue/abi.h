/* The ABI words that the catalogue's numbers and limits may be bound to. Private to the room. */
#ifndef CATALOGUE_ABI_H
#define CATALOGUE_ABI_H

#include <stdbool.h>

/* True for a word that catalogue_abi can answer for a triple of its table. */
bool abi_known(const char *abi);

#endif
