/* What the files of this room share while one unit is lowered. */
#ifndef FRONT_CONTEXT_H
#define FRONT_CONTEXT_H

#include <clang-c/Index.h>

#include "catalogue/catalogue.h"
#include "ir/unit.h"

/* The unit's code is as deep as its author, or an attacker, likes; the stack is not. A walk that recurses over cursors
 * or types counts with front_enter and gives up (lowers `unknown`) where that says no. */
#define FRONT_MAX_DEPTH 400

struct front_types;     /* types.c */
struct front_positions; /* position.c */
struct front_symbols;   /* symbols.c */

struct front {
    CXTranslationUnit tu;
    struct ir_unit *unit;
    const struct catalogue *catalogue;
    const char *directory; /* what relative names of files stand in */
    unsigned depth;        /* of the recursion under way; see front_enter */

    struct front_types *types;
    struct front_positions *positions;
    struct front_symbols *symbols;
    GHashTable *own_files; /* CXFile → is it the unit's own; see front_is_own */
    GHashTable *reached;   /* canonical declarations that were queued, by Decl pointer */
    GArray *reach_queue;   /* CXCursor: definitions to lower yet */
    GPtrArray *bodiless;   /* front_job's */
};

static inline void front_string_clear(CXString *string)
{
    clang_disposeString(*string);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CXString, front_string_clear)

/* Tables for a parsed unit; `front` is zeroed but for tu, unit, catalogue, directory and bodiless. */
void front_init(struct front *front);
void front_release(struct front *front);

/* True, and one level deeper, while the limit is not reached; then the caller calls front_leave. */
bool front_enter(struct front *front);
void front_leave(struct front *front);

/* The direct children of a cursor in source order, appended to `ret` (CXCursor). */
void front_children(CXCursor cursor, GArray *ret);

/* Does the cursor stand in the main file, or in a file that is included there and is no header, or define a function
 * for the linker? Such functions are lowered whether anything reaches them or not. */
bool front_is_own(struct front *front, CXCursor cursor);

/* Says that code being lowered may run or name the function: when its definition stands in a header of this unit, the
 * driver lowers it too. Anything may be passed; what is no such function is ignored, and so is a repetition. */
void front_reach(struct front *front, CXCursor decl);
/* Takes the next queued definition. False when there is none. */
bool front_next_reached(struct front *front, CXCursor *ret_definition);

/* The declaration's text without body and initialiser, as clang prints it (g_free). Costs microseconds, so only where
 * the API has no answer of its own. */
char *front_declaration_text(CXCursor decl);
/* The argument text of `name` in the __attribute__ specifiers of such a text: "cl" of __attribute__((cleanup(cl))), ""
 * when it has none, NULL when the attribute is not there (g_free). */
char *front_attribute(const char *declaration_text, const char *name);

#endif
