#define _GNU_SOURCE
#include "mailbox.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

struct mailbox *mailbox_new(void)
{
    void *box = mmap(NULL, sizeof(struct mailbox), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return box == MAP_FAILED ? NULL : box;
}

void mailbox_free(struct mailbox *box)
{
    munmap(box, sizeof *box);
}

int mailbox_take(const struct mailbox *box, struct vault *vault)
{
    unsigned char text[sizeof box->text] = {0};

    if (box->length > sizeof text)
        return -EMSGSIZE;
    memcpy(text, box->text, box->length); /* expect: double-load high */
    return vault_put(vault, text, strnlen((const char *)text, sizeof text));
}

int mailbox_grant(const struct mailbox *box, struct vault *vault)
{
    int bytes = (int)(vault->size - vault->used);

    if (box->length > vault->used)
        return -EMSGSIZE;
    if (pkey_mprotect(vault->pages, box->length, PROT_READ, vault->key) < 0) /* expect: double-load critical */
        return -errno;
    if (mprotect(vault->pages + vault->size, bytes, PROT_NONE) < 0) /* later: length-narrowed */
        return -errno;
    return 0;
}
