#include "scan/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct spill {
    int file;
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
    g_unlink(name);
    file = raised(file);
    if (file < 0) {
        set_error(error, "units cannot be kept", errno);
        return NULL;
    }
    struct spill *spill = g_new0(struct spill, 1);
    spill->file = file;
    return spill;
}

void spill_free(struct spill *spill)
{
    if (!spill)
        return;
    close(spill->file);
    g_free(spill);
}

bool spill_add(struct spill *spill, const uint8_t *bytes, size_t n, uint64_t *ret_offset, GError **error)
{
    for (size_t done = 0; done < n;) {
        ssize_t written = pwrite(spill->file, bytes + done, n - done, (off_t)(spill->end + done));
        if (written < 0 && errno != EINTR) {
            set_error(error, "units cannot be kept", errno);
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    *ret_offset = spill->end;
    spill->end += n;
    return true;
}

bool spill_get(const struct spill *spill, uint64_t offset, size_t n, GByteArray *ret_bytes, GError **error)
{
    g_byte_array_set_size(ret_bytes, (guint)n);
    for (size_t done = 0; done < n;) {
        ssize_t got = pread(spill->file, ret_bytes->data + done, n - done, (off_t)(offset + done));
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
    return spill->file;
}
