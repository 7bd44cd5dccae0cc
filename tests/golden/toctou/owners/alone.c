/* Another program of the tree, with a global of the same name. */
#include "user.h"

struct ring *shared_ring;

/* verdict: none */
int of_another_program(u8 *out)
{
    if (shared_ring->len > sizeof shared_ring->data)
        return -1;
    memcpy(out, shared_ring->data, shared_ring->len);
    return 0;
}

int main(void)
{
    u8 out[256];
    shared_ring = malloc(sizeof *shared_ring);
    mprotect(shared_ring, 4096, PROT_READ);
    return of_another_program(out);
}
