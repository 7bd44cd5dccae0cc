/* Uses that are named in string literals: special files, and functions looked up by dlsym. */
#include "facts/finders.h"

#include <string.h>

/* A `*` of the pattern stands for digits, or for the printf directive that will put digits there. */
static const char *skip_digits(const char *text)
{
    if (g_ascii_isdigit(*text))
        return text + strspn(text, "0123456789");
    if (*text != '%')
        return NULL;
    text += 1 + strspn(text + 1, "-+ #0123456789.lhzjt");
    return strchr("diux", *text) && *text ? text + 1 : NULL;
}

static bool is_device(const char *pattern, const char *text)
{
    while (*pattern) {
        if (*pattern == '*') {
            text = skip_digits(text);
            if (!text)
                return false;
            pattern++;
        } else if (*pattern++ != *text++) {
            return false;
        }
    }
    return *text == '\0';
}

static void collect_device(struct collector *c, const struct ir_function *function, uint32_t index, const char *text)
{
    const GPtrArray *devices = catalogue_by_kind(c->catalogue, SPELLING_DEVICE);
    for (guint i = 0; *text == '/' && i < devices->len; i++) {
        const struct catalogue_match *match = g_ptr_array_index(devices, i);
        if (is_device(match->spelling->name, text) && collector_on_side(c, match->spelling))
            collector_add(c, collector_use(c, function, index, match, text));
    }
}

static bool looks_up_symbols(const struct ir_symbol *callee)
{
    return callee && (g_str_equal(callee->name, "dlsym") || g_str_equal(callee->name, "dlvsym"));
}

static void collect_lookup(struct collector *c, const struct ir_function *function, uint32_t index, const char *text)
{
    const GPtrArray *matches = catalogue_by_name(c->catalogue, SPELLING_CALL, text);
    for (guint i = 0; i < matches->len; i++) {
        struct use use = collector_use(c, function, index, g_ptr_array_index(matches, i), text);
        use.is_reference = true;
        if (collector_on_side(c, use.spelling))
            collector_add(c, use);
    }
}

void collect_literals(struct collector *c, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        bool lookup = inst->op == IR_CALL && looks_up_symbols(ir_callee(c->unit, function, inst));
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(function, inst, o);
            if (ref.kind != IR_REF_STRING)
                continue;
            const char *text = g_array_index(c->unit->literals, const char *, ref.index);
            collect_device(c, function, i, text);
            if (lookup)
                collect_lookup(c, function, i, text);
        }
    }
}
