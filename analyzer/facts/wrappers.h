/* The tree's own functions that hand their arguments on to a catalogued interface. Their calls are uses of it.
 *
 * A function is a wrapper of an interface when
 *   1. it calls the interface: by name, through syscall(), or through another wrapper, in this build's code;
 *   2. what the call works on is handed on: each address, key, source and destination that it has is a parameter of the
 *      function or a constant. A parameter may be cast, masked, rounded, offset, or replaced on some path;
 *   3. at least one argument with a role is a parameter, and it is not only a length, unless the result is returned;
 *   4. it is about that call: it returns the result (and has at most WRAPPER_RETURNING instructions), or is small (at
 *      most WRAPPER_SMALL);
 *   5. it has a body that was read whole, is not main, and its own name is not catalogued (such calls are uses by
 * name);
 *   6. it is called: a static function of which only the address is taken is an entry of somebody else's (a thread's).
 *
 * What a wrapper passes that is fixed shows in its calls as it is written inside; what it computes otherwise does not.
 * A call of a wrapper is found where it is made by name; a static function's in its own unit, another's in the tree. Of
 * several of one name the nearest by folders is meant.
 *
 * Known gaps: parameters that travel in a struct; a parameter that a helper rounds; inline assembly but for system
 * calls; a wrapper that is called through a pointer. */
#ifndef FACTS_WRAPPERS_H
#define FACTS_WRAPPERS_H

#include "catalogue/catalogue.h"
#include "ir/codec.h"
#include "ir/unit.h"

enum { WRAPPER_RETURNING = 256, WRAPPER_SMALL = 48 };

/* One argument of the wrapped interface. */
struct wrapped_argument {
    int parameter;     /* of the wrapper, or -1 */
    bool is_changed;   /* not every value of the parameter arrives as it is: it is no ground for a judgement */
    const char *text;  /* of a fixed one, else NULL */
    const char *value; /* of a fixed one: the number in decimal, or NULL */
};

struct wrapper {
    const char *name;
    const char *home; /* the file of its definition */
    bool is_static;
    const struct ir_function *function; /* NULL in a tree's set */
    const struct interface *interface;
    const struct wrapped_argument *arguments; /* as many as the interface has */
    struct catalogue_spelling spelling;       /* a call whose arguments are the wrapper's parameters */
    bool returns_result;                      /* untested: whoever calls it must look */
    const char *file;                         /* where it makes the call */
    ir_id line, col;
};

/* A set of wrappers: those of one unit, or the external ones of a tree. */
struct wrappers;

struct wrappers *wrappers_new(void);
void wrappers_free(struct wrappers *wrappers);

/* Those that the unit's functions are, with the help of the tree's (may be NULL), by file and name. `uses` is what
 * uses_find gave. Unit, catalogue and tree must outlive them. Owned by the caller. */
struct wrappers *wrappers_of(const struct ir_unit *unit, const struct catalogue *catalogue, const GArray *uses,
                             const struct wrappers *tree);
/* Adds to `uses` the calls of wrappers in the unit and the definitions of its own, in their places. The wrappers must
 * outlive the uses. */
void wrappers_add_uses(const struct wrappers *wrappers, const struct ir_unit *unit, const struct catalogue *catalogue,
                       GArray *uses);
/* Copies the external ones of a unit into a tree's set; those that it has already stay as they are. The names of new
 * ones are appended to ret_names (const char *, owned by the tree). */
void wrappers_publish(struct wrappers *tree, const struct wrappers *unit, GPtrArray *ret_names);
/* Writes a tree's set, for another process; or reads what such a one has into it, as wrappers_publish takes them. */
void wrappers_code(struct wrappers *wrappers, struct codec *codec, const struct catalogue *catalogue);

/* struct wrapper *, in order. Borrowed. */
const GPtrArray *wrappers_all(const struct wrappers *wrappers);
/* What a call of the symbol in the unit means: struct wrapper *, one for each interface; NULL when it is no wrapper.
 * Borrowed. Only of a set from wrappers_of. */
const GPtrArray *wrappers_called(const struct wrappers *wrappers, ir_id symbol);

#endif
