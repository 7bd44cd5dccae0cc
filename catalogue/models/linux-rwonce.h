/* Appended to Linux's asm-generic/rwonce.h: READ_ONCE and WRITE_ONCE as the one volatile access that they are, without the size
 * assertion and the _Generic around it. The statement expression makes a value of it, so that typeof sees no qualifiers. */
#ifndef __ASSEMBLY__

#undef READ_ONCE
#define READ_ONCE(x) ({ *(const volatile __typeof__(x) *)&(x); })

#undef WRITE_ONCE
#define WRITE_ONCE(x, val)                                                                                             \
    do {                                                                                                               \
        *(volatile __typeof__(x) *)&(x) = (val);                                                                       \
    } while (0)

#endif
