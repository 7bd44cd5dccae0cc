#include "db/identify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "The Database Header" of https://www.sqlite.org/fileformat2.html: offsets, big-endian. */
enum { HEADER_SIZE = 100, HEADER_USER_VERSION = 60, HEADER_APPLICATION_ID = 68 };
static const char header_magic[16] = "SQLite format 3";

static const uint32_t application_id = 0x4d505841; /* "MPXA"; schema/001_runs.sql sets it */

static uint32_t header_number(const uint8_t *header, size_t offset)
{
    uint32_t number;
    memcpy(&number, header + offset, sizeof number);
    return GUINT32_FROM_BE(number);
}

static bool judge_header(const char *path, const uint8_t *header, ssize_t length, GError **error)
{
    if (length < (ssize_t)sizeof header_magic || memcmp(header, header_magic, sizeof header_magic) != 0)
        return database_refuse(path, DB_ERROR_NOT_OURS, error,
                               "not a database of mpx-audit, left alone; name another file with --db");
    if (length < HEADER_SIZE)
        return database_refuse(path, DB_ERROR_CORRUPT, error,
                               "the file ends within its first page; restore a copy, or remove it and scan again");
    if (header_number(header, HEADER_APPLICATION_ID) != application_id)
        return database_refuse(path, DB_ERROR_NOT_OURS, error,
                               "an SQLite database of another program, left alone; name another file with --db");
    uint32_t version = header_number(header, HEADER_USER_VERSION);
    if (version > database_schema())
        return database_refuse(path, DB_ERROR_NEWER, error,
                               "written by a newer mpx-audit (schema %u, this one knows %d), left alone; use that "
                               "version, or name another file with --db",
                               version, (int)database_schema());
    return true;
}

/* Not `open` first: opening a pipe would block. */
static bool is_regular(const char *path, const struct stat *status, GError **error)
{
    if (S_ISREG(status->st_mode))
        return true;
    return database_refuse(path, DB_ERROR_OPEN, error, "not a regular file; name another file with --db");
}

bool identify_file(const char *path, enum access access, GError **error)
{
    struct stat status;
    if (stat(path, &status) < 0) {
        if (errno == ENOENT && access == ACCESS_WRITE)
            return true;
        return database_refuse(path, DB_ERROR_OPEN, error, "%s%s", g_strerror(errno),
                               errno == ENOENT ? "; run a scan first, or name the database with --db" : "");
    }
    if (!is_regular(path, &status, error))
        return false;
    if (status.st_size == 0 && access == ACCESS_WRITE)
        return true; /* just created, by somebody's mktemp or by us before we were killed */

    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return database_refuse(path, DB_ERROR_OPEN, error, "%s; check its permissions", g_strerror(errno));
    uint8_t header[HEADER_SIZE] = {0};
    ssize_t length = read(fd, header, sizeof header);
    close(fd);
    return judge_header(path, header, length, error);
}
