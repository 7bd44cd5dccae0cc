#include "facts/collector.h"

#include <string.h>

struct body *collector_body(struct collector *collector, const struct ir_function *function)
{
    struct body *body = g_hash_table_lookup(collector->bodies, function);
    if (!body) {
        body = body_new(collector->unit, function);
        g_hash_table_insert(collector->bodies, (gpointer)function, body);
    }
    return body;
}

bool collector_on_side(const struct collector *collector, const struct catalogue_spelling *spelling)
{
    return !spelling->side || g_str_equal(spelling->side, collector->unit->is_kernel ? "kernel" : "user");
}

/* Nobody hands a protection key over as an object. */
static bool is_passed_object(const struct collector *c, const struct ir_function *function, const struct ir_inst *call,
                             const struct catalogue_argument *argument, int position)
{
    if (position < 0 || argument->role != ARGUMENT_KEY || strchr(argument->type, '*'))
        return false;
    ir_id type = ir_ref_type(c->unit, function, ir_operand(function, call, (uint32_t)position + 1));
    if (type == IR_NONE)
        return true;
    enum ir_type_kind kind = ir_type_at(c->unit, type)->kind;
    return kind == IR_TYPE_POINTER || kind == IR_TYPE_RECORD;
}

bool collector_fits(const struct collector *c, const struct ir_function *function, const struct ir_inst *call,
                    const struct catalogue_match *match)
{
    int n_args = (int)call->n_operands - 1;
    if (!collector_on_side(c, match->spelling))
        return false;
    if (match->spelling->arity >= 0 && match->spelling->arity != n_args)
        return false;
    for (guint i = 0; i < match->interface->args->len; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(match->interface->args, i);
        int position = match->spelling->arguments[i];
        if (position >= n_args && !(argument->tags & TAG_OPTIONAL))
            return false;
        if (position < n_args && is_passed_object(c, function, call, argument, position))
            return false;
    }
    return true;
}

struct use collector_use(const struct collector *collector, const struct ir_function *function, uint32_t inst,
                         const struct catalogue_match *match, const char *name)
{
    return (struct use){
        .interface = match->interface,
        .spelling = match->spelling,
        .function = function,
        .inst = inst,
        .loc = ir_inst_at(function, inst)->loc,
        .abi = collector->abi,
        .name = name,
    };
}

void collector_add(struct collector *collector, struct use use)
{
    g_array_append_val(collector->uses, use);
}

char *collector_number_name(const char *text)
{
    static const char *const prefixes[] = {"SYS", "__NR", "__NR_ia32", "__NR_x32", "__NR_compat", "NR", "TARGET_NR"};
    if (!text)
        return NULL;
    text += strspn(text, "( ");
    const char *best = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        size_t n = strlen(prefixes[i]);
        /* SYS_x, or pasted together by a macro: SYS(x) */
        if (strncmp(text, prefixes[i], n) == 0 && (text[n] == '_' || text[n] == '(') && (!best || text + n + 1 > best))
            best = text + n + 1;
    }
    if (!best)
        return NULL;
    best += strspn(best, " ");
    size_t n = strspn(best, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return best[n + strspn(best + n, ") ")] ? NULL : g_strndup(best, n);
}

const char *collector_text(const struct ir_function *function, const struct ir_inst *call, uint32_t argument)
{
    if (call->op != IR_CALL || call->aux >= function->calls->len)
        return NULL;
    const GArray *texts = g_array_index(function->calls, struct ir_call, call->aux).texts;
    return texts && argument < texts->len ? g_array_index(texts, const char *, argument) : NULL;
}
