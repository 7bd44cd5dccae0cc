#include "db/identify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/failure.h"
#include "db/migrate.h"

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

/* SQLite's name for a journal that several databases share ends the journal of each with these bytes. It deletes the
 * shared one after recovery, whatever file that is; ours are never shared ("The Rollback Journal",
 * https://www.sqlite.org/fileformat2.html, and readSuperJournal in its pager.c). */
static const uint8_t shared_magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

static bool names_another(const char *journal)
{
    uint8_t last[sizeof shared_magic] = {0};
    int fd = open(journal, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    off_t end = lseek(fd, -(off_t)sizeof last, SEEK_END);
    bool is_shared =
        end >= 0 && read(fd, last, sizeof last) == (ssize_t)sizeof last && memcmp(last, shared_magic, sizeof last) == 0;
    close(fd);
    return is_shared;
}

/* What SQLite would open beside the database was put there by us, after a crash, or by somebody hostile. */
static bool judge_beside(const char *path, GError **error)
{
    static const char *const suffixes[] = {"-journal", "-wal", "-shm"};
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        struct stat status;
        g_autofree char *beside = g_strconcat(path, suffixes[i], NULL);
        if (lstat(beside, &status) == 0 && (!S_ISREG(status.st_mode) || names_another(beside)))
            return database_refuse(beside, DB_ERROR_NOT_OURS, error,
                                   "not written by mpx-audit, nothing was touched; remove it, or name another "
                                   "database with --db");
    }
    return true;
}

bool identify_file(const char *path, enum access access, GError **error)
{
    struct stat status;
    if (!judge_beside(path, error))
        return false;
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
