/* Another program of the same tree: its pool has the same name and is no thread's. */
#include "user.h"

struct pool {
    void *base;
    size_t size;
    u32 limit;
    pthread_mutex_t lock;
};
struct pool open_pool;

/* verdict: none */
int of_another_program(void)
{
    if (open_pool.limit >= 16)
        return -1;
    mprotect(open_pool.base, open_pool.size, PROT_READ);
    return table[open_pool.limit];
}

int main(void)
{
    return of_another_program();
}
