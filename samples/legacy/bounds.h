/* Bounds of buffers, kept in registers by Intel MPX. */
#ifndef BOUNDS_H
#define BOUNDS_H

#include <stddef.h>

#define GUARDED(p, n) ((char *)__builtin___bnd_set_ptr_bounds((p), (n)))

int guard_begin(void);
int guard_end(void);
char *guard_make(char *buffer, size_t size);
int guard_check(const char *p, size_t n);
char *guard_split(char *buffer, size_t head);

#endif
