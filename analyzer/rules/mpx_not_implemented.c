/* mpx-not-implemented: the slot called mpx (56 on i386) was never more than a name; the call gives -ENOSYS.
 *
 * Finds
 *   1. syscall(SYS_mpx, …), by name or by number, where the ABI has the slot;
 *   2. `int $0x80` with 56, from 32-bit and from 64-bit code alike;
 *   3. graver (high), when the result is not tested at all: the code goes on as if memory were protected.
 * As a note
 *   4. in a function that tells ENOSYS apart: a probe.
 * Stays silent on
 *   5. calls of a function named mpx: the tree's own, or a patched kernel's wrapper;
 *   6. a private number that is not the slot's;
 *   7. ABIs without the slot (see syscall-number-mismatch).
 * Known gaps
 *   8. ENOSYS told apart in a caller. */
#include "rules/report.h"

#include "facts/numbers.h"

enum { ENOSYS_NUMBER = 38 }; /* asm-generic/errno.h; mips, sparc, alpha and parisc number it otherwise */

static bool is_slot(struct review *review, const struct use *use)
{
    int64_t number;
    return g_str_equal(use->interface->family, "mpx") && use->spelling->kind == SPELLING_SYSCALL &&
           review_is_sound(review, use) && numbers_of(use->interface, use->abi, &number) && use->number == number;
}

static bool is_enosys(const struct review *review, struct ir_ref ref)
{
    if (ref.kind != IR_REF_CONST)
        return false;
    int64_t value = g_array_index(review->unit->consts, struct ir_const, ref.index).value;
    return value == ENOSYS_NUMBER || value == -ENOSYS_NUMBER;
}

/* 4: compares something, errno or the raw result, with ENOSYS. */
static bool knows_enosys(const struct review *review, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        if (inst->op != IR_EQ && inst->op != IR_NE && inst->op != IR_SWITCH)
            continue;
        for (uint32_t o = 0; o < inst->n_operands; o++)
            if (is_enosys(review, ir_operand(function, inst, o)))
                return true;
    }
    return false;
}

/* A result that is returned is the caller's to test. */
static bool is_tested(struct review *review, const struct use *use)
{
    const struct chains *chains = body_chains(review_body(review, use->function));
    g_autoptr(GArray) consumers = chains_consumers(chains, use->inst);
    for (guint i = 0; i < consumers->len; i++) {
        const struct ir_inst *inst = ir_inst_at(use->function, g_array_index(consumers, struct chain_use, i).inst);
        if ((inst->op >= IR_EQ && inst->op <= IR_GE) || inst->op == IR_TOBOOL || inst->op == IR_CBR ||
            inst->op == IR_SWITCH || inst->op == IR_RET)
            return true;
    }
    return false;
}

static void judge(struct review *review, const struct use *use)
{
    bool probe = knows_enosys(review, use->function), tested = is_tested(review, use);
    struct report *report = report_new(review, use);
    report_grade(report, probe ? LEVEL_NOTE : tested ? review->rule->severity : LEVEL_HIGH, CONFIDENCE_HIGH);
    report_message(report, "system call %" G_GINT64_FORMAT " of %s (mpx) is implemented by no kernel: always ENOSYS%s",
                   use->number, use->abi, tested || probe ? "" : ", and nobody looks");
    report_gain(report, "No memory is protected by this call on any Linux kernel; %s",
                tested || probe ? "what stands behind its success never runs."
                                : "whoever reaches the address reads and writes it although the code counts on a key.");
    report_repair(report, "Use pkey_alloc and pkey_mprotect, and test both.");
    report_use(report, ROLE_CALL, "system call %" G_GINT64_FORMAT " of %s is sys_ni_syscall", use->number, use->abi);
    report_emit(report);
}

void rule_mpx_not_implemented(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        if (is_slot(review, use))
            judge(review, use);
    }
}
