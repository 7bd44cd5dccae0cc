/* What the files of this folder tell each other. */
#ifndef HELPERS_H
#define HELPERS_H

#include "kernel.h"

/* fetching.c */
int header_from_user(struct header *to, const struct message __user *from);
int message_from_user(struct message *to, const struct message __user *from);
int message_from_user_checked(struct message *to, const struct message __user *from);
int message_is_sane(const struct message __user *from);
struct message *message_dup(const struct message __user *from, struct message **kept);
int body_from_user(void *to, const struct message __user *from, size_t n);

/* using.c */
u32 entry_of(const struct message *m);
u32 entry_of_checked(const struct message *m);
u32 kind_of(const struct message *m);
int refuse_large(const struct message *m);
int refuse_different(const struct message *a, const struct message *b);
int is_small(u32 first);
void restore(struct message *m, u32 first);
int pass_on(const struct message *m);

/* below.c */
u32 entry_below(const struct message *m);

/* called through a table: driver.c */
struct driver {
    int (*take)(struct device *device, const struct message __user *from);
    int (*check)(const struct message *m);
};
extern const struct driver only_driver, careful_driver, careless_driver;

#endif
