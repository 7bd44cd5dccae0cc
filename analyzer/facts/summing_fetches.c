/* The fetches that a function makes, itself or through those that it calls. */
#include "facts/amounts.h"
#include "facts/called.h"
#include "facts/summing.h"
#include "flow/bits.h"
#include "flow/conditions.h"
#include "ir/access.h"

enum { FETCHES_MAX = 48 };

static void add_catalogued(struct summing *s, uint32_t inst, const struct fetch_call *fetch)
{
    struct fetched own = {.inst = inst, .interface = fetch->interface, .size = UINT64_MAX};
    own.gives_copy = fetch->gives_copy;
    own.gives_value = fetch->gives_value;
    g_array_append_val(s->fetches, own);
}

static void add_of_summary(struct summing *s, uint32_t inst, const struct summary *summary)
{
    uint32_t number = 0;
    for (guint i = 0; i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->kind != DEED_FETCHES)
            continue;
        struct fetched own = {.inst = inst, .interface = deed->interface, .deed = deed, .number = number++};
        own.size = UINT64_MAX;
        g_array_append_val(s->fetches, own);
    }
}

void summing_find_fetches(struct summing *s)
{
    for (uint32_t i = 0; i < s->function->insts->len; i++) {
        struct fetch_call fetch;
        if (ir_inst_at(s->function, i)->op != IR_CALL || !cfg_is_reachable(s->cfg, cfg_block_of(s->cfg, i)))
            continue;
        const struct summary *summary = effects_summary(s->knowledge, s->function, i);
        if (summary)
            add_of_summary(s, i, summary);
        else if (effects_fetch(s->knowledge, s->function, i, &fetch))
            add_catalogued(s, i, &fetch);
    }
    s->is_too_much |= s->fetches->len > FETCHES_MAX;
}

static void take_length(const struct summing *s, struct fetched *fetch, term_id length, uint64_t size)
{
    const struct term *term = term_at(numbering_terms(s->numbering), length);
    fetch->length = length;
    fetch->size = term->kind == TERM_CONST && term->number >= 0 ? (uint64_t)term->number : length ? UINT64_MAX : size;
    fetch->most = fetch->size;
    if (!length || term->kind == TERM_CONST)
        return;
    struct bounds bounds = amounts_of(s->knowledge, s->cfg, s->numbering, fetch->inst, length);
    if (bounds.low >= 0 && bounds.high != INT64_MAX)
        fetch->most = (uint64_t)bounds.high;
}

static void place_catalogued(const struct summing *s, struct fetched *fetch)
{
    struct terms *terms = numbering_terms(s->numbering);
    struct fetch_call call;
    effects_fetch(s->knowledge, s->function, fetch->inst, &call);
    struct term skipped = *term_at(terms, numbering_of(s->numbering, call.skipped));
    fetch->source = numbering_of(s->numbering, call.source);
    if (fetch->source && skipped.kind == TERM_CONST)
        fetch->source = term_offset(terms, fetch->source, skipped.number);
    else if (call.skipped.kind != IR_REF_NONE || call.is_stream)
        fetch->source = TERM_UNKNOWN;
    take_length(s, fetch, numbering_of(s->numbering, call.length), call.size);
    if (call.gives_copy)
        fetch->destination = numbering_of(s->numbering, (struct ir_ref){IR_REF_TEMP, fetch->inst});
    else if (call.destination.kind != IR_REF_NONE)
        fetch->destination = term_base(terms, numbering_of(s->numbering, call.destination), &fetch->offset);
}

static void place_of_summary(const struct summing *s, struct fetched *fetch)
{
    struct terms *terms = numbering_terms(s->numbering);
    const struct deed *deed = fetch->deed;
    term_id length = TERM_UNKNOWN;
    bool is_there;
    fetch->source = called_source(s->numbering, s->function, fetch->inst, deed, &is_there);
    if (is_there && deed->length.kind == SUBJECT_VALUE) {
        const struct ir_inst *call = ir_inst_at(s->function, fetch->inst);
        uint32_t o = deed->length.at.argument + 1;
        length = o < call->n_operands ? numbering_of(s->numbering, ir_operand(s->function, call, o)) : TERM_UNKNOWN;
    }
    bool is_bounded = is_there && deed->of.kind == SUBJECT_MEMORY && deed->of.bytes.high != INT64_MAX;
    uint64_t most = is_bounded ? (uint64_t)(deed->of.bytes.high - deed->of.bytes.low) : UINT64_MAX;
    take_length(s, fetch, length, deed->is_exact ? most : UINT64_MAX);
    fetch->most = MIN(fetch->most, most);
    if (deed->to.kind == SUBJECT_MEMORY) {
        term_id to = numbering_place(s->numbering, fetch->inst, &deed->to.at, true);
        fetch->destination = to ? term_base(terms, term_offset(terms, to, deed->to.bytes.low), &fetch->offset) : to;
    }
    fetch->gives_copy = deed->to.kind == SUBJECT_MEMORY && deed->to.at.argument == CALL_RESULT && !deed->to.at.depth;
}

void summing_place_fetches(struct summing *s)
{
    for (guint i = 0; i < s->fetches->len; i++) {
        struct fetched *fetch = &g_array_index(s->fetches, struct fetched, i);
        if (fetch->deed) {
            place_of_summary(s, fetch);
            fetch->gives_value =
                summary_returns_fetched(effects_summary(s->knowledge, s->function, fetch->inst), fetch->number);
        } else {
            place_catalogued(s, fetch);
        }
    }
}

/* ---- deeds ---- */

static void describe_source(const struct summing *s, const struct fetched *fetch, struct deed *deed)
{
    int64_t offset;
    bool is_exact = true;
    struct displaced displaced = {.from = fetch->source, .is_exact = true};
    origins_displaced(s->origins, fetch->source, &displaced);
    if (!origins_place(s->origins, displaced.from, &deed->of.at, &offset, &is_exact))
        return;
    is_exact &= displaced.is_exact;
    bool is_bounded = is_exact && fetch->most <= INT32_MAX;
    deed->of.kind = SUBJECT_MEMORY;
    deed->of.bytes = bytes_between(offset, is_bounded ? offset + (int64_t)fetch->most : INT64_MAX);
    deed->skip = displaced.by;
    deed->unit = displaced.unit;
    deed->inside = displaced.inside;
    deed->is_exact = is_bounded && fetch->size == fetch->most;
    struct subject length;
    if (fetch->length && is_exact && !deed->is_exact && origins_exact(s->origins, fetch->length, &length) &&
        length.kind == SUBJECT_VALUE)
        deed->length = length;
}

/* Where a pointer to the copy goes: back as the result, or into memory that the caller named. */
static bool find_pointer(const struct summing *s, const struct fetched *fetch, struct call_place *ret)
{
    const GArray *endings = exits_all(s->exits);
    for (guint i = 0; i < endings->len; i++)
        if (g_array_index(endings, struct exit_value, i).value == fetch->destination) {
            *ret = (struct call_place){.argument = CALL_RESULT};
            return true;
        }
    for (uint32_t i = 0; i < s->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(s->function, i);
        int64_t offset;
        if (inst->op != IR_STORE || numbering_of(s->numbering, ir_operand(s->function, inst, 1)) != fetch->destination)
            continue;
        term_id address = numbering_of(s->numbering, ir_operand(s->function, inst, 0));
        if (!origins_place(s->origins, address, ret, &offset, NULL) || ret->depth == CALL_DEPTH)
            continue;
        ret->offsets[ret->depth++] = offset;
        return true;
    }
    return false;
}

/* Whether the instruction puts what the fetch brought, as a value or as a copied object, somewhere else. */
static bool moves(const struct summing *s, const struct fetched *fetch, const struct ir_inst *inst)
{
    struct subject of;
    if (inst->op == IR_COPY)
        return fetch->destination && !fetch->offset &&
               numbering_of(s->numbering, ir_operand(s->function, inst, 1)) == fetch->destination;
    return inst->op == IR_STORE &&
           origins_exact(s->origins, numbering_of(s->numbering, ir_operand(s->function, inst, 1)), &of) &&
           of.kind == SUBJECT_FETCHED && of.bytes.low == 0 &&
           &g_array_index(s->fetches, struct fetched, of.fetch) == fetch;
}

/* `get_user(v, from); *to = v;`: where the caller finds it. */
static bool find_store(const struct summing *s, const struct fetched *fetch, struct deed *deed)
{
    for (uint32_t i = 0; i < s->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(s->function, i);
        int64_t offset;
        if (!moves(s, fetch, inst) ||
            !origins_place(s->origins, numbering_of(s->numbering, ir_operand(s->function, inst, 0)), &deed->to.at,
                           &offset, NULL))
            continue;
        uint64_t size = ir_type_at(s->knowledge->unit, inst->type)->size;
        deed->to.kind = SUBJECT_MEMORY;
        deed->to.bytes = bytes_between(offset, size && size <= INT32_MAX ? offset + (int64_t)size : INT64_MAX);
        return true;
    }
    return false;
}

static void describe_landing(const struct summing *s, const struct fetched *fetch, struct deed *deed)
{
    struct terms *terms = numbering_terms(s->numbering);
    int64_t offset;
    term_id address = fetch->destination ? term_offset(terms, fetch->destination, fetch->offset) : TERM_UNKNOWN;
    if (!address || !origins_place(s->origins, address, &deed->to.at, &offset, NULL)) {
        if (find_store(s, fetch, deed))
            return;
        offset = fetch->offset;
        if (!address || !find_pointer(s, fetch, &deed->to.at))
            return;
    }
    deed->to.kind = SUBJECT_MEMORY;
    deed->to.bytes.low = offset;
    deed->to.bytes.high = fetch->size <= INT32_MAX ? offset + (int64_t)fetch->size : INT64_MAX;
}

static bool is_result_of(const struct summing *s, term_id id, uint32_t inst)
{
    const struct terms *terms = numbering_terms(s->numbering);
    const struct term *term = term_at(terms, term_bare(terms, id));
    return term->kind == TERM_RESULT && term->at == inst;
}

/* Whether the fact says that the fetch was made: of its own result, or of a function that looks at the copy's address.
 */
static bool says_made(const struct summing *s, const struct fetched *fetch, const struct fact *fact)
{
    const struct terms *terms = numbering_terms(s->numbering);
    bool is_zero = fact->low == 0 && fact->high == 0;
    if (is_result_of(s, fact->subject, fetch->inst)) {
        if (fetch->deed)
            return fetch->deed->when != RESULT_NEVER && result_is_of(fetch->deed->when, fact);
        if (fetch->gives_copy)
            return fact->is_excluding && fact->except == 0;
        return is_zero || (fetch->interface->failure == FAILURE_NEGATIVE && fact->low >= 0);
    }
    const struct term *term = term_at(terms, fact->subject);
    if (term->kind != TERM_RESULT || !fetch->gives_copy || !is_zero)
        return false;
    const struct ir_inst *call = ir_inst_at(s->function, term->at);
    return call->op == IR_CALL && call->n_operands == 2 &&
           is_result_of(s, numbering_of(s->numbering, ir_operand(s->function, call, 1)), fetch->inst);
}

/* The results that say that the fetch was made; NEVER when some path does not come by it. */
static enum result_class results_of(const struct summing *s, const struct fetched *fetch)
{
    uint32_t block = cfg_block_of(s->cfg, fetch->inst);
    g_autoptr(GArray) made = g_array_new(FALSE, FALSE, sizeof(struct path_edge));
    struct cfg_list order = cfg_order(s->cfg);
    bool fails = !fetch->gives_value && (!fetch->deed || fetch->deed->when != RESULT_ALWAYS);
    if (!exits_need(s->exits, block))
        return RESULT_NEVER;
    for (uint32_t b = 0; b < order.n; b++) {
        struct cfg_list after = cfg_successors(s->cfg, order.blocks[b]);
        for (uint32_t t = 0; t < after.n; t++) {
            struct path_edge edge = {order.blocks[b], after.blocks[t]};
            struct fact fact;
            if (condition_of(s->numbering, s->knowledge->unit, s->function, edge.from, edge.to, &fact) &&
                says_made(s, fetch, &fact))
                g_array_append_val(made, edge);
        }
    }
    if (!fails)
        return RESULT_ALWAYS;
    term_id result = numbering_of(s->numbering, (struct ir_ref){IR_REF_TEMP, fetch->inst});
    unsigned failures = fetch->gives_copy ? SIGN_ZERO : SIGN_NEGATIVE | SIGN_POSITIVE;
    return result_class_without(exits_without(s->exits, block, made, result, failures));
}

/* Results of the returns that are still to come when the fetch is made. */
static struct numbers results_behind(const struct summing *s, const struct fetched *fetch)
{
    g_autofree uint64_t *seen = bits_new(s->function->blocks->len);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    struct numbers numbers = {.n = 0};
    uint32_t home = cfg_block_of(s->cfg, fetch->inst);
    bits_add(seen, home);
    g_array_append_val(todo, home);
    while (todo->len) {
        struct cfg_list after = cfg_successors(s->cfg, g_array_index(todo, uint32_t, todo->len - 1));
        g_array_set_size(todo, todo->len - 1);
        for (uint32_t i = 0; i < after.n; i++) {
            if (!bits_has(seen, after.blocks[i]))
                g_array_append_val(todo, after.blocks[i]);
            bits_add(seen, after.blocks[i]);
        }
    }
    const GArray *endings = exits_all(s->exits);
    for (guint i = 0; i < endings->len; i++) {
        const struct exit_value *ending = &g_array_index(endings, struct exit_value, i);
        struct numbers one = summing_numbers(s, ending, fetch);
        if (bits_has(seen, ending->from == IR_NONE ? ending->block : ending->from))
            numbers_join(&numbers, &one);
    }
    return numbers;
}

static bool is_known(const struct span *span)
{
    return span->low != INT64_MIN || span->high != INT64_MAX || span->is_excluding;
}

/* What the fetch hangs on: a command that a branch or a called function has asked for, one number of all if there is.
 */
static void describe_condition(struct summing *s, const struct fetched *fetch, struct deed *deed)
{
    uint32_t block = cfg_block_of(s->cfg, fetch->inst);
    for (uint32_t i = 0; i < s->function->n_params && (!is_known(&deed->span) || deed->span.low != deed->span.high);
         i++) {
        struct subject parameter = {.kind = SUBJECT_VALUE, .at = {.argument = i}};
        struct span span = summing_span(s, block, &parameter);
        if (!is_known(&span) || (is_known(&deed->span) && span.low != span.high))
            continue;
        deed->on = parameter;
        deed->span = span;
    }
    if (is_known(&deed->span) || !fetch->deed || fetch->deed->on.kind != SUBJECT_VALUE)
        return;
    struct subject own;
    term_id value = called_value(s->numbering, s->function, fetch->inst, &fetch->deed->on);
    if (value && origins_exact(s->origins, value, &own) && own.kind == SUBJECT_VALUE &&
        own.at.argument != CALL_RESULT) {
        deed->on = own;
        deed->span = fetch->deed->span;
    }
}

void summing_tell_fetches(struct summing *s)
{
    for (guint i = 0; i < s->fetches->len; i++) {
        const struct fetched *fetch = &g_array_index(s->fetches, struct fetched, i);
        struct deed deed = {.kind = DEED_FETCHES, .interface = fetch->interface, .span = span_any()};
        describe_source(s, fetch, &deed);
        describe_landing(s, fetch, &deed);
        describe_condition(s, fetch, &deed);
        deed.when = results_of(s, fetch);
        deed.after = results_behind(s, fetch);
        if (fetch->deed)
            deed.spot = fetch->deed->spot;
        summing_add(s, fetch->inst, deed);
    }
}
