/* What libclang's cursors do not tell of a function, read from the text that clang prints of it: which parts a `for` has,
 * everything about `asm`.
 *
 * Alignment. The printed text is canonical and macro-expanded, and has exactly one `for` and one `asm` for each ForStmt
 * and GCCAsmStmt in the function, in pre-order, those in unevaluated operands (sizeof, typeof, arms of _Generic)
 * included. A struct pretty, when first asked, walks *all* cursors of the function once, drops repeated visits of the same
 * statement, and pairs the statements with the items of the text. Questions are then asked by cursor, in any order, so a
 * lowering that leaves out unevaluated operands cannot get out of step. When the two lists differ in length or kind, every
 * question is answered with false, and the lowering makes `unknown` of the statement.
 *
 * The text is printed at the first question that needs it: not for a `for` with all parts or none. */
#ifndef FRONT_PRETTY_H
#define FRONT_PRETTY_H

#include "front/context.h"

struct pretty;

/* For the statements inside `function_or_var` (a function definition, or a global variable with its initialiser).
 * Never NULL. */
struct pretty *pretty_open(struct front *front, CXCursor function_or_var);
void pretty_close(struct pretty *pretty);

enum { PRETTY_INIT, PRETTY_COND, PRETTY_INC };
/* Which of the three parts are present: as many as the ForStmt has children beside the body, in this order. */
bool pretty_for(struct pretty *pretty, CXCursor for_stmt, bool ret_has[3]);

struct pretty_operand {
    const char *name;       /* of [name], or NULL */
    const char *constraint; /* with its =, + and & */
    const char *text;       /* the expression, canonical and macro-expanded, blanks folded */
};

/* Strings are interned in the unit; the arrays live until pretty_close. Operand expressions are the GCCAsmStmt's children,
 * outputs first, then inputs. */
struct pretty_asm {
    const char *template; /* parts joined, escapes resolved */
    bool is_volatile, is_goto;
    const GArray *outputs, *inputs;  /* struct pretty_operand */
    const GArray *clobbers, *labels; /* const char * */
};
bool pretty_asm(struct pretty *pretty, CXCursor asm_stmt, struct pretty_asm *ret);

/* What stands between the brackets of a _Generic selection, macro-expanded: the controlling expression and the associations
 * (g_free). NULL when it is not to be had. Selections are paired as the statements are, but apart from them: an odd one does not
 * spoil the others. */
char *pretty_generic(struct pretty *pretty, CXCursor generic);

/* The function of __attribute__((cleanup(f))) on a local variable's VarDecl, interned; NULL for none. */
const char *pretty_cleanup(struct front *front, CXCursor var_decl);

#endif
