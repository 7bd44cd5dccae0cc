#include "scan/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct spill {
    int file, reader; /* reader: the same file, which cannot be written by it */
    uint64_t end;
};

static void set_error(GError **error, const char *what, int number)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(number), "%s in %s: %s", what, g_get_tmp_dir(),
                g_strerror(number));
}

/* Above those that a worker process gives itself, even when the parent was started without the standard ones. */
static int raised(int file)
{
    enum { LOWEST = 10 };
    int copy = fcntl(file, F_DUPFD_CLOEXEC, LOWEST);
    close(file);
    return copy;
}

struct spill *spill_new(GError **error)
{
    g_autofree char *name = NULL;
    int file = g_file_open_tmp("mpx-audit-XXXXXX", &name, error);
    if (file < 0)
        return NULL;
    int reader = open(name, O_RDONLY | O_CLOEXEC);
    g_unlink(name);
    file = raised(file);
    reader = reader < 0 ? reader : raised(reader);
    if (file < 0 || reader < 0) {
        set_error(error, "units cannot be kept", errno);
        return NULL;
    }
    struct spill *spill = g_new0(struct spill, 1);
    spill->file = file;
    spill->reader = reader;
    return spill;
}

void spill_free(struct spill *spill)
{
    if (!spill)
        return;
    close(spill->file);
    close(spill->reader);
    g_free(spill);
}

static bool write_at(const struct spill *spill, uint64_t offset, const uint8_t *bytes, size_t n, GError **error)
{
    for (size_t done = 0; done < n;) {
        ssize_t written = pwrite(spill->file, bytes + done, n - done, (off_t)(offset + done));
        if (written < 0 && errno != EINTR) {
            set_error(error, "units cannot be kept", errno);
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}

bool spill_put(struct spill *spill, struct spilled *place, GBytes *bytes, GError **error)
{
    gsize n;
    const uint8_t *data = g_bytes_get_data(bytes, &n);
    if (n > place->room) {
        place->offset = spill->end;
        place->room = n + n / 4;
        spill->end += place->room;
    }
    place->size = n;
    return write_at(spill, place->offset, data, n, error);
}

bool spill_get(const struct spill *spill, const struct spilled *place, GByteArray *ret_bytes, GError **error)
{
    uint64_t offset = place->offset;
    size_t n = place->size;
    g_byte_array_set_size(ret_bytes, (guint)n);
    for (size_t done = 0; done < n;) {
        ssize_t got = pread(spill->reader, ret_bytes->data + done, n - done, (off_t)(offset + done));
        if (got == 0 || (got < 0 && errno != EINTR)) {
            set_error(error, "units that were kept cannot be read", got ? errno : EIO);
            return false;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

int spill_file(const struct spill *spill)
{
    return spill->reader;
}
