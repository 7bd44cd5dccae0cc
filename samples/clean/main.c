#include "clean.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int with_cell(struct cell *cell)
{
    static const char secret[] = "nobody reads this";
    int error = cell_write(cell, secret, sizeof secret);
    if (error == 0)
        error = numbers_protect(cell->pages, cell->size, 0, cell->key);
    int closing = cell_close(cell);
    return error ? error : closing;
}

int main(void)
{
    struct cell cell;
    int error = cell_open(&cell, 100);
    if (error == -ENOSPC || error == -ENOSYS || error == -EINVAL) {
        puts("no protection keys here");
        return 0;
    }
    if (error == 0)
        error = with_cell(&cell);
    if (error != 0) {
        fprintf(stderr, "clean: %s\n", strerror(-error));
        return 1;
    }
    printf("%d decoys\n", decoys_count());
    return 0;
}
