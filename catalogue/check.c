#include "catalogue/fault.h"
#include "catalogue/store.h"

#include <string.h>

#include "catalogue/words.h"

/* Who owns a number or a name, and where it was said. */
struct owner {
    const struct stanza *stanza;
    const struct catalogue_spelling *spelling;
    long line;
};

/* First come, first served: `key` → its owner. Takes `key`. */
static gboolean claim_number(GHashTable *claims, const struct owner *claimant, char *key, GError **error)
{
    const struct owner *owner = g_hash_table_lookup(claims, key);
    if (owner) {
        g_autofree char *taken = key;
        return fault_set(error, claimant->stanza->file, claimant->line, "%s is %s already (%s:%ld)", taken,
                         owner->stanza->interface.name, owner->stanza->file, owner->line);
    }
    g_hash_table_insert(claims, key, g_memdup2(claimant, sizeof *claimant));
    return TRUE;
}

/* Arity and side may tell two functions of one name apart. */
static bool is_apart(const struct catalogue_spelling *a, const struct catalogue_spelling *b)
{
    bool by_arity = a->arity >= 0 && b->arity >= 0 && a->arity != b->arity;
    bool by_side = a->side && b->side && strcmp(a->side, b->side) != 0;
    return by_arity || by_side;
}

/* Two interfaces that a program could not tell apart by name. Mnemonics are told apart by their bytes. */
static gboolean claim_name(GHashTable *names, const struct owner *claimant, GError **error)
{
    const struct catalogue_spelling *spelling = claimant->spelling;
    if (!spelling->name || spelling->kind == SPELLING_ASM)
        return TRUE;
    g_autofree char *key = g_strdup_printf("%s %s", spelling_kind_name(spelling->kind), spelling->name);
    GArray *owners = g_hash_table_lookup(names, key);
    for (unsigned i = 0; owners && i < owners->len; i++) {
        const struct owner *owner = &g_array_index(owners, struct owner, i);
        if (!is_apart(owner->spelling, spelling))
            return fault_set(error, claimant->stanza->file, claimant->line, "%s is %s already (%s:%ld)", key,
                             owner->stanza->interface.name, owner->stanza->file, owner->line);
    }
    if (!owners) {
        owners = g_array_new(FALSE, FALSE, sizeof(struct owner));
        g_hash_table_insert(names, g_steal_pointer(&key), owners);
    }
    g_array_append_val(owners, *claimant);
    return TRUE;
}

static gboolean stanza_check(const struct stanza *stanza, GHashTable *numbers, GHashTable *names, GError **error)
{
    const GArray *spellings = stanza->interface.spellings;
    for (unsigned i = 0; i < spellings->len; i++) {
        const struct catalogue_spelling *spelling = &g_array_index(spellings, struct catalogue_spelling, i);
        struct owner owner = {stanza, spelling, g_array_index(stanza->spelling_lines, long, i)};
        if (!claim_name(names, &owner, error))
            return FALSE;
        for (unsigned j = 0; j < spelling->numbers->len; j++) {
            const struct catalogue_number *row = &g_array_index(spelling->numbers, struct catalogue_number, j);
            char *key = g_strdup_printf("%s number %" G_GINT64_FORMAT " of %s", spelling_kind_name(spelling->kind),
                                        row->number, row->abi);
            if (!claim_number(numbers, &owner, key, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean interfaces_check(const GPtrArray *interfaces, GError **error)
{
    g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (unsigned i = 0; i < interfaces->len; i++)
        if (!stanza_check(g_ptr_array_index(interfaces, i), numbers, names, error))
            return FALSE;
    return TRUE;
}
