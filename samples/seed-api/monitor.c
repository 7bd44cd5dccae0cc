/* Stores a password in a closed region and reports how the region stands before and after. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "region.h"

int main(void)
{
    struct region region;
    static const struct request first_page = {0, 4096};

    if (region_create(&region, 16384, 1) < 0) {
        printf("no protected region: %s\n", strerror(errno));
        return EXIT_SUCCESS;
    }
    printf("created: %s\n", region_is_closed(&region) ? "closed" : "open");
    if (region_store(&region, "xyzzy", 6) < 0)
        printf("not stored: %s\n", strerror(errno));
    printf("stored: %s\n", region_is_closed(&region) ? "closed" : "open");
    if (region_share(&region, &first_page) < 0)
        printf("not shared: %s\n", strerror(errno));
    region_release(&region);
    return EXIT_SUCCESS;
}
