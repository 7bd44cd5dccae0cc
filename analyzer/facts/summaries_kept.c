#include "facts/summaries_kept.h"

#include "facts/summaries_p.h"
#include "ir/access.h"

/* ---- what was made ---- */

static bool is_made(const struct unit_summaries *u, uint32_t f)
{
    return u->is_done[callgraph_component(u->graph, f)];
}

/* Nothing at all where nothing is known. */
static GBytes *packed_of(const struct unit_summaries *u, uint32_t f)
{
    if (u->packed[f])
        return g_bytes_ref(u->packed[f]);
    return u->of[f] ? summary_pack(u->of[f]) : g_bytes_new(NULL, 0);
}

GBytes *unit_summaries_pack(const struct unit_summaries *u)
{
    GByteArray *out = g_byte_array_new();
    struct codec codec;
    codec_begin_writing(&codec);
    for (uint32_t f = 0; f < unit_summaries_n(u); f++) {
        bool is_there = is_made(u, f);
        g_autoptr(GBytes) packed = is_there ? packed_of(u, f) : NULL;
        code_flags(&codec, FLAGS(&is_there));
        if (is_there)
            code_bytes(&codec, &packed);
    }
    codec_end_writing(&codec, out);
    return g_byte_array_free_to_bytes(out);
}

static bool read_packed(struct unit_summaries *u, GBytes *packed)
{
    gsize n;
    const uint8_t *data = g_bytes_get_data(packed, &n);
    struct codec codec;
    codec_begin_reading(&codec, data, n, NULL, NULL);
    for (uint32_t f = 0; f < unit_summaries_n(u); f++) {
        bool is_there = false;
        code_flags(&codec, FLAGS(&is_there));
        if (is_there)
            code_bytes(&codec, &u->packed[f]);
    }
    return codec_end_reading(&codec);
}

/* A component is whole, or not there. */
static void settle_component(struct unit_summaries *u, uint32_t component, bool is_sound, const bool *changed)
{
    const GArray *members = callgraph_members(u->graph, component);
    for (guint m = 0; m < members->len; m++) {
        uint32_t f = g_array_index(members, uint32_t, m);
        is_sound &= u->packed[f] && !(changed && changed[f]);
    }
    u->is_done[component] = is_sound;
    for (guint m = 0; m < members->len && !is_sound; m++)
        g_clear_pointer(&u->packed[g_array_index(members, uint32_t, m)], g_bytes_unref);
}

void unit_summaries_take_over(struct unit_summaries *u, GBytes *packed, const bool *changed)
{
    bool is_sound = read_packed(u, packed);
    for (uint32_t f = 0; f < unit_summaries_n(u); f++)
        settle_component(u, callgraph_component(u->graph, f), is_sound, changed);
}

/* ---- what it hangs on ---- */

static void add_called(const struct unit_summaries *u, uint32_t f, GHashTable *seen, GPtrArray *names)
{
    const struct ir_function *function = unit_summaries_at(u, f);
    for (uint32_t i = 0; i < function->insts->len; i++) {
        if (ir_inst_at(function, i)->op != IR_CALL)
            continue;
        struct call_target target = callgraph_target(u->graph, function, i);
        bool is_outside = target.symbol && target.body == IR_NONE && target.symbol->linkage == IR_EXTERN;
        if (is_outside && g_hash_table_add(seen, (gpointer)(uintptr_t)target.symbol->name))
            g_ptr_array_add(names, (gpointer)(uintptr_t)target.symbol->name);
    }
}

void unit_summaries_leads(const struct unit_summaries *u, const struct ir_function *function, GPtrArray *ret_names)
{
    uint32_t first = callgraph_body(u->graph, function->symbol);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal), reached = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    if (first != IR_NONE)
        g_array_append_val(todo, first);
    for (guint i = 0; i < todo->len; i++) {
        uint32_t f = g_array_index(todo, uint32_t, i);
        const GArray *callees = callgraph_callees(u->graph, f);
        if (!g_hash_table_add(reached, GUINT_TO_POINTER(f)))
            continue;
        add_called(u, f, seen, ret_names);
        g_array_append_vals(todo, callees->data, callees->len);
    }
}

void unit_summaries_used(const struct unit_summaries *u, GPtrArray *ret_names)
{
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, u->used);
    while (g_hash_table_iter_next(&iter, &name, NULL)) /* a set: in any order */
        g_ptr_array_add(ret_names, name);
}
