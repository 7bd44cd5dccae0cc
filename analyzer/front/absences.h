/* Private to front: names that code uses and no header that is there declares, and what its use of them shows. */
#ifndef FRONT_ABSENCES_H
#define FRONT_ABSENCES_H

#include <glib.h>
#include <stdbool.h>

enum absence_kind {
    ABSENCE_STRUCT,
    ABSENCE_UNION,
    ABSENCE_ENUM,
    ABSENCE_TYPE,     /* a name of a type */
    ABSENCE_CONSTANT, /* a number; which, nobody knows */
    ABSENCE_VARIABLE,
    ABSENCE_FUNCTION, /* by what it returns */
    ABSENCE_LOOP,     /* a macro in front of a loop's body, its first argument what goes along */
    ABSENCE_MEMBER,   /* of another one */
};

/* In ascending order: of two that a name was used as, the later one allows for both. */
enum absence_shape { SHAPE_NUMBER, SHAPE_FUNCTION, SHAPE_POINTER, SHAPE_POINTER_TO_RECORD, SHAPE_RECORD };

struct absences;
struct absence;

struct absences *absences_new(void);
void absences_free(struct absences *absences);

/* The name at file scope, added when it was not known. `name`: an identifier. NULL when there are too many. Borrowed.
 */
struct absence *absences_name(struct absences *absences, enum absence_kind kind, const char *name);
/* One that is known by that name, as whatever; or NULL. */
struct absence *absences_find(const struct absences *absences, const char *name);
/* The one whose record has that tag, in the code or in absences_text; or NULL. */
struct absence *absences_tagged(const struct absences *absences, const char *tag);
/* A member of what it is, or points to; likewise. */
struct absence *absences_member(struct absences *absences, struct absence *of, const char *name);
void absences_use(struct absences *absences, struct absence *absence, enum absence_shape shape);

/* Grows with everything new that is learnt. */
unsigned absences_age(const struct absences *absences);
/* Declarations in C: structures with the members that were used, in no particular layout. Owned by the caller. */
char *absences_text(const struct absences *absences);

#endif
