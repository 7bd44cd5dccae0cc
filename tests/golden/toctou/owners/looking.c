/* Names no interface: it is read because of the member. */
#include "rings.h"

/* verdict: live */
int of_a_member_alone(struct client *client, u8 *out)
{
    if (client->ring->len > sizeof client->ring->data)
        return -1;
    memcpy(out, client->ring->data, client->ring->len);
    return 0;
}

/* verdict: none */
int of_the_member_that_is_our_own(struct client *client, u8 *out)
{
    if (client->own->len > sizeof client->own->data)
        return -1;
    memcpy(out, client->own->data, client->own->len);
    return 0;
}

/* Handed on to given_on.c. */
int pass_the_member_on(struct client *client, u8 *out)
{
    return ring_of_a_member(client->ring, out);
}
