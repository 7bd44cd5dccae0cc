/* What to look for: the catalogue's spellings as words and as shapes. */
#ifndef INPUT_NAMES_H
#define INPUT_NAMES_H

#include "catalogue/catalogue.h"
#include "input/opcodes.h"

/* What is no single identifier, and how to call it in a message. */
struct shape {
    char *label;
    char *expression; /* for vectorscan; NULL for an opcode */
    struct opcode opcode;
};

struct names {
    GPtrArray *words;  /* char *, sorted, each once */
    GPtrArray *shapes; /* struct shape * */
    GPtrArray *flags;  /* char *, as in the catalogue */
};

/* Of all interfaces but those of the families in `without` (NULL: all). */
struct names *names_of(const struct catalogue *catalogue, const char *const *without);
void names_free(struct names *names);

#endif
