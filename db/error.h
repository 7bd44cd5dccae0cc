/* What can be wrong with a database file. Messages name the file and say what to try. */
#ifndef DB_ERROR_H
#define DB_ERROR_H

#include <glib.h>

#define DB_ERROR db_error_quark()
GQuark db_error_quark(void);
enum db_error {
    DB_ERROR_OPEN,
    DB_ERROR_NOT_OURS,
    DB_ERROR_NEWER,
    DB_ERROR_CORRUPT,
    DB_ERROR_BUSY,
    DB_ERROR_FULL,
    DB_ERROR_OTHER,
    DB_ERROR_MISMATCH /* sound, but not to be merged with the others */
};

#endif
