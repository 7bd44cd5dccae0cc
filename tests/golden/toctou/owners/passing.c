/* Names no interface: it is read because of ring_of, whose result it hands on. */
#include "rings.h"

struct ring *ring_again(void)
{
    return ring_of(3);
}
