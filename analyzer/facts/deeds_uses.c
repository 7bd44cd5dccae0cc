/* What a function relies on. */
#include "facts/deeds.h"

void deeds_use(struct summing *s, uint32_t inst, enum dependence_kind kind, const struct subject *subject,
               bool is_exact, struct receiver to)
{
    struct deed deed = {.kind = DEED_USES, .use = kind, .of = *subject, .is_exact = is_exact};
    deed.callee = to.name;
    deed.argument = to.argument;
    deed.is_elsewhere = to.is_elsewhere;
    deed.span = is_exact ? summing_span(s, summing_block(s, inst), subject) : span_any();
    if (!summing_limit(s, summing_block(s, inst), subject, &deed.to, &deed.is_equal))
        deed.to = (struct subject){0};
    deed.is_equal &= deed.to.kind != SUBJECT_NONE;
    if (subject->kind != SUBJECT_NONE && subject->kind != SUBJECT_CONSTANT)
        summing_add(s, inst, deed);
}

void deeds_use_value(struct summing *s, uint32_t inst, enum dependence_kind kind, term_id value, struct receiver to)
{
    struct subject exact;
    if (origins_exact(s->origins, value, &exact)) {
        deeds_use(s, inst, kind, &exact, true, to);
        return;
    }
    const GArray *origins = origins_of(s->origins, value);
    for (guint i = 0; i < origins->len; i++) {
        struct subject subject = g_array_index(origins, struct subject, i);
        deeds_use(s, inst, kind, &subject, false, to);
    }
}

void deeds_use_memory(struct summing *s, uint32_t inst, enum dependence_kind kind, term_id address, struct receiver to)
{
    g_autoptr(GArray) subjects = g_array_new(FALSE, FALSE, sizeof(struct subject));
    origins_of_memory(s->origins, inst, address, bytes_between(0, INT64_MAX), subjects);
    for (guint i = 0; i < subjects->len; i++)
        deeds_use(s, inst, kind, &g_array_index(subjects, struct subject, i), false, to);
}

static bool is_object(const struct term *term)
{
    return term->kind == TERM_LOCAL || term->kind == TERM_SYMBOL || term->kind == TERM_STRING;
}

void deeds_use_address(struct summing *s, uint32_t inst, term_id address)
{
    const struct term *term = term_at(summing_terms(s), address);
    while (term->kind == TERM_OFFSET || term->kind == TERM_INDEXED) {
        term_id index = term->kind == TERM_INDEXED ? term->b : TERM_UNKNOWN;
        address = term->a;
        if (index)
            deeds_use_value(s, inst, DEPENDENCE_INDEX, index, deeds_nobody);
        term = term_at(summing_terms(s), address);
    }
    if (!is_object(term))
        deeds_use_value(s, inst, DEPENDENCE_POINTER, address, deeds_nobody);
}
