#include "kv.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void *
map_file(int fd, size_t len, int writable)
{
        int prot = PROT_READ | (writable ? PROT_WRITE : 0);

        return mmap(NULL, len, prot, MAP_SHARED, fd, 0);
}

int
kv_open(kv_t *db, const char *path)
{
        struct stat st;

        db->fd = open(path, O_RDWR | O_CLOEXEC);
        if (db->fd == -1)
                return -1;
        if (fstat(db->fd, &st) == -1 || st.st_size < 65536 ||
            st.st_size > 1 << 30) {
                close(db->fd);
                return -1;
        }
        db->size = (size_t)st.st_size;
        db->base = map_file(db->fd, db->size, 1);
        if (db->base == MAP_FAILED) {
                close(db->fd);
                return -1;
        }
        return 0;
}

/* record at off, if it lies in the file and its value is not too long */
kv_rec_t *
kv_checked(const kv_t *db, uint32_t off)
{
        kv_rec_t *r;

        if (!kv_off_ok(db, off))
                return NULL;
        r = kv_at(db, off);
        return kv_vlen(r) <= KV_VMAX ? r : NULL;
}

int
kv_copy_value(const kv_rec_t *r, void *dst, size_t room)
{
        uint16_t n = *(const volatile uint16_t *)&r->vlen;

        if (n > room)
                return -1;
        memcpy(dst, r->data, n);
        return n;
}
