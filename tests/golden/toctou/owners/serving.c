/* Members that other files have filled: looked at in files that use an interface themselves. */
#include "rings.h"

/* verdict: live */
int of_a_member(struct client *client, u8 *out)
{
    client_open(client);
    if (client->ring->len > sizeof client->ring->data)
        return -1;
    memcpy(out, client->ring->data, client->ring->len);
    return munmap(client->ring, sizeof *client->ring);
}

/* verdict: none */
int once_of_a_member(struct client *client, u8 *out)
{
    u32 len = READ_ONCE(client->ring->len);
    if (len > sizeof client->ring->data)
        return -1;
    memcpy(out, client->ring->data, len);
    return 0;
}
