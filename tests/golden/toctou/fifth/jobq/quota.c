#include "jobq.h"

#include <string.h>

/* expect: double-load safe */
int limits_read(const uint8_t *from, uint8_t *out, size_t cap)
{
        int ret = -1;

        pthread_mutex_lock(&limits.lock);
        if (limits.burst <= cap) {
                memcpy(out, from, limits.burst);
                ret = 0;
        }
        pthread_mutex_unlock(&limits.lock);
        return ret;
}

/* expect: double-load live */
int limits_peek(const uint8_t *from, uint8_t *out, size_t cap)
{
        if (limits.burst > cap)
                return -1;
        memcpy(out, from, limits.burst);
        return 0;
}
