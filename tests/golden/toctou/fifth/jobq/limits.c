#include "jobq.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct limits limits = { .lock = PTHREAD_MUTEX_INITIALIZER, .burst = 16, .quota = 64 };

static void *reload_main(void *arg)
{
        unsigned b;
        FILE *f;

        (void)arg;
        for (;;) {
                sleep(5);
                f = fopen("/etc/jobq.limits", "r");
                if (!f)
                        continue;
                if (fscanf(f, "%u", &b) == 1) {
                        pthread_mutex_lock(&limits.lock);
                        limits.burst = b;
                        pthread_mutex_unlock(&limits.lock);
                }
                fclose(f);
        }
        return NULL;
}

int limits_start(pthread_t *t)
{
        return pthread_create(t, NULL, reload_main, NULL);
}
