#include "jobq.h"

#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
        static struct worker workers[4];
        static uint8_t in[1024], out[256];
        pthread_t t;

        if (argc < 2 || limits_start(&t))
                return 1;
        if (workers_start(workers, 4, argv[1]) < 0)
                return 1;
        for (;;) {
                limits_read(in, out, sizeof out);
                limits_peek(in, out, sizeof out);
                sleep(1);
        }
}
