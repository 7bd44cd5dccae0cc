/* result-ignored: a protection call whose failure nobody would notice.
 *
 * Finds
 *   1. a call of an interface whose result matters (catalogue: result-matters) as a statement of its own;
 *   2. a result stored in a private local that is never read again on any path;
 *   3. a result of which nothing comes: `rc == 0;`, `if (rc) { }`;
 *   4. all of it through syscall(), through a pointer that can only be such a function, and through a function of the
 *      tree that hands its arguments on and returns the result untested (with medium confidence).
 * As a note
 *   5. a result dropped by a `(void)` cast, or a local that is only named in one: somebody meant it.
 * Stays silent on
 *   6. munmap, madvise, pkey_free and others whose result does not matter;
 *   7. an `op` that only asks (get): nothing is protected by it;
 *   8. a call right before a look at errno.
 * With medium confidence
 *   9. when the unit defines the function itself: it may test and abort inside.
 * Known gaps
 *  10. a result that is read, but not to tell failure (printed, say);
 *  11. a result stored in a global or through a pointer counts as read. */
#include "rules/report.h"

#include "facts/wrappers.h"

static bool is_judged(struct review *review, const struct use *use)
{
    const struct ir_inst *call = review_call(use);
    bool is_theirs = use->wrapper && !use->wrapper->returns_result; /* the wrapper's to test */
    return use->interface->result_matters && !is_theirs && call && call->type != 0 && review_is_sound(review, use) &&
           review_effect(review, use) != OP_GET; /* 7 */
}

/* `errno = 0` is no look at it. */
static bool is_only_set(const struct use *use, const struct chains *chains, uint32_t place)
{
    const GArray *users = chains_users(chains, place);
    for (guint i = 0; i < users->len; i++) {
        struct chain_use at = g_array_index(users, struct chain_use, i);
        if (ir_inst_at(use->function, at.inst)->op != IR_STORE || at.operand != 0)
            return false;
    }
    return true;
}

/* 8: errno is a call in glibc, musl and bionic; the next call behind ours, in straight line, tells. */
static bool asks_errno(const struct review *review, const struct use *use, struct body *body)
{
    static const char *const names[] = {"__errno_location", "___errno_location", "__errno"};
    const struct ir_block *block = ir_block_at(use->function, cfg_block_of(body_cfg(body), use->inst));
    for (uint32_t i = use->inst + 1; i < block->first + block->n; i++) {
        const struct ir_inst *inst = ir_inst_at(use->function, i);
        if (inst->op != IR_CALL)
            continue;
        const struct ir_symbol *callee = ir_callee(review->unit, use->function, inst);
        for (unsigned n = 0; callee && n < G_N_ELEMENTS(names); n++)
            if (g_str_equal(callee->name, names[n]))
                return !is_only_set(use, body_chains(body), i);
        return false;
    }
    return false;
}

/* The block that a branch leads to in the end, behind blocks that do nothing; IR_NONE when a phi there tells the ways
 * apart. */
static uint32_t landing(const struct ir_function *function, struct ir_ref target)
{
    for (unsigned depth = 0; depth < 8; depth++) {
        const struct ir_block *block = ir_block_at(function, target.index);
        const struct ir_inst *first = ir_inst_at(function, block->first);
        if (first->op == IR_PHI)
            return IR_NONE;
        if (first->op != IR_BR)
            break;
        target = ir_operand(function, first, 0);
    }
    return target.index;
}

static bool decides(const struct ir_function *function, const struct ir_inst *branch)
{
    uint32_t yes = landing(function, ir_operand(function, branch, 1)),
             no = landing(function, ir_operand(function, branch, 2));
    return yes == IR_NONE || yes != no;
}

static bool is_pure(enum ir_op op)
{
    return !ir_op_has_flag(op, 'R') && !ir_op_has_flag(op, 'W') && !ir_op_has_flag(op, 'C') && !ir_op_has_flag(op, 'T');
}

/* Whether anything comes of the value: not of `!rc` that is dropped, nor of `if (rc) { }`. */
static bool matters(const struct ir_function *function, const struct chains *chains, uint32_t temp, unsigned depth)
{
    g_autoptr(GArray) consumers = chains_consumers(chains, temp);
    for (guint i = 0; i < consumers->len; i++) {
        uint32_t at = g_array_index(consumers, struct chain_use, i).inst;
        const struct ir_inst *inst = ir_inst_at(function, at);
        bool does = inst->op == IR_CBR                           ? decides(function, inst)
                    : is_pure((enum ir_op)inst->op) && depth < 8 ? matters(function, chains, at, depth + 1)
                                                                 : true;
        if (does)
            return true;
    }
    return false;
}

/* 5: `(void)!f()`, against warnings. */
static bool is_negated(const struct use *use, const struct chains *chains)
{
    const GArray *users = chains_users(chains, use->inst);
    return users->len == 1 && ir_inst_at(use->function, g_array_index(users, struct chain_use, 0).inst)->op == IR_EQ;
}

/* The store that keeps the result in a local, or IR_NONE. */
static uint32_t keeping_store(const struct use *use, const struct chains *chains)
{
    uint32_t temp = use->inst;
    for (unsigned depth = 0; depth < 4; depth++) {
        const GArray *users = chains_users(chains, temp);
        if (!users->len)
            return IR_NONE;
        temp = g_array_index(users, struct chain_use, 0).inst;
        if (ir_inst_at(use->function, temp)->op == IR_STORE)
            return temp;
    }
    return IR_NONE;
}

/* 5: `(void)rc;` loads the variable and does nothing with it. */
static bool is_named_again(struct review *review, const struct use *use, uint32_t store)
{
    const struct reaching *reaching = body_reaching(review_body(review, use->function));
    return store != IR_NONE && reaching && reaching_reads(reaching, store)->len > 0;
}

static void explain(struct report *report, const struct use *use, const char *call)
{
    if (use->interface->protects)
        report_gain(report,
                    "When %s fails, the program goes on with memory that it believes protected: an attacker who "
                    "can reach it, or provoke the failure, meets no protection.",
                    use->interface->name);
    else
        report_gain(report, "When %s fails, the program goes on with what it did not get.", use->interface->name);
    report_repair(report, "Test the result of %s and do not go on when it failed.", call);
}

/* 9: what the tree calls pkey_mprotect itself may well end the process when it fails. */
static enum confidence confidence_in(const struct review *review, const struct use *use)
{
    const struct ir_symbol *callee = ir_callee(review->unit, use->function, review_call(use));
    return callee && callee->is_defined ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
}

static void judge(struct review *review, const struct use *use)
{
    struct body *body = review_body(review, use->function);
    const struct chains *chains = body_chains(body);
    if (matters(use->function, chains, use->inst, 0) || asks_errno(review, use, body))
        return;
    uint32_t store = keeping_store(use, chains);
    bool meant = review_call(use)->is_cast_to_void || is_negated(use, chains) || is_named_again(review, use, store);
    g_autofree char *call = report_call_text(review, use);
    struct report *report = report_new(review, use);
    report_message(report, "result of %s is %s", call, store == IR_NONE ? "ignored" : "stored and never tested");
    report_grade(report, meant ? LEVEL_NOTE : review->rule->severity, confidence_in(review, use));
    explain(report, use, call);
    report_use(report, ROLE_CALL, store == IR_NONE ? "its result goes nowhere" : "its result is kept here …");
    if (store != IR_NONE)
        report_step(report, ROLE_VALUE, ir_inst_at(use->function, store)->loc, "… in a variable that nothing reads");
    report_emit(report);
}

void rule_result_ignored(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        if (is_judged(review, use))
            judge(review, use);
    }
}
