/* An assembler template taken apart, as far as one must to see which instructions it holds: GNU as, AT&T or Intel
 * words. */
#ifndef FACTS_TEMPLATE_H
#define FACTS_TEMPLATE_H

#include <glib.h>
#include <stdbool.h>

/* Either an instruction (mnemonic in lower case, operands as written) or, when mnemonic is NULL, a run of bytes that
 * directives such as .byte put among the instructions. Prefixes (`lock`, `rep`, `bnd`) stand as instructions of their
 * own. */
struct template_part {
    char *mnemonic, *operands;
    GByteArray *bytes;
};

/* struct template_part, in order; what a template puts into sections of data is left out. Owned by the caller. */
GArray *template_parse(const char *text);

#endif
