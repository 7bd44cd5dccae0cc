/* Models that only a first parse shows to be needed: of headers that nobody has, and of macros that the code defines
 * for itself. */
#ifndef FRONT_FILL_H
#define FRONT_FILL_H

#include "front/models.h"

/* False when nothing was added; else the unit is to be parsed once more. Does nothing where models fitted already. */
bool fill_in(struct models *models, const struct catalogue *catalogue, CXTranslationUnit tu, bool is_kernel);
/* Whether a header of the system is read in the place of a kernel's: user space has a <linux/kernel.h>, too, which says
 * nothing of what modules take from theirs. */
bool fill_is_shadowed(CXTranslationUnit tu);

#endif
