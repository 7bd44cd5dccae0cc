/* Private to symbols/: frames as strace -k and others print them. */
#ifndef SYMBOLS_NAMED_H
#define SYMBOLS_NAMED_H

#include <stdbool.h>
#include <stdint.h>

struct named {
    char *path, *function; /* g_free; function NULL: not told */
    uint64_t add;          /* behind the function's start */
    bool has_offset;
    uint64_t offset; /* in the file */
};

/* "PATH(FUNCTION+0xADD) [0xOFFSET]": either of the two may be missing. False when there is no path. */
bool named_parse(const char *text, struct named *ret_named);
void named_clear(struct named *named);

#endif
