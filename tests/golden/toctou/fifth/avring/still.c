#include "avring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A single frame read from a file into memory of our own. */
/* expect: double-load safe */
int av_still(const AvFrame *own, uint8_t *pic, size_t size)
{
    if (own->bytes > size || own->bytes > 4096)
        return -1;
    memcpy(pic, own->payload, own->bytes);
    return 0;
}

int main(int argc, char **argv)
{
    static uint8_t pic[4096], file[8192];
    AvDec d = { .pic = pic, .pic_size = sizeof pic };
    AvRing *r;
    FILE *f;

    if (argc > 2 && (f = fopen(argv[2], "rb"))) {
        if (fread(file, 1, sizeof file, f) > sizeof(AvFrame))
            av_still((const AvFrame *)file, pic, sizeof pic);
        fclose(f);
    }
    r = av_ring_open(argc > 1 ? argv[1] : "/av");
    if (!r)
        return EXIT_FAILURE;
    av_attach(&d, r);
    while (av_next(&d) == 0) {
        if (av_decode(&d) < 0)
            break;
        av_plane(&d, 0);
        av_skip(&d);
        rb_pull(r, pic, sizeof pic);
        rb_pull_once(r, pic, sizeof pic);
    }
    return 0;
}
