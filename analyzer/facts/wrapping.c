#include "facts/wrapping.h"

#include "facts/handing.h"

enum { PARAMETERS_MAX = 1 << 16 /* that another process may name */ };

static const struct catalogue_argument *argument_at(const struct interface *interface, guint i)
{
    return g_ptr_array_index(interface->args, i);
}

/* 2: what the call works on. */
static bool is_subject(enum argument_role role)
{
    return role == ARGUMENT_ADDRESS || role == ARGUMENT_KEY || role == ARGUMENT_SOURCE || role == ARGUMENT_DESTINATION;
}

/* ---- the result ---- */

static bool may_end_the_process(const struct ir_function *function)
{
    for (uint32_t b = 0; b < function->blocks->len; b++) {
        const struct ir_block *block = ir_block_at(function, b);
        if (block->n && ir_inst_at(function, block->first + block->n - 1)->op == IR_UNREACHABLE)
            return true;
    }
    return false;
}

static bool is_returned(struct collector *c, const struct use *use)
{
    const struct chains *chains = body_chains(collector_body(c, use->function));
    g_autoptr(GArray) consumers = chains_consumers(chains, use->inst);
    for (guint i = 0; i < consumers->len; i++)
        if (ir_inst_at(use->function, g_array_index(consumers, struct chain_use, i).inst)->op == IR_RET)
            return true;
    return false;
}

/* ---- the arguments ---- */

/* A constant reads as it is written, but for the name of a variable that only the wrapper knows. */
static void fix(struct collector *c, const struct use *use, struct ir_ref ref, const char *written,
                struct wrapped_argument *ret, GStringChunk *strings)
{
    int64_t number;
    g_autofree char *folded = use_value(c->unit, use, ref), *expression = ir_expression(c->unit, use->function, ref);
    bool known = constants_number(body_constants(collector_body(c, use->function)), ref, &number);
    g_autofree char *computed = known ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
    bool in_macro = ir_loc_at(c->unit, use->loc)->macro != NULL;
    const char *plain = written && !in_macro ? written : expression;
    ret->value = folded || computed ? g_string_chunk_insert(strings, folded ? folded : computed) : NULL;
    ret->text = g_string_chunk_insert(strings, folded || !computed ? plain : computed);
}

static struct wrapped_argument argument_of(struct collector *c, const struct use *use, guint i, enum handed_kind *ret,
                                           GStringChunk *strings)
{
    struct wrapped_argument argument = {.parameter = -1};
    const struct wrapped_argument *inner = use->wrapper ? &use->wrapper->arguments[i] : NULL;
    const char *written;
    struct ir_ref ref = use_argument(use, i, &written);
    *ret = HANDED_UNKNOWN;
    if (ref.kind == IR_REF_NONE) {
        if (inner && inner->text) { /* fixed further in */
            argument.text = g_string_chunk_insert(strings, inner->text);
            argument.value = inner->value ? g_string_chunk_insert(strings, inner->value) : NULL;
        }
        *ret = HANDED_FIXED; /* absent, or fixed */
        return argument;
    }
    struct handed handed = handing_of(collector_body(c, use->function), use->function, ref);
    *ret = handed.kind;
    argument.is_changed = handed.is_changed || (inner && inner->is_changed);
    if (handed.kind == HANDED_PARAMETER)
        argument.parameter = (int)handed.parameter;
    else if (handed.kind == HANDED_FIXED && !argument.is_changed)
        fix(c, use, ref, written, &argument, strings);
    return argument;
}

/* 2, 3, 4 */
static bool is_handing_on(const struct use *use, const struct wrapped_argument *arguments,
                          const enum handed_kind *kinds, bool returned)
{
    bool length = false, other = false;
    for (guint i = 0; i < use->interface->args->len; i++) {
        enum argument_role role = argument_at(use->interface, i)->role;
        if (is_subject(role) && kinds[i] == HANDED_UNKNOWN)
            return false;
        length |= role == ARGUMENT_LENGTH && arguments[i].parameter >= 0;
        other |= role != ARGUMENT_LENGTH && role != ARGUMENT_OTHER && arguments[i].parameter >= 0;
    }
    return (other || (length && returned)) && (returned || use->function->insts->len <= WRAPPER_SMALL);
}

static const int *positions(const struct wrapped_argument *arguments, guint n)
{
    int *list = g_new(int, n ? n : 1);
    for (guint i = 0; i < n; i++)
        list[i] = arguments[i].parameter;
    return list;
}

struct wrapper *wrapping_of(struct collector *c, const struct use *use, GStringChunk *strings)
{
    guint n = use->interface->args->len;
    g_autofree struct wrapped_argument *arguments = g_new0(struct wrapped_argument, n);
    g_autofree enum handed_kind *kinds = g_new0(enum handed_kind, n);
    bool returned = is_returned(c, use);
    for (guint i = 0; i < n; i++)
        arguments[i] = argument_of(c, use, i, &kinds[i], strings);
    if (!is_handing_on(use, arguments, kinds, returned))
        return NULL;
    struct wrapper *wrapper = g_new0(struct wrapper, 1);
    wrapper->interface = use->interface;
    wrapper->returns_result =
        returned && !may_end_the_process(use->function) && (!use->wrapper || use->wrapper->returns_result);
    wrapper->spelling = (struct catalogue_spelling){.kind = SPELLING_CALL, .arity = -1, .side = use->spelling->side};
    wrapper->spelling.arguments = positions(arguments, n);
    wrapper->arguments = g_steal_pointer(&arguments);
    return wrapper;
}

static void join_argument(struct wrapped_argument *a, const struct wrapped_argument *b)
{
    bool same = a->parameter == b->parameter && !g_strcmp0(a->text, b->text) && !g_strcmp0(a->value, b->value);
    if (!same)
        *a = (struct wrapped_argument){.parameter = a->parameter >= 0 ? a->parameter : b->parameter};
    a->is_changed |= b->is_changed || !same;
}

struct wrapper *wrapping_join(struct wrapper *a, struct wrapper *b)
{
    if (!a || !b)
        return a ? a : b;
    struct wrapped_argument *arguments = (struct wrapped_argument *)(uintptr_t)a->arguments;
    for (guint i = 0; i < a->interface->args->len; i++)
        join_argument(&arguments[i], &b->arguments[i]);
    g_free((gpointer)(uintptr_t)a->spelling.arguments);
    a->spelling.arguments = positions(arguments, a->interface->args->len);
    a->returns_result = a->returns_result && b->returns_result;
    g_free((gpointer)(uintptr_t)b->arguments);
    g_free((gpointer)(uintptr_t)b->spelling.arguments);
    g_free(b);
    return a;
}

/* ---- on its way to another process ---- */

static void code_argument(struct codec *c, struct wrapped_argument *argument)
{
    int64_t parameter = argument->parameter;
    code_signed(c, &parameter);
    code_flags(c, FLAGS(&argument->is_changed));
    code_text(c, &argument->text);
    code_text(c, &argument->value);
    codec_refuse(c, parameter < -1 || parameter >= PARAMETERS_MAX);
    argument->parameter = c->is_broken ? -1 : (int)parameter;
}

void wrapping_code(struct codec *c, struct wrapper *wrapper)
{
    const char *interface = c->out ? wrapper->interface->name : NULL;
    code_text(c, &wrapper->name);
    code_text(c, &wrapper->home);
    code_text(c, &interface);
    code_text(c, &wrapper->file);
    code_text(c, &wrapper->spelling.side);
    code_u32(c, &wrapper->line);
    code_u32(c, &wrapper->col);
    code_flags(c, FLAGS(&wrapper->returns_result));
    wrapper->interface = interface ? catalogue_interface(c->context, interface) : NULL;
    codec_refuse(c, !wrapper->name || !wrapper->home || !wrapper->file || !wrapper->interface);
    guint n = wrapper->interface ? wrapper->interface->args->len : 0;
    struct wrapped_argument *arguments =
        c->out ? (struct wrapped_argument *)(uintptr_t)wrapper->arguments : g_new0(struct wrapped_argument, n);
    for (guint i = 0; i < n; i++)
        code_argument(c, &arguments[i]);
    if (c->out)
        return;
    wrapper->arguments = arguments;
    wrapper->spelling.kind = SPELLING_CALL;
    wrapper->spelling.arity = -1;
    wrapper->spelling.name = wrapper->name;
    wrapper->spelling.arguments = positions(arguments, n);
}

/* ---- uses ---- */

static bool reaches(const struct wrapper *wrapper, const struct ir_inst *call)
{
    for (guint i = 0; i < wrapper->interface->args->len; i++)
        if (wrapper->arguments[i].parameter + 1 >= (int)call->n_operands)
            return false;
    return true;
}

static void collect_call(struct collector *c, const struct ir_function *function, uint32_t index,
                         const GPtrArray *wrappers)
{
    for (guint i = 0; i < wrappers->len; i++) {
        const struct wrapper *wrapper = g_ptr_array_index(wrappers, i);
        struct catalogue_match match = {wrapper->interface, &wrapper->spelling};
        struct use use = collector_use(c, function, index, &match, wrapper->name);
        use.wrapper = wrapper;
        if (reaches(wrapper, ir_inst_at(function, index)))
            collector_add(c, use);
    }
}

static void collect_function(struct collector *c, const struct ir_function *function, const struct wrappers *wrappers)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(c->unit, function, inst) : NULL;
        const GPtrArray *called = callee ? wrappers_called(wrappers, wrapping_symbol(c->unit, callee)) : NULL;
        if (called)
            collect_call(c, function, i, called);
    }
}

void collect_wrapped(struct collector *c, const struct wrappers *wrappers)
{
    for (guint f = 0; f < c->unit->functions->len; f++)
        collect_function(c, g_ptr_array_index(c->unit->functions, f), wrappers);
}

static void collect_wrappers(struct collector *c, const struct wrappers *wrappers)
{
    const GPtrArray *all = wrappers_all(wrappers);
    for (guint i = 0; i < all->len; i++) {
        const struct wrapper *wrapper = g_ptr_array_index(all, i);
        collector_add(c, (struct use){.interface = wrapper->interface,
                                      .spelling = &wrapper->spelling,
                                      .function = wrapper->function,
                                      .inst = IR_NONE,
                                      .loc = wrapper->function->loc,
                                      .abi = c->abi,
                                      .name = wrapper->name,
                                      .wrapper = wrapper,
                                      .is_definition = true});
    }
}

void wrappers_add_uses(const struct wrappers *wrappers, const struct ir_unit *unit, const struct catalogue *catalogue,
                       GArray *uses)
{
    struct collector c = {.unit = unit, .catalogue = catalogue, .uses = uses};
    c.abi = catalogue_abi(unit->target ? unit->target : "");
    collect_wrapped(&c, wrappers);
    collect_wrappers(&c, wrappers);
    collector_settle(&c);
}
