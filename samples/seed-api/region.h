/* A region of memory that an application keeps closed. */
#ifndef REGION_H
#define REGION_H

#include <stddef.h>

struct region {
    unsigned char *addr;
    int len;
    unsigned int key;
};

/* What another process asks for; lies in memory that both have mapped. */
struct request {
    int offset;
    int len;
};

/* Each returns 0, or -1 with errno. */
int region_create(struct region *region, int len, unsigned int key);
int region_store(struct region *region, const void *bytes, int len);
int region_share(struct region *region, const struct request *request);
int region_grow(struct region *region, size_t wanted);
int region_split(struct region *region, int parts, int each);
/* Everybody may touch the region from now on. */
int region_abandon(struct region *region);
void region_release(struct region *region);

/* 1 when the region is closed to this thread. */
int region_is_closed(const struct region *region);

/* A buffer of the heap behind the region's key, or NULL. */
void *region_buffer(const struct region *region, int len);

#endif
