#include "rules/report.h"

#include <stdarg.h>
#include <string.h>

#include "rules/verdict.h"

#include "facts/summary.h"
#include "facts/wrappers.h"

enum {
    CALL_TEXT_MAX = 96,
    STEPS_MAX = 12,
    DEPTH_MAX = 4 /* variables that a value is followed through */
};

struct report {
    struct review *review;
    const struct use *use;
    struct use own; /* `use` of a report that has none */
    struct finding finding;
    GArray *steps;      /* struct step */
    GStringChunk *text; /* all that the finding points to */
    GString *key;
};

G_GNUC_PRINTF(2, 0)
static const char *keep(struct report *report, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    return g_string_chunk_insert(report->text, text);
}

static const char *file_name(const struct report *report, ir_id file)
{
    const GArray *files = report->review->unit->files;
    return file < files->len ? g_array_index(files, const char *, file) : report->review->unit->main_file;
}

/* Interface, spelling, and every argument in normalised form: the same wherever the line stands and however it is laid
 * out. */
static void begin_key(struct report *report)
{
    const struct use *use = report->use;
    if (!use->interface)
        return;
    g_string_append(report->key, use->interface->name);
    if (use->inst == IR_NONE)
        return;
    for (guint i = 0; i < use->interface->args->len; i++) {
        struct ir_ref ref = use_argument(use, i, NULL);
        if (ref.kind == IR_REF_NONE)
            continue;
        g_autofree char *text = ir_expression(report->review->unit, use->function, ref);
        g_string_append_printf(report->key, ",%s", text);
    }
}

/* Through a wrapper one step of the way is seen only in outline. */
static enum confidence surest(const struct use *use)
{
    return use->wrapper ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
}

struct report *report_new(struct review *review, const struct use *use)
{
    struct report *report = g_new0(struct report, 1);
    const struct ir_loc *loc = ir_loc_at(review->unit, use->loc);
    report->review = review;
    report->use = use;
    report->steps = g_array_new(FALSE, FALSE, sizeof(struct step));
    report->text = g_string_chunk_new(512);
    report->key = g_string_new(NULL);
    report->finding = (struct finding){
        .rule = review->rule->id,
        .severity = review->rule->severity,
        .confidence = surest(use),
        .verdict = VERDICT_NONE,
        .function =
            use->function && !use->function->is_initialiser ? ir_function_name(review->unit, use->function) : "",
        .file = file_name(report, loc->file),
        .line = loc->line,
        .col = loc->col,
    };
    begin_key(report);
    return report;
}

struct report *report_new_at(struct review *review, const struct ir_function *function, uint32_t inst)
{
    struct use use = {.function = function, .inst = inst, .loc = ir_inst_at(function, inst)->loc};
    struct report *report = report_new(review, &use);
    report->own = use;
    report->use = &report->own;
    return report;
}

static enum level level_by_verdict(const struct finding *finding)
{
    if (finding->verdict == VERDICT_SAFE)
        return LEVEL_NONE;
    if (finding->verdict == VERDICT_LATENT)
        return LEVEL_NOTE;
    return level_of(finding->severity, finding->confidence);
}

void report_emit(struct report *report)
{
    report->finding.key = report->key->str;
    report->finding.steps = (const struct step *)(void *)report->steps->data;
    report->finding.n_steps = report->steps->len;
    report->finding.level = level_by_verdict(&report->finding);
    report->review->emit(&report->finding, report->review->context);
    g_array_unref(report->steps);
    g_string_chunk_free(report->text);
    g_string_free(report->key, TRUE);
    g_free(report);
}

void report_grade(struct report *report, enum level severity, enum confidence confidence)
{
    report->finding.severity = severity;
    report->finding.confidence = MIN(confidence, surest(report->use));
}

void report_verdict(struct report *report, enum verdict verdict, const char *reason)
{
    report->finding.verdict = verdict;
    report->finding.reason = reason;
}

void report_where(struct report *report, const struct finding_memory *memory)
{
    report->finding.memory = *memory;
}

void report_message(struct report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report->finding.message = keep(report, format, arguments);
    va_end(arguments);
}

void report_gain(struct report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report->finding.gain = keep(report, format, arguments);
    va_end(arguments);
}

void report_repair(struct report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report->finding.repair = keep(report, format, arguments);
    va_end(arguments);
}

static void add_step(struct report *report, struct step step)
{
    if (report->steps->len < STEPS_MAX)
        g_array_append_val(report->steps, step);
}

static void add_step_at(struct report *report, enum step_role role, ir_id file, ir_id line, ir_id col, const char *why)
{
    add_step(report,
             (struct step){.role = role, .file = file_name(report, file), .line = line, .col = col, .why = why});
}

void report_step(struct report *report, enum step_role role, ir_id loc, const char *why, ...)
{
    const struct ir_loc *at = ir_loc_at(report->review->unit, loc);
    va_list arguments;
    va_start(arguments, why);
    add_step_at(report, role, at->file, at->line, at->col, keep(report, why, arguments));
    va_end(arguments);
}

void report_spot(struct report *report, enum step_role role, const struct spot *spot, const char *why, ...)
{
    va_list arguments;
    va_start(arguments, why);
    add_step(report, (struct step){.role = role,
                                   .file = g_string_chunk_insert(report->text, spot->file),
                                   .line = spot->line,
                                   .col = spot->col,
                                   .why = keep(report, why, arguments)});
    va_end(arguments);
}

static void add_macro_step(struct report *report, const struct ir_loc *at)
{
    g_autofree char *body = g_strdup_printf("the body of the macro %s", at->macro);
    add_step_at(report, ROLE_CALL, at->spelling_file, at->spelling_line, at->spelling_col,
                g_string_chunk_insert(report->text, body));
}

static void add_wrapper_step(struct report *report, const struct wrapper *wrapper)
{
    g_autofree char *why = g_strdup_printf("%s hands on to %s", wrapper->name, wrapper->interface->name);
    add_step(report, (struct step){.role = ROLE_CALL,
                                   .file = g_string_chunk_insert(report->text, wrapper->file),
                                   .line = wrapper->line,
                                   .col = wrapper->col,
                                   .why = g_string_chunk_insert(report->text, why)});
}

void report_use(struct report *report, enum step_role role, const char *why, ...)
{
    const struct ir_loc *at = ir_loc_at(report->review->unit, report->use->loc);
    va_list arguments;
    va_start(arguments, why);
    add_step_at(report, role, at->file, at->line, at->col, keep(report, why, arguments));
    va_end(arguments);
    if (at->macro && (at->spelling_file != at->file || at->spelling_line != at->line))
        add_macro_step(report, at);
    if (report->use->wrapper)
        add_wrapper_step(report, report->use->wrapper);
}

static bool may_be(const struct constants *constants, struct ir_ref ref, int64_t number)
{
    return value_set_has(constants_of(constants, ref), (struct value){VALUE_NUMBER, number});
}

static struct ir_ref behind_conversions(const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        if (inst->op != IR_EXTEND && inst->op != IR_BITCAST && inst->op != IR_TRUNC)
            break;
        ref = ir_operand(function, inst, 0);
    }
    return ref;
}

static void follow_value(struct report *report, struct ir_ref ref, int64_t number, unsigned depth)
{
    const struct ir_function *function = report->use->function;
    struct body *body = review_body(report->review, function);
    ref = behind_conversions(function, ref);
    if (ref.kind != IR_REF_TEMP || depth == DEPTH_MAX || !body_reaching(body))
        return;
    const GArray *writes = reaching_writes(body_reaching(body), ref.index);
    for (guint i = 0; i < writes->len; i++) {
        uint32_t write = g_array_index(writes, uint32_t, i);
        const struct ir_inst *inst = write == IR_NONE ? NULL : ir_inst_at(function, write);
        if (!inst || inst->op != IR_STORE || !may_be(body_constants(body), ir_operand(function, inst, 1), number))
            continue;
        follow_value(report, ir_operand(function, inst, 1), number, depth + 1);
        struct ir_ref local = ir_operand(function, inst, 0);
        report_step(report, ROLE_VALUE, inst->loc, "`%s` gets %" G_GINT64_FORMAT,
                    g_array_index(function->locals, struct ir_local, local.index).name, number);
    }
}

void report_values(struct report *report, int argument, int64_t number)
{
    struct ir_ref ref = use_argument(report->use, (unsigned)argument, NULL);
    if (ref.kind != IR_REF_NONE)
        follow_value(report, ref, number, 0);
}

void report_key(struct report *report, const char *part)
{
    g_string_append_printf(report->key, ";%s", part);
}

static void shorten(GString *text)
{
    if (text->len <= CALL_TEXT_MAX)
        return;
    const char *end = text->str + CALL_TEXT_MAX;
    while ((*end & 0xc0) == 0x80) /* not through a UTF-8 character */
        end--;
    g_string_truncate(text, (gsize)(end - text->str));
    g_string_append(text, "…)");
}

/* Inside a macro's body the text of an argument that the macro makes up is the macro's use: no help to a reader. */
static bool is_macro_use(const char *text, const char *macro)
{
    size_t n = macro ? strlen(macro) : 0;
    return n && strncmp(text, macro, n) == 0 && (text[n] == '(' || text[n] == '\0');
}

static void append_argument(GString *out, const struct review *review, const struct use *use,
                            const struct ir_inst *call, uint32_t i)
{
    const GArray *texts = g_array_index(use->function->calls, struct ir_call, call->aux).texts;
    const char *text = texts && i < texts->len ? g_array_index(texts, const char *, i) : NULL;
    if (text && *text && !is_macro_use(text, ir_loc_at(review->unit, use->loc)->macro)) {
        g_string_append(out, text);
        return;
    }
    g_autofree char *expression = ir_expression(review->unit, use->function, ir_operand(use->function, call, i + 1));
    g_string_append(out, expression);
}

char *report_call_text(const struct review *review, const struct use *use)
{
    const struct ir_inst *call = review_call(use);
    GString *text = g_string_new(NULL);
    bool leading = use->spelling->kind == SPELLING_SYSCALL || use->spelling->kind == SPELLING_PRCTL;
    if (call && leading)
        g_string_append(text, use->spelling->kind == SPELLING_SYSCALL ? "syscall" : "prctl");
    else
        g_string_append(text, use->name);
    if (!call || use->is_reference)
        return g_string_free(text, FALSE);
    g_string_append_c(text, '(');
    for (uint32_t i = 0; i + 1 < call->n_operands; i++) {
        g_string_append(text, i ? ", " : "");
        append_argument(text, review, use, call, i);
    }
    g_string_append_c(text, ')');
    shorten(text);
    return g_string_free(text, FALSE);
}

char *report_argument_text(struct review *review, const struct use *use, int argument)
{
    const char *written;
    struct ir_ref ref = use_argument(use, (unsigned)argument, &written);
    if (written && *written && !is_macro_use(written, ir_loc_at(review->unit, use->loc)->macro))
        return g_strdup(written);
    return ref.kind == IR_REF_NONE ? g_strdup("") : ir_expression(review->unit, use->function, ref);
}
