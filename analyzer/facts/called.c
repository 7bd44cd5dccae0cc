#include "facts/called.h"

#include "flow/bounds.h"
#include "ir/access.h"

enum { CELLS_MAX = 400 /* of one function's calls */ };

term_id called_address(struct numbering *n, uint32_t call, const struct subject *subject)
{
    if (subject->kind != SUBJECT_MEMORY)
        return TERM_UNKNOWN;
    term_id address = numbering_place(n, call, &subject->at, false);
    return address ? term_offset(numbering_terms(n), address, subject->bytes.low) : TERM_UNKNOWN;
}

/* Where a record that is handed over by value was read from. */
static term_id record_address(struct numbering *n, const struct ir_function *function, uint32_t call,
                              const struct subject *subject)
{
    const struct ir_inst *inst = ir_inst_at(function, call);
    uint32_t o = subject->at.argument + 1;
    struct ir_ref ref =
        o && o < inst->n_operands ? ir_operand(function, inst, o) : (struct ir_ref){.kind = IR_REF_NONE};
    if (ref.kind != IR_REF_TEMP || ir_inst_at(function, ref.index)->op != IR_LOAD)
        return TERM_UNKNOWN;
    term_id address = numbering_of(n, ir_operand(function, ir_inst_at(function, ref.index), 0));
    return address ? term_offset(numbering_terms(n), address, subject->bytes.low) : TERM_UNKNOWN;
}

static bool is_record(const struct subject *subject)
{
    return subject->kind == SUBJECT_VALUE && subject->bytes.high > 0;
}

static uint32_t cell_of_subject(struct numbering *n, const struct ir_function *function, uint32_t call,
                                const struct subject *subject)
{
    uint64_t size = (uint64_t)subject->bytes.high - (uint64_t)subject->bytes.low;
    if ((subject->kind != SUBJECT_MEMORY && !is_record(subject)) || subject->bytes.high == INT64_MAX ||
        subject->bytes.high <= subject->bytes.low || size > 8)
        return IR_NONE;
    term_id address =
        is_record(subject) ? record_address(n, function, call, subject) : called_address(n, call, subject);
    struct cell cell = {.size = size};
    cell.base = term_base(numbering_terms(n), address, &cell.offset);
    return address ? cell_of(numbering_terms(n), cell) : IR_NONE;
}

term_id called_value(struct numbering *n, const struct ir_function *function, uint32_t call,
                     const struct subject *subject)
{
    const struct ir_inst *inst = ir_inst_at(function, call);
    if (subject->kind == SUBJECT_VALUE && subject->at.argument == CALL_RESULT)
        return numbering_of(n, (struct ir_ref){IR_REF_TEMP, call});
    if (subject->kind == SUBJECT_CONSTANT)
        return term_const(numbering_terms(n), subject->bytes.low);
    uint32_t cell = cell_of_subject(n, function, call, subject);
    if (cell != IR_NONE)
        return numbering_content(n, call, cell);
    bool is_argument = subject->kind == SUBJECT_VALUE && subject->at.argument + 1 < inst->n_operands;
    return is_argument ? numbering_of(n, ir_operand(function, inst, subject->at.argument + 1)) : TERM_UNKNOWN;
}

term_id called_source(struct numbering *n, const struct ir_function *function, uint32_t call, const struct deed *fetch,
                      bool *ret_is_exact)
{
    struct terms *terms = numbering_terms(n);
    term_id address = called_address(n, call, &fetch->of);
    *ret_is_exact = true;
    if (!address || fetch->skip.kind == SUBJECT_NONE)
        return address;
    term_id skipped = called_value(n, function, call, &fetch->skip);
    struct term number = *term_at(terms, skipped);
    *ret_is_exact = skipped != TERM_UNKNOWN;
    if (skipped == TERM_UNKNOWN)
        return address;
    if (number.kind == TERM_CONST)
        return term_offset(terms, address, (int64_t)((uint64_t)number.number * (uint64_t)fetch->unit));
    term_id array = term_offset(terms, address, (int64_t)(0 - (uint64_t)fetch->inside));
    struct term element = {.kind = TERM_INDEXED, .a = array, .b = bounds_plain(terms, skipped), .number = fetch->unit};
    return term_offset(terms, term_of(terms, element), fetch->inside);
}

/* Of more than a value, such as an array: its first byte, so that it is known who wrote there last. */
static bool adds_first(struct numbering *n, uint32_t call, const struct subject *subject)
{
    bool is_large = (uint64_t)subject->bytes.high - (uint64_t)subject->bytes.low > 8;
    term_id address = is_large ? called_address(n, call, subject) : TERM_UNKNOWN;
    struct cell cell = {.size = 1};
    cell.base = term_base(numbering_terms(n), address, &cell.offset);
    return address && cell_of(numbering_terms(n), cell) != IR_NONE;
}

static unsigned add_cells(struct numbering *n, const struct ir_function *function, uint32_t call,
                          const struct summary *summary)
{
    unsigned added = 0;
    for (guint d = 0; d < summary->deeds->len; d++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, d);
        bool looks = deed->kind == DEED_USES || deed->kind == DEED_CHECKS || deed->kind == DEED_RETURNS;
        added += looks && cell_of_subject(n, function, call, &deed->of) != IR_NONE;
        added += looks && cell_of_subject(n, function, call, &deed->to) != IR_NONE;
        added += deed->kind == DEED_USES && adds_first(n, call, &deed->of);
        added += deed->kind == DEED_FETCHES && cell_of_subject(n, function, call, &deed->skip) != IR_NONE;
    }
    return added;
}

bool called_cells(const struct call_knowledge *k, const struct cfg *cfg, struct numbering *n)
{
    const struct ir_function *function = cfg_function(cfg);
    unsigned added = 0;
    for (uint32_t i = 0; i < function->insts->len && added < CELLS_MAX; i++) {
        if (ir_inst_at(function, i)->op != IR_CALL || !cfg_is_reachable(cfg, cfg_block_of(cfg, i)))
            continue;
        const struct summary *summary = effects_summary(k, function, i);
        if (summary)
            added += add_cells(n, function, i, summary);
    }
    return added > 0;
}
