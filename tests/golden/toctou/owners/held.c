/* The member is not said here, but by what the header gives. */
#include "holders.h"

/* verdict: live */
int by_an_accessor(const struct holder *h, u8 *out)
{
    const struct crate *crate = crate_of(h);
    if (crate->len > sizeof crate->data)
        return -1;
    memcpy(out, crate->data, crate->len);
    return 0;
}

/* verdict: live */
int by_a_macro(const struct holder *h, u8 *out)
{
    if (FIRST_CRATE(h)->len > 60)
        return -1;
    memcpy(out, FIRST_CRATE(h)->data, FIRST_CRATE(h)->len);
    return 0;
}

/* verdict: none */
int by_an_accessor_once(const struct holder *h, u8 *out)
{
    u32 len = READ_ONCE(crate_of(h)->len);
    if (len > 60)
        return -1;
    memcpy(out, crate_of(h)->data, len);
    return 0;
}

/* verdict: live */
int measured_elsewhere(const struct holder *h, u8 *out)
{
    if (held_length(h) > 60)
        return -1;
    memcpy(out, crate_of(h)->data, held_length(h));
    return 0;
}

/* verdict: unproven */
int label_measured_elsewhere(const struct holder *h)
{
    char *copy = malloc(held_label(h) + 1);
    return copy ? strcpy(copy, crate_of(h)->label) != NULL : -1;
}

/* verdict: none */
int measured_elsewhere_once(const struct holder *h, u8 *out)
{
    u32 len = held_length(h);
    if (len > 60)
        return -1;
    memcpy(out, crate_of(h)->data, len);
    return 0;
}

/* verdict: live */
int checked_elsewhere(const struct holder *h, u8 *out)
{
    const struct crate *crate = held_checked(h, 3);
    if (!crate)
        return -1;
    memcpy(out, crate->data, crate->len);
    return 0;
}

/* verdict: none */
int checked_here_again(const struct holder *h, u8 *out)
{
    const struct crate *crate = held_checked(h, 3);
    if (!crate)
        return -1;
    u32 len = READ_ONCE(crate->len);
    if (len > 60)
        return -1;
    memcpy(out, crate->data, len);
    return 0;
}
