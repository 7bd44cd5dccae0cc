#include "rules/review.h"

#include <string.h>

#include "facts/summaries.h"
#include "facts/wrappers.h"

struct body *review_body(struct review *review, const struct ir_function *function)
{
    return bodies_of(review->bodies, function);
}

struct threads *review_threads(struct review *review)
{
    if (!review->has_threads)
        review->threads = threads_new(review->unit, review->uses, unit_summaries_graph(review->knowledge.summaries),
                                      review->bodies, review->tree_threads);
    review->has_threads = true;
    return review->threads;
}

const struct owners *review_owners(struct review *review)
{
    if (!review->owners)
        review->owners = owners_new(review->unit, review->uses, review_threads(review), review->tree_owners,
                                    review->owners_options);
    return review->owners;
}

bool review_is_sound(struct review *review, const struct use *use)
{
    if (!use->function || use->inst == IR_NONE || use->is_reference || use->function->degraded)
        return false;
    return bodies_reach(review->bodies, use->function, use->inst);
}

/* Names of folders by the ABI that the code below is written for. */
/* clang-format off */
static const struct {
    const char *folder, *abi;
} folders[] = {
    {"powerpc", "ppc64"},   {"ppc", "ppc"},         {"ppc64", "ppc64"},     {"aarch64", "arm64"},
    {"arm64", "arm64"},     {"arm", "arm"},         {"mips", "mips"},       {"s390", "s390x"},
    {"s390x", "s390x"},     {"sparc", "sparc64"},   {"sparc64", "sparc64"}, {"riscv", "riscv64"},
    {"alpha", "alpha"},     {"parisc", "parisc"},   {"hppa", "parisc"},     {"m68k", "m68k"},
    {"i386", "i386"},       {"i686", "i386"},       {"x86_64", "x86_64"},   {"loongarch", "loongarch64"},
};
/* clang-format on */

enum { FOLDERS_LOOKED_AT = 3 }; /* nearest to the file: what stands above may be anybody's home */

static bool is_same_machine(const char *abi, const char *other)
{
    size_t n = MIN(strlen(abi), strlen(other));
    return strncmp(abi, other, MIN(n, 3)) == 0;
}

bool review_is_foreign(const struct review *review, const struct use *use)
{
    ir_id file = ir_loc_at(review->unit, use->loc)->file;
    if (file >= review->unit->files->len)
        return false;
    g_auto(GStrv) parts = g_strsplit(g_array_index(review->unit->files, const char *, file), "/", -1);
    guint n = g_strv_length(parts), first = n > FOLDERS_LOOKED_AT + 1 ? n - FOLDERS_LOOKED_AT - 1 : 0;
    for (guint p = first; p + 1 < n; p++)
        for (unsigned i = 0; i < G_N_ELEMENTS(folders); i++)
            if (g_str_equal(parts[p], folders[i].folder) && !is_same_machine(review->abi, folders[i].abi))
                return true;
    return false;
}

const struct value_set *review_values(struct review *review, const struct use *use, int argument)
{
    struct ir_ref ref =
        argument < 0 ? (struct ir_ref){.kind = IR_REF_NONE} : use_argument(use, (unsigned)argument, NULL);
    if (ref.kind == IR_REF_NONE || (use->wrapper && use->wrapper->arguments[argument].is_changed))
        return NULL;
    return constants_of(body_constants(review_body(review, use->function)), ref);
}

const struct catalogue_argument *review_argument(const struct use *use, int argument)
{
    return g_ptr_array_index(use->interface->args, (guint)argument);
}

static bool is_value(const struct catalogue_value *value, const char *upper_text, const int64_t *number)
{
    if (value->is_pattern)
        return upper_text && g_pattern_match_simple(value->name, upper_text);
    return number && *number == value->number;
}

static enum op_effect effect_of(const struct catalogue_argument *argument, const char *text, const int64_t *number)
{
    g_autofree char *upper = text ? g_ascii_strup(text, -1) : NULL;
    for (guint i = 0; i < argument->values->len; i++) {
        const struct catalogue_value *value = &g_array_index(argument->values, struct catalogue_value, i);
        if (is_value(value, upper, number))
            return value->effect;
    }
    return OP_NONE;
}

enum op_effect review_effect(struct review *review, const struct use *use)
{
    int index = use_role(use, ARGUMENT_OP);
    const struct wrapped_argument *inside = use->wrapper && index >= 0 ? &use->wrapper->arguments[index] : NULL;
    int64_t number;
    if (inside && inside->text) {
        number = inside->value ? g_ascii_strtoll(inside->value, NULL, 10) : 0;
        return effect_of(review_argument(use, index), inside->text, inside->value ? &number : NULL);
    }
    const struct value_set *set = review_values(review, use, index);
    if (!set)
        return OP_NONE;
    const char *text;
    use_argument(use, (unsigned)index, &text);
    number = set->values[0].number;
    return effect_of(review_argument(use, index), text, set->n == 1 && !set->is_open ? &number : NULL);
}

const struct ir_inst *review_call(const struct use *use)
{
    const struct ir_inst *inst = use->inst == IR_NONE ? NULL : ir_inst_at(use->function, use->inst);
    return inst && inst->op == IR_CALL ? inst : NULL;
}
