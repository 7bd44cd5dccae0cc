#include "facts/loads.h"

#include <string.h>

#include "facts/summary.h"
#include "facts/texts.h"
#include "flow/bits.h"
#include "flow/masks.h"
#include "ir/access.h"

enum { LOADS_MAX = 400 /* of one function: tables of registers, generated code */ };

struct finder {
    struct reading *r;
    const struct owners *owners;
    bool is_wide;
};

static bool counts(const struct finder *f, const struct owner *owner)
{
    return owner->kind > OWNER_UNKNOWN || (f->is_wide && owner->kind == OWNER_UNKNOWN);
}

static void add(const struct finder *f, enum read_kind kind, uint32_t inst, struct owner owner, struct fetch_call fetch)
{
    struct reading *r = f->r;
    if (!counts(f, &owner) || r->reads->len >= LOADS_MAX)
        return;
    struct read read = {.kind = kind, .inst = inst, .fetch = fetch, .principal = owner.principal, .owner = owner};
    g_array_append_val(r->reads, read);
    bits_add(r->shared, inst);
}

static struct fetch_call plain_fetch(const struct reading *r, struct ir_ref source, ir_id type)
{
    uint64_t size = type == IR_NONE ? 0 : ir_type_at(r->knowledge.unit, type)->size;
    struct bit_field bits;
    if (bit_field_at(r->knowledge.unit, r->function, source, &bits))
        size = bit_field_size(bits);
    return (struct fetch_call){.source = source, .size = size ? size : UINT64_MAX, .gives_value = true};
}

/* Were each pointer that is read on the way another one at each time, nothing behind them would be the same. */
static bool is_guessed(const struct owner *owner)
{
    return owner->kind == OWNER_UNKNOWN || owner->kind == OWNER_ASSUMED;
}

static void find_load(const struct finder *f, uint32_t i, const struct ir_inst *load)
{
    struct ir_ref address = ir_operand(f->r->function, load, 0);
    if (address.kind == IR_REF_LOCAL)
        return;
    struct owner owner = owners_of_access(f->owners, f->r->function, i, address);
    bool is_pointer = ir_type_at(f->r->knowledge.unit, load->type)->kind == IR_TYPE_POINTER;
    if (is_pointer && (is_guessed(&owner) || owner.kind == OWNER_DEVICE)) /* devices know bus addresses: numbers */
        return;
    bool is_once = load->is_volatile || load->is_atomic;
    add(f, is_once ? READ_ONCE : READ_PLAIN, i, owner, plain_fetch(f->r, address, load->type));
}

static void find_copy(const struct finder *f, uint32_t i, const struct ir_inst *copy)
{
    struct ir_ref from = ir_operand(f->r->function, copy, 1);
    struct fetch_call fetch = plain_fetch(f->r, from, copy->type);
    fetch.gives_value = false;
    fetch.destination = ir_operand(f->r->function, copy, 0);
    add(f, READ_COPY, i, owners_of_access(f->owners, f->r->function, i, from), fetch);
}

/* Of the load that stands at the spot: of several that one macro makes, the one of what is shared. */
static struct owner owner_at(const struct finder *f, const struct ir_function *body, const struct spot *spot)
{
    struct owner found = {.kind = OWNER_NONE};
    for (uint32_t i = 0; i < body->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(body, i);
        const struct ir_loc *loc = ir_loc_at(f->r->knowledge.unit, inst->loc);
        if ((inst->op != IR_LOAD && inst->op != IR_COPY) || loc->line != spot->line || loc->col != spot->col)
            continue;
        struct owner owner = owners_of_access(f->owners, body, i, ir_operand(body, inst, inst->op == IR_COPY));
        if (owner.kind > found.kind)
            found = owner;
    }
    return found;
}

/* A text that begins where an array does ends in it; an array of one element, or none, may be longer than it says. */
static uint64_t text_room(const struct reading *r, struct ir_ref source)
{
    ir_id id = source.kind == IR_REF_TEMP ? ir_ref_type(r->knowledge.unit, r->function, source) : IR_NONE;
    const struct ir_type *type = id == IR_NONE ? NULL : ir_type_at(r->knowledge.unit, id);
    if (!type || type->kind != IR_TYPE_POINTER || type->target == IR_NONE)
        return UINT64_MAX;
    const struct ir_type *array = ir_type_at(r->knowledge.unit, type->target);
    return array->kind == IR_TYPE_ARRAY && array->count > 1 && array->size ? array->size : UINT64_MAX;
}

static struct fetch_call text_fetch(const struct reading *r, const struct ir_inst *call, unsigned source,
                                    unsigned length)
{
    struct fetch_call fetch = {.source = ir_operand(r->function, call, source)};
    fetch.size = text_room(r, fetch.source);
    if (length && length < call->n_operands)
        fetch.length = ir_operand(r->function, call, length);
    return fetch;
}

static void find_text(const struct finder *f, uint32_t i, const struct ir_inst *call, const char *name)
{
    const struct reading *r = f->r;
    const struct text_function *look = text_look(name), *act = text_act(name), *copy = text_copy(name);
    const struct text_function *reader = look ? look : act;
    for (unsigned s = reader ? reader->first : 1; reader && s <= reader->last && s < call->n_operands; s++) {
        struct fetch_call fetch = text_fetch(r, call, s, reader->length);
        fetch.gives_value = look != NULL;
        add(f, READ_TEXT, i, owners_of_pointer(f->owners, r->function, i, fetch.source), fetch);
    }
    if (!copy || copy->last >= call->n_operands)
        return;
    struct fetch_call fetch = text_fetch(r, call, copy->last, copy->length);
    if (copy->last > 1)
        fetch.destination = ir_operand(r->function, call, 1);
    fetch.gives_copy = copy->last == 1;
    add(f, READ_COPY, i, owners_of_pointer(f->owners, r->function, i, fetch.source), fetch);
}

static bool is_in_local(const struct ir_function *function, struct ir_ref ref)
{
    while (ref.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, ref.index);
        if (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST)
            return false;
        ref = ir_operand(function, inst, 0);
    }
    return ref.kind == IR_REF_LOCAL;
}

/* The argument, or the result, that leads to what a called function loads; kind NONE: this call has none. */
static struct ir_ref handed_pointer(const struct reading *r, uint32_t call, const struct deed *deed)
{
    const struct ir_inst *inst = ir_inst_at(r->function, call);
    if (deed->of.at.argument == CALL_RESULT)
        return (struct ir_ref){.kind = IR_REF_TEMP, .index = call};
    return deed->of.at.argument + 1 < inst->n_operands ? ir_operand(r->function, inst, deed->of.at.argument + 1)
                                                       : (struct ir_ref){.kind = IR_REF_NONE};
}

/* Who can write what a called function loads: by the argument that leads there, or by what the function's own load,
 * which the unit holds, is known to read. What others hand it says nothing of what it is handed here. */
static struct owner owner_inside(const struct finder *f, uint32_t i, const struct deed *deed)
{
    const struct ir_unit *unit = f->r->knowledge.unit;
    struct owner owner = {.kind = OWNER_NONE};
    struct ir_ref pointer = handed_pointer(f->r, i, deed);
    bool is_direct = deed->of.at.depth == 0 && pointer.kind != IR_REF_NONE;
    if (is_direct) {
        owner = owners_of_pointer(f->owners, f->r->function, i, pointer);
        if (owner.kind == OWNER_NONE && is_in_local(f->r->function, pointer))
            return owner;
    } else if (pointer.kind != IR_REF_NONE) {
        owner = owners_of_place(f->owners, f->r->function, i, pointer, deed->of.at.offsets, deed->of.at.depth);
    }
    for (guint n = 0; owner.kind <= OWNER_UNKNOWN && deed->spot.function && n < unit->functions->len; n++) {
        const struct ir_function *body = g_ptr_array_index(unit->functions, n);
        if (g_str_equal(ir_function_name(unit, body), deed->spot.function))
            owner = owner_at(f, body, &deed->spot);
        if (is_direct && owner.kind > OWNER_ASSUMED)
            owner.kind = OWNER_NONE;
    }
    if (owner.kind <= OWNER_UNKNOWN && deed->is_volatile)
        owner = owner_make(OWNER_VOLATILE, "somebody else", "volatile", 0);
    return owner;
}

static bool is_told(const struct reading *r, uint32_t call, const struct deed *deed)
{
    for (guint i = r->reads->len; i > 0 && g_array_index(r->reads, struct read, i - 1).inst == call; i--) {
        struct bytes bytes;
        if (reading_inside(&g_array_index(r->reads, struct read, i - 1), call, &deed->of, &bytes))
            return true;
    }
    return false;
}

static void find_inside(const struct finder *f, uint32_t i)
{
    struct reading *r = f->r;
    const struct summary *summary = effects_summary(&r->knowledge, r->function, i);
    for (guint d = 0; summary && d < summary->deeds->len && r->reads->len < LOADS_MAX; d++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, d);
        if (deed->kind != DEED_LOADS || deed->of.kind != SUBJECT_MEMORY || is_told(r, i, deed))
            continue;
        struct owner owner = owner_inside(f, i, deed);
        if (!counts(f, &owner))
            continue;
        struct read read = {.kind = READ_INSIDE, .inst = i, .deed = deed, .summary = summary, .owner = owner};
        read.bytes = deed->of.bytes;
        read.principal = owner.principal;
        read.fetch.source = handed_pointer(r, i, deed);
        if (reading_is_done_to(&read, DEED_RETURNS))
            bits_add(r->shared, i);
        g_array_append_val(r->reads, read);
    }
}

static void find_call(const struct finder *f, uint32_t i, const struct ir_inst *call)
{
    const struct reading *r = f->r;
    const struct ir_symbol *callee = ir_callee(r->knowledge.unit, r->function, call);
    struct call_effect effect = {.kind = EFFECT_NONE, .size = UINT64_MAX};
    struct fetch_call fetch;
    if (!callee || effects_fetch(&r->knowledge, r->function, i, &fetch))
        return;
    if (effects_register(&r->knowledge, r->function, i, &fetch)) {
        add(f, READ_ONCE, i, owner_make(OWNER_DEVICE, "the device", callee->name, call->loc), fetch);
        return;
    }
    find_text(f, i, call, callee->name);
    find_inside(f, i);
    if (!r->effects.of_call(r->function, i, &effect, r->effects.context) || effect.kind != EFFECT_COPY)
        return;
    fetch = (struct fetch_call){
        .source = effect.from, .destination = effect.to, .length = effect.length, .size = effect.size};
    add(f, READ_COPY, i, owners_of_pointer(f->owners, r->function, i, effect.from), fetch);
}

void loads_find(struct reading *r, const struct owners *owners, bool is_wide)
{
    struct finder f = {r, owners, is_wide};
    for (uint32_t i = 0; i < r->function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(r->function, i);
        if (inst->op != IR_LOAD && inst->op != IR_COPY && inst->op != IR_CALL)
            continue;
        if (!cfg_is_reachable(r->cfg, cfg_block_of(r->cfg, i)))
            continue;
        if (inst->op == IR_LOAD)
            find_load(&f, i, inst);
        else if (inst->op == IR_COPY)
            find_copy(&f, i, inst);
        else
            find_call(&f, i, inst);
    }
}

/* ---- once the function is numbered ---- */

static int by_inst(gconstpointer x, gconstpointer y)
{
    const struct read *a = x, *b = y;
    return a->inst < b->inst ? -1 : a->inst > b->inst;
}

/* A variable held shared memory at another time, but this is our own: a local object, or what a call gave that is no
 * source. */
static bool is_ours(const struct reading *r, const struct owners *owners, const struct read *read)
{
    if (read->kind == READ_FETCH || read->kind == READ_INSIDE || read->owner.kind == OWNER_VOLATILE ||
        read->owner.kind == OWNER_UNTRUSTED)
        return false;
    term_id root = numbering_root(r->numbering, numbering_of(r->numbering, read->fetch.source));
    const struct term *term = term_at(numbering_terms(r->numbering), root);
    if (term->kind == TERM_LOCAL || term->kind == TERM_STRING)
        return true;
    struct ir_ref made = {.kind = IR_REF_TEMP, .index = term->at};
    if (term->kind == TERM_RESULT && ir_inst_at(r->function, term->at)->op == IR_ALLOCA)
        return true;
    return term->kind == TERM_RESULT && ir_inst_at(r->function, term->at)->op == IR_CALL &&
           owners_of_pointer(owners, r->function, read->inst, made).kind <= OWNER_UNKNOWN;
}

static bool drop_ours(struct reading *r, const struct owners *owners)
{
    guint kept = 0, all = r->reads->len;
    for (guint i = 0; i < all; i++) {
        struct read read = g_array_index(r->reads, struct read, i);
        if (is_ours(r, owners, &read))
            bits_remove(r->shared, read.inst);
        else
            g_array_index(r->reads, struct read, kept++) = read;
    }
    g_array_set_size(r->reads, kept);
    return kept < all;
}

static const struct read *volatile_twin(const struct reading *r, guint n, uint32_t load)
{
    const struct ir_inst *inst = ir_inst_at(r->function, load);
    term_id address = numbering_of(r->numbering, ir_operand(r->function, inst, 0));
    for (guint i = 0; address && i < n; i++) {
        const struct read *read = &g_array_index(r->reads, struct read, i);
        if (read->kind == READ_ONCE && read->owner.kind == OWNER_VOLATILE &&
            numbering_of(r->numbering, read->fetch.source) == address)
            return read;
    }
    return NULL;
}

/* What is read as volatile here is written by somebody there as well where it is read plainly. */
static bool add_twins(struct reading *r)
{
    guint n = r->reads->len;
    for (uint32_t i = 0; n && i < r->function->insts->len && r->reads->len < LOADS_MAX; i++) {
        const struct ir_inst *inst = ir_inst_at(r->function, i);
        if (inst->op != IR_LOAD || bits_has(r->shared, i) || ir_operand(r->function, inst, 0).kind == IR_REF_LOCAL)
            continue;
        const struct read *twin = volatile_twin(r, n, i);
        if (!twin)
            continue;
        struct read read = {.kind = READ_PLAIN, .inst = i, .principal = twin->principal, .owner = twin->owner};
        read.fetch = plain_fetch(r, ir_operand(r->function, inst, 0), inst->type);
        g_array_append_val(r->reads, read);
        bits_add(r->shared, i);
    }
    bool has_grown = r->reads->len > n;
    if (has_grown)
        g_array_sort(r->reads, by_inst);
    return has_grown;
}

bool loads_settle(struct reading *r, const struct owners *owners)
{
    bool is_changed = drop_ours(r, owners);
    return add_twins(r) || is_changed;
}
