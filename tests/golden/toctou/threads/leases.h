#ifndef LEASES_H
#define LEASES_H

#include "user.h"

struct lease {
    int fd;
    char *base;
    size_t len;
};
int lease_end(struct lease *lease);
int lease_renew(struct lease *lease, int fd);

#endif
