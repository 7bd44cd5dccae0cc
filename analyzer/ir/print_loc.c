#include "ir/access.h"
#include "ir/names_p.h"
#include "ir/print_p.h"

static void print_file(const struct ir_printer *p, ir_id file)
{
    if (file == IR_NONE) {
        g_string_append(p->out, "-:");
    } else if (g_array_index(p->unit->files, const char *, file) != p->file) {
        ir_print_quoted(p->out, g_array_index(p->unit->files, const char *, file), '"');
        g_string_append_c(p->out, ':');
    }
}

/* `!12:3`, `!"other.h":12:3`, and behind a macro's use `!12:3<READ_ONCE "compiler.h":49:27>`. */
void ir_print_loc(const struct ir_printer *p, ir_id id)
{
    const struct ir_loc *loc = ir_loc_at(p->unit, id);
    bool is_spelled_here =
        loc->file == loc->spelling_file && loc->line == loc->spelling_line && loc->col == loc->spelling_col;
    if (loc->file == IR_NONE && loc->line == 0 && loc->col == 0 && is_spelled_here && !loc->macro)
        return;
    g_string_append(p->out, " !");
    print_file(p, loc->file);
    g_string_append_printf(p->out, "%u:%u", loc->line, loc->col);
    if (is_spelled_here && !loc->macro)
        return;
    g_string_append_printf(p->out, "<%s", loc->macro ? loc->macro : "");
    if (!is_spelled_here) {
        g_string_append(p->out, loc->macro ? " " : "");
        print_file(p, loc->spelling_file);
        g_string_append_printf(p->out, "%u:%u", loc->spelling_line, loc->spelling_col);
    }
    g_string_append_c(p->out, '>');
}
