/* Requests from another process, through memory that both have mapped. */
#ifndef MAILBOX_H
#define MAILBOX_H

#include <stdint.h>

#include "vault.h"

struct mailbox {
    uint32_t length;
    unsigned char text[252];
};

/* NULL when there is none. */
struct mailbox *mailbox_new(void);
void mailbox_free(struct mailbox *box);

/* What the other side wrote goes into the vault: 0 or a negative errno. */
int mailbox_take(const struct mailbox *box, struct vault *vault);
/* Opens as much of the vault for reading as the other side asks for. */
int mailbox_grant(const struct mailbox *box, struct vault *vault);

#endif
