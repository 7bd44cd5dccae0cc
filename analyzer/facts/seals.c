#include "facts/seals.h"

#include "flow/body.h"
#include "flow/conditions.h"
#include "ir/access.h"

/* linux/fcntl.h; the same on every machine. F_SEAL_FUTURE_WRITE is no such seal: who has mapped it before writes on. */
enum { ADD_SEALS = 1033, GET_SEALS = 1034, SEAL_WRITE = 8 };

struct asked {
    const struct ir_unit *unit;
    const struct ir_function *function;
    struct numbering *numbering;
    term_id file;
};

static bool is_number(const struct asked *a, const struct ir_inst *call, uint32_t operand, int64_t *ret_number)
{
    const struct term *term =
        term_at(numbering_terms(a->numbering), numbering_of(a->numbering, ir_operand(a->function, call, operand)));
    *ret_number = term->number;
    return term->kind == TERM_CONST;
}

/* A call of fcntl with that command, of the file. */
static const struct ir_inst *command_of(const struct asked *a, const struct term *result, int64_t command)
{
    const struct ir_inst *call = result->kind == TERM_RESULT ? ir_inst_at(a->function, result->at) : NULL;
    const struct ir_symbol *callee = call && call->op == IR_CALL ? ir_callee(a->unit, a->function, call) : NULL;
    int64_t given;
    bool is_it = callee && (g_str_equal(callee->name, "fcntl") || g_str_equal(callee->name, "fcntl64")) &&
                 call->n_operands >= 3 && is_number(a, call, 2, &given) && given == command &&
                 numbering_of(a->numbering, ir_operand(a->function, call, 1)) == a->file;
    return is_it ? call : NULL;
}

/* `fcntl(fd, F_ADD_SEALS, …)` is not negative. */
static bool is_added(const struct asked *a, const struct fact *fact, const struct term *subject)
{
    const struct ir_inst *call = command_of(a, subject, ADD_SEALS);
    int64_t seals;
    return call && call->n_operands >= 4 && is_number(a, call, 3, &seals) && (seals & SEAL_WRITE) && fact->low >= 0;
}

/* `fcntl(fd, F_GET_SEALS) & MASK` is a number that has the seal, or is not 0 and the mask is that seal. */
static bool is_there(const struct asked *a, const struct fact *fact, const struct term *subject)
{
    const struct terms *terms = numbering_terms(a->numbering);
    if (subject->kind != TERM_OPERATION || subject->op != IR_AND || !subject->b)
        return false;
    bool is_first = term_at(terms, subject->a)->kind == TERM_CONST;
    const struct term *mask = term_at(terms, is_first ? subject->a : subject->b);
    term_id seals = is_first ? subject->b : subject->a;
    bool is_one = fact->low == fact->high && (fact->low & SEAL_WRITE);
    bool is_any = mask->kind == TERM_CONST && mask->number == SEAL_WRITE &&
                  (fact->low > 0 || (fact->is_excluding && fact->except == 0));
    return (is_one || is_any) && command_of(a, term_at(terms, term_bare(terms, seals)), GET_SEALS);
}

/* Where a file cannot be sealed the seals are -1, which has each of them. */
static bool is_answered(const struct asked *a, const struct fact *fact, const struct term *subject)
{
    return command_of(a, subject, GET_SEALS) && (fact->low >= 0 || (fact->is_excluding && fact->except == -1));
}

static bool is_known(const struct asked *a, const struct cfg *cfg, uint32_t block)
{
    const struct terms *terms = numbering_terms(a->numbering);
    bool has_seal = false, has_answer = false;
    for (; block != IR_NONE; block = cfg_dominator(cfg, block)) {
        struct cfg_list before = cfg_predecessors(cfg, block);
        struct fact fact;
        if (before.n != 1 || !condition_of(a->numbering, a->unit, a->function, before.blocks[0], block, &fact))
            continue;
        const struct term *subject = term_at(terms, term_bare(terms, fact.subject));
        if (is_added(a, &fact, subject))
            return true;
        has_seal |= is_there(a, &fact, subject);
        has_answer |= is_answered(a, &fact, subject);
    }
    return has_seal && has_answer;
}

static struct ir_ref file_of(const struct use *mapping)
{
    for (guint i = 0; i < mapping->interface->args->len; i++) {
        const struct catalogue_argument *argument = g_ptr_array_index(mapping->interface->args, i);
        if (g_str_equal(argument->name, "fd"))
            return use_argument(mapping, i, NULL);
    }
    return (struct ir_ref){.kind = IR_REF_NONE};
}

/* Most functions that map never say fcntl. */
static bool asks_for_files(const struct ir_unit *unit, const struct ir_function *function)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *call = ir_inst_at(function, i);
        const struct ir_symbol *callee = call->op == IR_CALL ? ir_callee(unit, function, call) : NULL;
        if (callee && g_str_has_prefix(callee->name, "fcntl"))
            return true;
    }
    return false;
}

bool seals_forbid_writing(const struct ir_unit *unit, const struct use *mapping)
{
    struct ir_ref file = file_of(mapping);
    if (file.kind == IR_REF_NONE || !asks_for_files(unit, mapping->function))
        return false;
    struct body *body = body_new(unit, mapping->function);
    struct asked asked = {.unit = unit, .function = mapping->function, .numbering = body_numbering(body)};
    bool is_sealed = false;
    if (asked.numbering) {
        asked.file = numbering_of(asked.numbering, file);
        is_sealed = asked.file && is_known(&asked, body_cfg(body), cfg_block_of(body_cfg(body), mapping->inst));
    }
    body_free(body);
    return is_sealed;
}
