/* What is wrong with a unit, and where in it. */
#include "ir/access.h"
#include "ir/text.h"
#include "ir/verify_p.h"

G_DEFINE_QUARK(mpx_ir_error, ir_error)

bool ir_verify_fail(const struct ir_verifier *verifier, const char *format, ...)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const struct ir_function *function = verifier->function;
    if (function && (function->symbol == IR_NONE || function->symbol < verifier->unit->symbols->len))
        g_string_append_printf(text, "function %s: ", ir_function_name(verifier->unit, function));
    else if (function)
        g_string_append(text, "function ?: ");
    if (verifier->block != IR_NONE)
        g_string_append_printf(text, "block %s: ", ir_block_at(function, verifier->block)->name);
    if (verifier->inst != IR_NONE && ir_inst_at(function, verifier->inst)->op < IR_N_OPS)
        g_string_append_printf(text, "instruction %u (%s): ", verifier->inst,
                               ir_op_name(ir_inst_at(function, verifier->inst)->op));
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
    g_set_error_literal(verifier->error, IR_ERROR, IR_ERROR_BROKEN, text->str);
    return false;
}
