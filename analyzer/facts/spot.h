/* Where something stands or is done, for people: it means the same in any unit. */
#ifndef FACTS_SPOT_H
#define FACTS_SPOT_H

#include "ir/access.h"

struct spot {
    const char *file, *function;
    uint32_t line, col;
};

/* Of a place in the unit; `function`: the one that it is in, or NULL when that does not matter. The texts are borrowed
 * from the unit. */
static inline struct spot spot_at(const struct ir_unit *unit, const struct ir_function *function, ir_id id)
{
    const struct ir_loc *loc = ir_loc_at(unit, id);
    bool has_file = loc->file < unit->files->len;
    return (struct spot){.file = has_file ? g_array_index(unit->files, const char *, loc->file) : unit->main_file,
                         .function = function ? ir_function_name(unit, function) : "",
                         .line = loc->line,
                         .col = loc->col};
}

#endif
