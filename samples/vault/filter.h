/* A tiny filter, translated to machine code when the vault starts. */
#ifndef FILTER_H
#define FILTER_H

#include <stddef.h>

typedef int (*filter)(int byte);

/* Code that returns its argument xor `mask`, or NULL. */
filter filter_new(unsigned char mask);
/* The same, fit to be changed while it runs. */
filter filter_new_live(unsigned char mask);
/* A page for code that others bring along, or NULL. */
void *filter_arena(void);
void filter_free(filter code);

#endif
