/* What the two files of one driver tell each other. */
#ifndef DEVICE_H
#define DEVICE_H

#include "kernel.h"

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))

struct answer {
    u32 kind, count;
    u32 values[16];
};

struct device_state {
    struct answer *answer, *copy;
    u64 handle;
};

/* device.c */
struct answer *device_answer(struct device_state *state);
struct answer *device_copy(struct device_state *state);
/* answers.c */
u32 answer_first(const struct answer *answer);
u32 answer_once(const struct answer *answer);

#endif
