/* More values than are followed. */
#define _GNU_SOURCE
#include <sys/mman.h>

int every_key(void)
{
    int sum = 0;
    for (int key = 1; key <= 16; key++)
        sum += pkey_get(key); /* expect: key-range low */
    return sum;
}
