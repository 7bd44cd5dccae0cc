/* shared-argument: a protection call takes an argument that can change (tag TOCTOU) straight from memory that somebody
 * else writes.
 *
 * Finds
 *   1. the address or the length of a call that protects, maps or unmaps memory, made of bytes that were read from
 * shared memory and that nothing in the function has looked at. Who can write: facts/owners.h; it sets the confidence.
 * Stays silent on
 *   2. a few bits of them, by a mask or a remainder; bytes that decide a branch before the call, whether in the one
 * read that the call uses or in another one (then it is double-load's); a copy of a whole object of which some part was
 * looked at, a snapshot; addresses that another thread of ours writes (range-race looks for that), and lengths that it
 * writes under a lock that is held here, or into something else than a global. Known gaps
 *   3. wrappers in other files, unless what they do was asked for another reason; checks made by the caller. */
#include "rules/dependence.h"
#include "rules/verdict.h"

enum { MASK_DEPTH_MAX = 6 /* operations with numbers around a mask */ };

static bool is_judged(const struct use *use)
{
    static const char *const families[] = {"mpx", "pkeys", "protect", NULL};
    return use->function && use->inst != IR_NONE && !use->is_reference && !use->is_definition &&
           !use->function->degraded && g_strv_contains(families, use->interface->family);
}

/* What the bytes are looked at by, in any read of them. */
static bool is_checked(struct reading *r, const struct read *read, struct bytes bytes, uint32_t call)
{
    for (guint i = 0; i < r->reads->len; i++) {
        const struct read *other = &g_array_index(r->reads, struct read, i);
        struct bytes looked = other == read ? read->bytes : bytes;
        if (other->source != read->source || !bytes_overlap(other->bytes, bytes))
            continue;
        g_autoptr(GArray) found = dependences_of(r, other);
        for (guint d = 0; d < found->len; d++) {
            const struct dependence *dependence = &g_array_index(found, struct dependence, d);
            if (dependence->kind <= DEPENDENCE_LOOP && bytes_overlap(dependence->bytes, looked) &&
                paths_lead(r->paths, dependence->inst, call, NULL) == PATH_FOUND)
                return true;
        }
    }
    return false;
}

static enum confidence confidence_of(enum owner_kind kind)
{
    return kind >= OWNER_HOST ? CONFIDENCE_HIGH : kind > OWNER_VOLATILE ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

static void tell(struct review *review, struct reading *r, const struct use *use, unsigned argument,
                 const struct read *read)
{
    const struct owner *owner = &read->owner;
    const char *name = review_argument(use, (int)argument)->name;
    g_autofree char *text = report_argument_text(review, use, (int)argument);
    g_autofree char *call = report_call_text(review, use);
    struct report *report = report_new(review, use);
    report_grade(report, review->rule->severity, confidence_of(owner->kind));
    report_verdict(report, VERDICT_LIVE, NULL);
    report_key(report, name);
    g_autofree char *memory = g_strdup_printf("`%s`", text);
    report_writer(report, r, read, memory);
    report_step(report, ROLE_FETCH, ir_inst_at(r->function, read->inst)->loc, "read here, and looked at by nobody");
    report_use(report, ROLE_USE, "it is argument `%s` of %s", name, call);
    report_message(report, "`%s` of %s is `%s`, which comes from memory that %s can write, with no check", name,
                   use->interface->name, text, owner->principal);
    report_gain(report, "Whoever writes there chooses which memory is protected, or that it is not.");
    report_repair(report, "Read it once into a local, check it against what is yours, and hand on the local.");
    report_emit(report);
}

static bool is_global(const struct reading *r, const struct read *read)
{
    return term_at(numbering_terms(r->numbering), numbering_root(r->numbering, read->source))->kind == TERM_SYMBOL;
}

/* Another thread of ours means no harm; that it may come in between is what range-race looks for. But a length that it
 * writes into a global at any time is not one that goes with the address. An object of a type of which others are
 * shared may be one of ours; what nobody else has yet is. */
static bool is_adverse(struct review *review, struct reading *r, const struct use *use, unsigned argument,
                       const struct read *read)
{
    const struct owner *owner = &read->owner;
    if (owner->kind == OWNER_THREAD)
        return review_argument(use, (int)argument)->role == ARGUMENT_LENGTH && is_global(r, read) &&
               !owners_excluded(review_owners(review), use->function, read->inst, use->inst, read->fetch.source);
    return owner_is_known(owner) && !owner->is_by_type && !owner->is_alone;
}

/* A few bits of it, or what is left of a division: `(n & 15) * PAGE`. */
static bool is_masked(const struct terms *terms, term_id value)
{
    for (unsigned depth = 0; depth < MASK_DEPTH_MAX; depth++) {
        const struct term *term = term_at(terms, term_bare(terms, value));
        bool is_by_number = term->kind == TERM_OPERATION && term->b && term_at(terms, term->b)->kind == TERM_CONST;
        if (!is_by_number)
            return false;
        if (term->op == IR_AND || term->op == IR_REM)
            return true;
        if (term->op != IR_MUL && term->op != IR_SHL && term->op != IR_ADD)
            return false;
        value = term->a;
    }
    return false;
}

static const struct read *unchecked_read(struct review *review, struct reading *r, const struct use *use,
                                         unsigned argument)
{
    struct ir_ref ref = use_argument(use, argument, NULL);
    term_id value = numbering_of(r->numbering, ref);
    if (is_masked(numbering_terms(r->numbering), value))
        return NULL;
    for (guint i = 0; i < r->reads->len; i++) {
        const struct read *read = &g_array_index(r->reads, struct read, i);
        g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(struct bytes));
        if (read->kind == READ_FETCH || !is_adverse(review, r, use, argument, read))
            continue;
        reading_parts(r, value, MASK_ALL, read, true, parts);
        if (parts->len && !is_checked(r, read, g_array_index(parts, struct bytes, 0), use->inst))
            return read;
    }
    return NULL;
}

/* A wrapper of the tree that hands it on as it is; others check it, or cut it to what fits. */
static bool is_handed_on(const struct reading *r, const struct use *use, struct ir_ref ref)
{
    const struct ir_inst *call = ir_inst_at(use->function, use->inst);
    const struct summary *summary = effects_summary(&r->knowledge, use->function, use->inst);
    bool is_protecting = false;
    for (guint i = 0; summary && i < summary->deeds->len; i++) {
        const struct deed *deed = &g_array_index(summary->deeds, struct deed, i);
        if (deed->of.kind != SUBJECT_VALUE || deed->of.at.argument + 1 >= call->n_operands)
            continue;
        struct ir_ref given = ir_operand(use->function, call, deed->of.at.argument + 1);
        bool is_it = given.kind == ref.kind && given.index == ref.index;
        if (is_it && deed->kind == DEED_CHECKS)
            return false;
        is_protecting |= is_it && deed->kind == DEED_USES && deed->use == DEPENDENCE_PROTECTION && deed->is_exact;
    }
    return is_protecting;
}

static void review_use(struct review *review, const struct use *use)
{
    struct reading *r =
        reading_new_shared(&review->knowledge, use->function, body_cfg(review_body(review, use->function)),
                           review_owners(review), review->uses, false);
    for (unsigned i = 0; r && i < use->interface->args->len; i++) {
        struct ir_ref ref = use_argument(use, i, NULL);
        const struct read *read = NULL;
        bool is_meant = (review_argument(use, (int)i)->tags & TAG_TOCTOU) && ref.kind == IR_REF_TEMP;
        if (is_meant && (!use->wrapper || is_handed_on(r, use, ref)))
            read = unchecked_read(review, r, use, i);
        if (read)
            tell(review, r, use, i, read);
    }
    reading_free(r);
}

void rule_shared_argument(struct review *review)
{
    for (guint i = 0; i < review->uses->len; i++) {
        const struct use *use = &g_array_index(review->uses, struct use, i);
        if (is_judged(use) && review_is_sound(review, use))
            review_use(review, use);
    }
}
