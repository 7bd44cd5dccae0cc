#include "jobq.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

struct jobq *queue_attach(const char *path)
{
        struct jobq *q;
        int fd = open(path, O_RDWR | O_CREAT, 0660);

        if (fd < 0)
                return NULL;
        if (ftruncate(fd, sizeof *q) < 0) {
                close(fd);
                return NULL;
        }
        q = mmap(NULL, sizeof *q, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
        return q == MAP_FAILED ? NULL : q;
}

int workers_start(struct worker *w, unsigned n, const char *path)
{
        struct jobq *q = queue_attach(path);
        unsigned i;

        if (!q)
                return -1;
        for (i = 0; i < n; i++) {
                w[i].q = q;
                if (pthread_create(&w[i].tid, NULL, worker_main, &w[i]))
                        return -1;
        }
        return 0;
}
