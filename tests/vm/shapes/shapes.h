/* What the files of this program share. */
#ifndef SHAPES_H
#define SHAPES_H

#include <stddef.h>

/* No constant, so that neither compiler nor scan knows a length: which line made a call shall only be known by how it
 * came there, and to those who look at the length. */
extern volatile long page;
extern volatile int keep; /* work behind a call, so that it is no jump */

#define PAGES(n) ((size_t)(n) * (size_t)page)

/* guard.c, in a shared library of its own. */
int guard(char *at, int key);
int guard_and_jump(char *at, int key);

/* bare.c, always without debug information. */
int bare(char *at, size_t size);
int bare_jump(char *at, size_t size);

#endif
