#include "rules/pairing.h"

static void unref_list(gpointer list)
{
    if (list)
        g_array_unref(list);
}

GPtrArray *pairing_lists(guint n)
{
    GPtrArray *lists = g_ptr_array_new_with_free_func(unref_list);
    g_ptr_array_set_size(lists, (gint)n);
    return lists;
}

void pairing_init(struct pairing *p, struct review *review, struct reading *reading)
{
    *p = (struct pairing){review, reading, pairing_lists(reading->reads->len)};
}

void pairing_clear(struct pairing *p)
{
    g_ptr_array_unref(p->dependences);
    reading_free(p->reading);
}

bool pairing_wants(const struct ir_function *function)
{
    return !function->degraded && !function->in_header && !function->is_initialiser;
}

struct read *pairing_read(const struct pairing *p, guint read)
{
    return &g_array_index(p->reading->reads, struct read, read);
}

const GArray *pairing_dependences(struct pairing *p, guint read)
{
    if (!g_ptr_array_index(p->dependences, read))
        g_ptr_array_index(p->dependences, read) = dependences_of(p->reading, pairing_read(p, read));
    return g_ptr_array_index(p->dependences, read);
}

ir_id pairing_loc(const struct pairing *p, uint32_t inst)
{
    return ir_inst_at(p->reading->function, inst)->loc;
}

char *pairing_bytes(struct bytes bytes)
{
    if (bytes.high == INT64_MAX)
        return g_strdup_printf("bytes %" G_GINT64_FORMAT " and on", bytes.low);
    if (bytes.high - bytes.low == 1)
        return g_strdup_printf("byte %" G_GINT64_FORMAT, bytes.low);
    return g_strdup_printf("bytes %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, bytes.low, bytes.high - 1);
}

/* clang-format off */
const char *pairing_proof(enum pair_reason reason)
{
    static const char *const proofs[] = {
        [PAIR_NONE] = NULL,
        [PAIR_OVERRIDDEN] = "the second value is replaced here",
        [PAIR_COMPARED] = "both values are compared here, and a difference is refused",
        [PAIR_RECHECKED] = "the second value is checked again, or cut to what fits, here",
        [PAIR_REST_ONLY] = "the second read begins behind the first",
        [PAIR_SNAPSHOT] = "the value is read once, and only what was read then is checked and used",
        [PAIR_UNUSED] = "nobody relies on what the second read gives",
        [PAIR_EXCLUSIVE] = "no path passes both reads: their conditions exclude each other",
        [PAIR_DISJOINT] = "what is believed is of other bytes than those that are read again",
        [PAIR_RETRY] = "every round reads and checks afresh",
    };
    return proofs[reason];
}
/* clang-format on */

void pairing_tell_safe(const struct pairing *p, struct report *report, const struct pair *pair)
{
    uint32_t at = pair->proof == IR_NONE ? pair->second->inst : pair->proof;
    bool may_reload = pair->reason == PAIR_SNAPSHOT && pair->second->kind == READ_PLAIN;
    report_gain(
        report, "Nothing: %s.%s", pairing_proof(pair->reason),
        may_reload ? " A compiler may still make a plain load again: only a volatile or atomic one happens once." : "");
    report_repair(report, may_reload ? "None is needed; a volatile or atomic load makes it sure." : "None is needed.");
    report_step(report, ROLE_CHECK, pairing_loc(p, at), "%s", pairing_proof(pair->reason));
}
