#include "symbols/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

/* Debug files of browsers are about 4 GiB. */
static const int64_t largest = (int64_t)8 << 30;

static int refuse(int fd, const char *why, const char **ret_why)
{
    close(fd);
    *ret_why = why;
    return -1;
}

/* O_NONBLOCK: a fifo must not make us wait; O_NOCTTY: a terminal must not become ours. A device is looked at before it
 * is opened, because opening one can act; whoever swaps it in between may swap what we read as well. */
int open_regular(const char *path, const char **ret_why)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        *ret_why = "not a regular file";
        return -1;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        *ret_why = errno == ENOENT ? "the file is gone" : "the file cannot be opened";
        return -1;
    }
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return refuse(fd, "not a regular file", ret_why);
    if (status.st_size > largest)
        return refuse(fd, "the file is larger than any that is read", ret_why);
    return fd;
}
