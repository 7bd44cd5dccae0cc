/* libclang → unit IR. The only room that sees libclang; runs inside worker processes, because libclang can crash. */
#ifndef FRONT_FRONT_H
#define FRONT_FRONT_H

#include "catalogue/catalogue.h"
#include "ir/unit.h"

struct front_job {
    const char *file;             /* absolute */
    const char *directory;        /* absolute; the working folder of the flags */
    const char *const *flags;     /* sanitised, NULL-terminated */
    const char *const *raw_flags; /* NULL-terminated: those that the catalogue's flag spellings are looked up in */
    const struct catalogue *catalogue;
    bool is_guessed; /* the flags are: what headers that are not found may have declared is guessed as well */
    /* Headers that the parser sees where nothing is, or something else: n_stand_ins strings, path and text by turns. */
    const char *const *stand_ins;
    size_t n_stand_ins;
    /* char *, or NULL: gets the names of static functions that the unit reaches and that have no body in it. */
    GPtrArray *bodiless;
};

#define FRONT_ERROR front_error_quark()
GQuark front_error_quark(void);

/* Parses one unit and lowers its functions and the header functions that they reach. NULL and an error when there is no
 * translation unit at all; a unit with errors comes back with `degraded` set on it and on the functions that the errors
 * lie in. The result passes ir_verify. Owned by the caller. */
struct ir_unit *front_lower(const struct front_job *job, GError **error);

/* "clang version …" of the library in use; static. */
const char *front_version(void);

#endif
