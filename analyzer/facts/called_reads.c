#include "facts/called_reads.h"

#include "facts/called.h"
#include "facts/summaries.h"
#include "ir/access.h"

static void add_all(struct reading *r, uint32_t call, const struct summary *summary)
{
    uint32_t number = 0;
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        struct read read = {.inst = call, .deed = deed, .summary = summary, .number = number};
        number += deed->kind == DEED_FETCHES;
        if (deed->kind != DEED_FETCHES || deed->of.kind != SUBJECT_MEMORY)
            continue;
        read.fetch = (struct fetch_call){.interface = deed->interface, .size = UINT64_MAX};
        read.fetch.gives_copy =
            deed->to.kind == SUBJECT_MEMORY && deed->to.at.argument == CALL_RESULT && !deed->to.at.depth;
        read.fetch.gives_value = summary_returns_fetched(summary, read.number);
        read.principal = reads_principal(deed->interface);
        g_array_append_val(r->reads, read);
    }
}

void called_reads_find(struct reading *r, uint32_t call)
{
    const struct summary *summary = effects_summary(&r->knowledge, r->function, call);
    if (summary) {
        add_all(r, call, summary);
        return;
    }
    if (!r->knowledge.summaries)
        return;
    g_autoptr(GPtrArray) perhaps = unit_summaries_perhaps(r->knowledge.summaries, r->function, call);
    for (guint i = 0; perhaps && i < perhaps->len; i++)
        add_all(r, call, g_ptr_array_index(perhaps, i));
}

/* How many bytes, when an argument of the call says it. */
static void take_length(const struct reading *r, struct read *read)
{
    if (read->deed->length.kind == SUBJECT_NONE)
        return;
    read->length = called_value(r->numbering, r->function, read->inst, &read->deed->length);
    reads_limit(r, read);
}

void called_read_place(const struct reading *r, struct read *read)
{
    struct terms *terms = numbering_terms(r->numbering);
    const struct deed *deed = read->deed;
    int64_t offset = 0;
    bool is_there;
    term_id address = called_source(r->numbering, r->function, read->inst, deed, &is_there);
    read->source = address ? term_base(terms, reads_settled(r, address), &offset) : TERM_UNKNOWN;
    bool is_bounded = is_there && deed->of.bytes.high != INT64_MAX;
    read->bytes.low = offset;
    read->bytes.high = is_bounded ? offset + (deed->of.bytes.high - deed->of.bytes.low) : INT64_MAX;
    read->is_exact = is_bounded && deed->is_exact;
    read->length = TERM_UNKNOWN;
    if (is_there)
        take_length(r, read);
    read->destination = TERM_UNKNOWN;
    if (deed->to.kind != SUBJECT_MEMORY)
        return;
    term_id to = numbering_place(r->numbering, read->inst, &deed->to.at, true);
    if (to)
        read->destination = term_base(terms, term_offset(terms, to, deed->to.bytes.low), &read->destination_offset);
}

static bool is_same_place(const struct call_place *a, const struct call_place *b)
{
    bool is_same = a->argument == b->argument && a->depth == b->depth;
    for (uint32_t d = 0; is_same && d < a->depth; d++)
        is_same = a->offsets[d] == b->offsets[d];
    return is_same;
}

bool reading_inside(const struct read *read, uint32_t call, const struct subject *subject, struct bytes *ret_bytes)
{
    if (read->kind != READ_INSIDE || read->inst != call || subject->kind != SUBJECT_MEMORY ||
        !is_same_place(&subject->at, &read->deed->of.at))
        return false;
    int64_t behind = read->bytes.low - read->deed->of.bytes.low;
    ret_bytes->low = MAX(subject->bytes.low + behind, read->bytes.low);
    ret_bytes->high =
        subject->bytes.high == INT64_MAX ? read->bytes.high : MIN(subject->bytes.high + behind, read->bytes.high);
    ret_bytes->apart = ret_bytes->low == subject->bytes.low + behind ? subject->bytes.apart : 0;
    return ret_bytes->low < ret_bytes->high;
}

bool reading_is_done_to(const struct read *read, enum deed_kind kind)
{
    for (guint d = 0; read->summary && d < read->summary->deeds->len; d++) {
        const struct deed *deed = &g_array_index(read->summary->deeds, struct deed, d);
        struct bytes bytes;
        if (deed->kind == kind && reading_inside(read, read->inst, &deed->of, &bytes))
            return true;
    }
    return false;
}

bool reading_is_accessor(const struct read *read)
{
    for (guint i = 0; read->summary && i < read->summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(read->summary->deeds, struct deed, i);
        if (deed->kind == DEED_RETURNS && deed->is_exact && deed->of.kind == SUBJECT_MEMORY)
            return true;
    }
    return false;
}

bool reading_is_computed(const struct read *read)
{
    for (guint i = 0; read->summary && i < read->summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(read->summary->deeds, struct deed, i);
        bool is_followed = deed->kind == DEED_USES && deed->use == DEPENDENCE_POINTER;
        if (deed->kind != DEED_LOADS && deed->kind != DEED_RETURNS && !is_followed)
            return false;
    }
    return reading_is_done_to(read, DEED_RETURNS);
}

bool reading_handed(const struct reading *r, const struct read *read, uint32_t call, const struct subject *subject,
                    struct bytes *ret_bytes)
{
    const struct ir_inst *inst = ir_inst_at(r->function, call);
    bool is_record = subject->kind == SUBJECT_VALUE && subject->bytes.high > 0 && read->inst != call;
    if (!is_record || subject->at.argument + 1 >= inst->n_operands)
        return false;
    struct ir_ref ref = ir_operand(r->function, inst, subject->at.argument + 1);
    *ret_bytes = subject->bytes;
    ret_bytes->low += read->bytes.low;
    ret_bytes->high = MIN(subject->bytes.high, INT64_MAX - read->bytes.low) + read->bytes.low;
    return ref.kind == IR_REF_TEMP && ref.index == read->inst && ir_inst_at(r->function, ref.index)->op == IR_LOAD &&
           ret_bytes->high <= read->bytes.high;
}

bool reading_fetched(const struct read *read, uint32_t call, const struct subject *subject)
{
    return subject->kind == SUBJECT_FETCHED && read->kind == READ_FETCH && read->deed && read->inst == call &&
           read->number == subject->fetch;
}
