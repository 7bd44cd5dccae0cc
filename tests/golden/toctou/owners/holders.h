/* A member that only an accessor of this header says; and processes that another file begins. */
#ifndef HOLDERS_H
#define HOLDERS_H

#include "user.h"

struct crate {
    u32 len;
    u8 data[60];
    char label[32];
};
struct holder {
    struct crate *held_crate;
    int fd;
};

static inline const struct crate *crate_of(const struct holder *holder)
{
    return holder->held_crate;
}
#define FIRST_CRATE(holder) (crate_of(holder))

/* holding.c */
size_t held_label(const struct holder *holder);
u32 held_length(const struct holder *holder);
const struct crate *held_checked(const struct holder *holder, u32 n);
int holder_open(struct holder *holder, int fd);
/* heirs_begun.c */
int begin_heir(struct crate *crate);
int begin_heir_and_wait(struct crate *crate);
void wait_for_all(void);

#endif
