/* Where code stands, and how it is written there. */
#ifndef FRONT_POSITION_H
#define FRONT_POSITION_H

#include "front/context.h"

/* The cursor's place as an id in unit->locs; 0 for what stands nowhere. file/line/col: where the reader finds it: of a
 * macro's expansion, the outermost use. spelling_*: where its characters stand: an argument of that use, or a macro's
 * body; text pasted with ## is said to stand at its use. Cached by place, so it may be asked for every instruction. */
ir_id front_loc(struct front *front, CXCursor cursor);
ir_id front_loc_at(struct front *front, CXSourceLocation location);

/* The cursor's text as written, interned: in a macro argument as it stands there; the whole use `MACRO(x)` when the text
 * comes from a macro's body; blanks folded, comments dropped, cut to 200 bytes. NULL when there is none to be had. */
const char *front_source_text(struct front *front, CXCursor cursor);

/* Line that the cursor's text ends in, in its file; 0 when unknown. */
uint32_t front_end_line(struct front *front, CXCursor cursor);

/* unit->files id of clang's file, IR_NONE for none. Absolute, without "." and "..". */
ir_id front_file(struct front *front, CXFile file);
/* The bytes of a file as clang read it (models appended); borrowed from the translation unit; NULL for none. */
const char *front_file_text(struct front *front, CXFile file, size_t *ret_length);

void front_positions_init(struct front *front);
void front_positions_release(struct front *front);

#endif
