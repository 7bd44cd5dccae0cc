#include "ir/access.h"
#include "ir/arithmetic.h"
#include "rules/finder.h"

const char *dependence_text(enum dependence_kind kind)
{
#define TEXT(identifier, text) text,
    static const char *const texts[] = {DEPENDENCES(TEXT)};
#undef TEXT
    return texts[kind];
}

term_id dependence_condition(const struct reading *r, uint32_t inst)
{
    const struct ir_inst *branch = ir_inst_at(r->function, inst);
    bool is_branch = branch->op == IR_CBR || branch->op == IR_SWITCH;
    return is_branch ? numbering_of(r->numbering, ir_operand(r->function, branch, 0)) : TERM_UNKNOWN;
}

static bool is_opinion(const struct summary *summary)
{
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        bool looks = deed->kind == DEED_CHECKS || deed->kind == DEED_RETURNS || deed->kind == DEED_LOADS ||
                     (deed->kind == DEED_USES && (deed->use == DEPENDENCE_SWITCH || deed->use == DEPENDENCE_POINTER));
        if (!looks)
            return false;
    }
    return !summary->writes_open;
}

static bool is_only_compared(const struct ir_function *function, uint32_t value)
{
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(function, inst, o);
            bool asks = inst->op == IR_CBR || arithmetic_is_comparison((enum ir_op)inst->op);
            if (ref.kind == IR_REF_TEMP && ref.index == value && !asks)
                return false;
        }
    }
    return true;
}

/* The function whose result a branch asks for. */
static const struct ir_symbol *asked_function(const struct reading *r, const struct dependence *branch)
{
    const struct terms *terms = numbering_terms(r->numbering);
    const struct term *term = term_at(terms, term_bare(terms, branch->value));
    if (term->kind == TERM_OPERATION && arithmetic_is_comparison((enum ir_op)term->op))
        term = term_at(terms, term_bare(terms, term_at(terms, term->a)->kind == TERM_CONST ? term->b : term->a));
    const struct ir_inst *call = term->kind == TERM_RESULT ? ir_inst_at(r->function, term->at) : NULL;
    return call && call->op == IR_CALL ? ir_callee(r->knowledge.unit, r->function, call) : NULL;
}

bool dependence_only_asks(const struct reading *r, const struct dependence *before, const struct dependence *d)
{
    const struct summary *summary = d->deed ? effects_summary(&r->knowledge, r->function, d->inst) : NULL;
    const struct ir_symbol *callee = ir_callee(r->knowledge.unit, r->function, ir_inst_at(r->function, d->inst));
    return summary && callee && before->kind == DEPENDENCE_BRANCH && asked_function(r, before) == callee &&
           is_opinion(summary) && is_only_compared(r->function, d->inst);
}

static bool is_ours(const struct finder *f, term_id root)
{
    return term_at(finder_terms(f), root)->kind == TERM_LOCAL ||
           root == numbering_root(f->reading->numbering, f->read->destination);
}

/* The element that is kept or given back is what it was reckoned to be; also where it may be none. */
static void find_kept(struct finder *f, uint32_t inst, term_id value)
{
    const GArray *joined = numbering_joined(f->reading->numbering, value);
    for (guint i = 0; joined && i < joined->len; i++)
        finder_indexes(f, inst, g_array_index(joined, term_id, i));
    finder_indexes(f, inst, value);
    finder_add(f, DEPENDENCE_KEPT, inst, value);
}

/* The record that a member is a part of, by what the member is found in: a variable, or a pointer. */
static const struct ir_type *record_of(const struct finder *f, const struct ir_inst *field)
{
    const struct ir_unit *unit = f->reading->knowledge.unit;
    const struct ir_function *function = f->reading->function;
    struct ir_ref from = ir_operand(function, field, 0);
    if (from.kind == IR_REF_LOCAL)
        return ir_type_at(unit, g_array_index(function->locals, struct ir_local, from.index).type);
    ir_id id = ir_ref_type(unit, function, from);
    const struct ir_type *pointer = id == IR_NONE ? NULL : ir_type_at(unit, id);
    bool leads_on = pointer && pointer->kind == IR_TYPE_POINTER && pointer->target != IR_NONE;
    return leads_on ? ir_type_at(unit, pointer->target) : NULL;
}

/* The member of a vector of buffers (POSIX <sys/uio.h>, Linux's struct kvec) that is stored to; NULL: it is none. */
static const char *vector_member(const struct finder *f, uint32_t inst)
{
    const struct ir_function *function = f->reading->function;
    struct ir_ref address = ir_operand(function, ir_inst_at(function, inst), 0);
    const struct ir_inst *field = address.kind == IR_REF_TEMP ? ir_inst_at(function, address.index) : NULL;
    const struct ir_type *record = field && field->op == IR_FIELD ? record_of(f, field) : NULL;
    bool is_vector = record && record->kind == IR_TYPE_RECORD && record->name && record->fields &&
                     (g_str_equal(record->name, "struct iovec") || g_str_equal(record->name, "struct kvec"));
    return is_vector ? g_array_index(record->fields, struct ir_field, field->aux).name : NULL;
}

/* What a vector is filled with is where, and how far, the call that is given it reads or writes. */
static void find_vector(struct finder *f, uint32_t inst)
{
    const char *member = vector_member(f, inst);
    if (g_strcmp0(member, "iov_len") == 0)
        finder_add(f, DEPENDENCE_LENGTH, inst, finder_operand(f, inst, 1));
    else if (g_strcmp0(member, "iov_base") == 0)
        finder_address(f, inst, finder_operand(f, inst, 1));
}

static void find_store(struct finder *f, uint32_t inst)
{
    term_id address = finder_operand(f, inst, 0);
    finder_address(f, inst, address);
    find_vector(f, inst);
    if (!is_ours(f, numbering_root(f->reading->numbering, address)))
        find_kept(f, inst, finder_operand(f, inst, 1));
}

static void find_at(struct finder *f, uint32_t inst)
{
    const struct ir_inst *i = ir_inst_at(f->reading->function, inst);
    switch ((enum ir_op)i->op) {
    case IR_CBR:
    case IR_SWITCH:
        finder_branch(f, inst);
        break;
    case IR_LOAD:
        finder_address(f, inst, finder_operand(f, inst, 0));
        break;
    case IR_STORE:
        find_store(f, inst);
        break;
    case IR_COPY:
        finder_address(f, inst, finder_operand(f, inst, 0));
        finder_address(f, inst, finder_operand(f, inst, 1));
        break;
    case IR_CALL:
        finder_call(f, inst);
        break;
    case IR_RET:
        if (i->n_operands) {
            find_kept(f, inst, finder_operand(f, inst, 0));
            finder_object(f, inst, finder_operand(f, inst, 0), DEPENDENCE_OBJECT, INT64_MAX);
        }
        break;
    default:
        break;
    }
}

GArray *dependences_of(struct reading *reading, const struct read *read)
{
    struct finder f = {reading, read, g_array_new(FALSE, FALSE, sizeof(struct dependence)), NULL};
    for (uint32_t i = 0; i < reading->function->insts->len; i++)
        if (cfg_is_reachable(reading->cfg, cfg_block_of(reading->cfg, i)))
            find_at(&f, i);
    return f.found;
}
