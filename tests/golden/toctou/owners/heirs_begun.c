#include "holders.h"

int begin_heir(struct crate *crate)
{
    int child = fork();
    if (child == 0) {
        crate->len = 7;
        _exit(0);
    }
    return child;
}

int begin_heir_and_wait(struct crate *crate)
{
    int child = begin_heir(crate);
    return waitpid(child, NULL, 0);
}

void wait_for_all(void)
{
    while (wait(NULL) > 0)
        ;
}
