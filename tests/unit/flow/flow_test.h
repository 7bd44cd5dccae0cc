/* What the tests of flow share: a function from text, and temps by the text of their instruction. */
#ifndef FLOW_TEST_H
#define FLOW_TEST_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "flow/body.h"
#include "ir/access.h"
#include "ir/text.h"
#include "ir/verify.h"

struct sample {
    struct ir_unit *unit;
    const struct ir_function *function; /* the first one */
    struct body *body;
};

#define SAMPLE_HEAD                                                                                                    \
    "unit \"a.c\" target \"x86_64-linux-gnu\" pointer 8\n"                                                             \
    "symbol @use: func(i32) -> void\n"                                                                                 \
    "symbol @get: func() -> i32\n"                                                                                     \
    "symbol @take: func(ptr(i32)) -> void\n"

static inline struct sample sample_open(const char *text)
{
    g_autofree char *whole = g_strconcat(SAMPLE_HEAD, text, NULL);
    g_autoptr(GError) error = NULL;
    struct sample sample = {.unit = ir_parse(whole, "test", &error)};
    if (!sample.unit || !ir_verify(sample.unit, &error))
        fail_msg("%s\n%s", error->message, whole);
    sample.function = g_ptr_array_index(sample.unit->functions, 0);
    sample.body = body_new(sample.unit, sample.function);
    return sample;
}

static inline void sample_close(struct sample *sample)
{
    body_free(sample->body);
    ir_unit_free(sample->unit);
}

/* One analysis of one function, printed. */
static inline void expect_print(const char *text, const char *analysis, const char *wanted)
{
    struct sample sample = sample_open(text);
    g_autoptr(GString) out = g_string_new(NULL);
    assert_true(body_print(sample.body, analysis, out));
    assert_string_equal(out->str, wanted);
    sample_close(&sample);
}

/* The argument of the n-th call of @use. */
static inline struct ir_ref used(const struct sample *sample, unsigned n, uint32_t *ret_call)
{
    for (uint32_t i = 0; i < sample->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(sample->function, i);
        const struct ir_symbol *callee = inst->op == IR_CALL ? ir_callee(sample->unit, sample->function, inst) : NULL;
        if (!callee || !g_str_equal(callee->name, "use") || n--)
            continue;
        if (ret_call)
            *ret_call = i;
        return ir_operand(sample->function, inst, 1);
    }
    fail_msg("too few calls of @use");
    return (struct ir_ref){.kind = IR_REF_NONE};
}

#endif
