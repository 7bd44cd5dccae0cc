#include "facts/tree_owners_round.h"

#include <string.h>

#include "facts/kinship.h"
#include "facts/summary_p.h"
#include "ir/access.h"
#include "ir/codec_list.h"

struct tree_owners {
    GStringChunk *strings;
    GHashTable *all;     /* key → GArray of struct told_owner, by file */
    GArray *news;        /* struct told_owner */
    GHashTable *fresh;   /* names of functions that the last round has told to be given something, and folders */
    GHashTable *folders; /* where something is told at home */
    unsigned age;        /* how often something new was told */
};

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

struct tree_owners *tree_owners_new(void)
{
    struct tree_owners *tree = g_new0(struct tree_owners, 1);
    tree->strings = g_string_chunk_new(1024);
    tree->all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_array);
    tree->news = g_array_new(FALSE, FALSE, sizeof(struct told_owner));
    tree->fresh = g_hash_table_new(g_str_hash, g_str_equal);
    tree->folders = g_hash_table_new(g_str_hash, g_str_equal);
    return tree;
}

void tree_owners_free(struct tree_owners *tree)
{
    if (!tree)
        return;
    g_hash_table_unref(tree->all);
    g_array_unref(tree->news);
    g_hash_table_unref(tree->fresh);
    g_hash_table_unref(tree->folders);
    g_string_chunk_free(tree->strings);
    g_free(tree);
}

struct owner tree_owners_find(const struct tree_owners *tree, const char *key, const char *file, bool is_defined)
{
    const GArray *all = g_hash_table_lookup(tree->all, key);
    const struct told_owner *nearest = NULL;
    for (guint i = 0; all && i < all->len; i++) {
        const struct told_owner *one = &g_array_index(all, struct told_owner, i);
        bool is_other = g_str_equal(one->file, file) || (is_defined && one->is_defined);
        if (!is_other && (!nearest || kinship(one->file, file) > kinship(nearest->file, file)))
            nearest = one;
    }
    return nearest ? nearest->owner : (struct owner){.kind = OWNER_NONE};
}

bool tree_owners_is_empty(const struct tree_owners *tree)
{
    return g_hash_table_size(tree->all) == 0;
}

unsigned tree_owners_age(const struct tree_owners *tree)
{
    return tree->age;
}

static const char *keep(struct tree_owners *tree, const char *text)
{
    return text ? g_string_chunk_insert_const(tree->strings, text) : NULL;
}

const char *tree_owners_folder(const struct tree_owners *tree, const char *file)
{
    g_autofree char *folder = g_path_get_dirname(file);
    gpointer known = NULL;
    g_hash_table_lookup_extended(tree->folders, folder, &known, NULL);
    return known;
}

bool tree_owners_news(const struct tree_owners *tree, const struct ir_unit *unit)
{
    if (!g_hash_table_size(tree->fresh))
        return false;
    g_autofree char *folder = g_path_get_dirname(unit->main_file);
    bool is_concerned = unit->is_kernel && g_hash_table_contains(tree->fresh, folder);
    for (guint f = 0; !is_concerned && f < unit->functions->len; f++)
        is_concerned =
            g_hash_table_contains(tree->fresh, ir_function_name(unit, g_ptr_array_index(unit->functions, f)));
    return is_concerned;
}

void tree_owners_tell(struct tree_owners *tree, struct told_owner told)
{
    told.key = keep(tree, told.key);
    told.name = keep(tree, told.name);
    told.file = keep(tree, told.file);
    told.owner.principal = keep(tree, told.owner.principal);
    told.owner.what = keep(tree, told.owner.what);
    told.owner.told.file = keep(tree, told.owner.told.file);
    told.owner.told.function = keep(tree, told.owner.told.function);
    told.owner.loc = 0;
    told.owner.mapping = NULL;
    g_array_append_val(tree->news, told);
}

static void code_told(struct codec *c, gpointer entry)
{
    struct told_owner *told = entry;
    struct owner *owner = &told->owner;
    code_text(c, &told->key);
    code_text(c, &told->name);
    code_text(c, &told->file);
    owner->kind = code_word(c, owner->kind, OWNER_USER + 1);
    code_text(c, &owner->principal);
    code_text(c, &owner->what);
    told->kind = code_word(c, told->kind, TOLD_AT_HOME + 1);
    code_flags(c, FLAGS(&told->is_defined, &owner->is_by_type, &owner->is_input));
    code_spot(c, &owner->told);
    code_u32(c, &told->parameter);
    codec_refuse(c, !told->key || !told->name || !told->file || !owner->what || !owner->principal || !owner->told.file);
}

void tree_owners_code(struct tree_owners *tree, struct codec *codec)
{
    code_table(codec, tree->news, code_told);
}

void tree_owners_forget(struct tree_owners *tree)
{
    g_array_set_size(tree->news, 0);
}

static gint by_file(gconstpointer a, gconstpointer b)
{
    return strcmp(((const struct told_owner *)a)->file, ((const struct told_owner *)b)->file);
}

static bool is_lesser(const struct owner *a, const struct owner *b)
{
    int order = strcmp(a->what, b->what);
    order = order ? order : strcmp(a->told.file, b->told.file);
    if (order || a->told.line != b->told.line)
        return order ? order < 0 : a->told.line < b->told.line;
    return a->told.col < b->told.col;
}

/* The strongest that a file says counts; of equal ones that with the lesser word and place, whichever came first. True
 * when it is new. */
static bool settle(struct tree_owners *tree, const struct told_owner *news)
{
    GArray *all = g_hash_table_lookup(tree->all, news->key);
    if (!all) {
        all = g_array_new(FALSE, FALSE, sizeof(struct told_owner));
        g_hash_table_insert(tree->all, (gpointer)(uintptr_t)news->key, all);
    }
    for (guint i = 0; i < all->len; i++) {
        struct told_owner *known = &g_array_index(all, struct told_owner, i);
        if (!g_str_equal(known->file, news->file))
            continue;
        bool is_stronger = news->owner.kind > known->owner.kind;
        if (is_stronger || (news->owner.kind == known->owner.kind && is_lesser(&news->owner, &known->owner)))
            *known = *news;
        tree->age += is_stronger && news->kind != TOLD_AT_HOME;
        return is_stronger;
    }
    tree->age += news->kind != TOLD_AT_HOME;
    g_array_append_val(all, *news);
    g_array_sort(all, by_file);
    return true;
}

static void add_home(struct tree_owners *tree, gpointer folder)
{
    g_hash_table_add(tree->folders, folder);
    g_hash_table_add(tree->fresh, folder);
}

static void add_given(struct tree_owners *tree, const struct told_owner *told, GArray *given)
{
    struct given one = {told->name, told->parameter};
    g_hash_table_add(tree->fresh, (gpointer)(uintptr_t)told->name);
    g_array_append_val(given, one);
}

void tree_owners_close(struct tree_owners *tree, const struct owner_news *ret)
{
    g_hash_table_remove_all(tree->fresh);
    for (guint i = 0; i < tree->news->len; i++) {
        const struct told_owner *news = &g_array_index(tree->news, struct told_owner, i);
        gpointer name = (gpointer)(uintptr_t)news->name;
        if (!settle(tree, news))
            continue;
        if (news->kind == TOLD_GIVEN || news->kind == TOLD_HELD) {
            add_given(tree, news, ret->given);
            continue;
        }
        g_ptr_array_add(ret->shared, name);
        if (news->kind == TOLD_AT_HOME)
            add_home(tree, name);
        else
            g_ptr_array_add(news->kind == TOLD_MEMBER ? ret->members : ret->named, name);
    }
    g_array_set_size(tree->news, 0);
}
