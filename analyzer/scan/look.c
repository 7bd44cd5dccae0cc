#include "scan/look.h"

#include <string.h>

#include "facts/summaries_kept.h"
#include "facts/tree_owners_round.h"
#include "facts/tree_threads_round.h"
#include "facts/uses.h"
#include "ir/access.h"
#include "ir/codec_list.h"
#include "scan/frame.h"

enum { TEXT_MAX = 1 << 14 /* no path is longer; a name that is loses its end, and with it its callers */ };

static void code_sight(struct codec *codec, struct sight *sight, uint32_t unit, const struct catalogue *catalogue)
{
    code_bytes(codec, &sight->ir);
    code_bytes(codec, &sight->made);
    code_texts(codec, sight->called);
    code_texts(codec, sight->defined);
    code_texts(codec, sight->used);
    code_u64(codec, &sight->steps);
    code_flags(codec, FLAGS(&sight->has_uses));
    wrappers_code(sight->found, codec, catalogue);
    given_up_code(sight->given_up, codec);
    if (sight->summaries)
        tree_summaries_code(sight->summaries, codec, unit);
}

/* ---- in the worker ---- */

/* `folder`: a kernel's, whose units are told of each other's memory; or NULL. */
static void note_names(const struct ir_unit *unit, char *folder, struct sight *sight)
{
    if (folder)
        g_ptr_array_add(sight->called, folder);
    else
        owners_said(unit, sight->called);
    for (ir_id i = 0; i < unit->symbols->len; i++) {
        const struct ir_symbol *symbol = ir_symbol_at(unit, i);
        if (symbol->linkage == IR_EXTERN && (symbol->is_function || !unit->is_kernel))
            g_ptr_array_add(symbol->is_defined && symbol->is_function ? sight->defined : sight->called,
                            (gpointer)(uintptr_t)symbol->name);
    }
}

static void note_fields(struct unit_summaries *of, struct sight *sight)
{
    g_autoptr(GPtrArray) fields = unit_summaries_called_fields(of);
    for (guint i = 0; i < fields->len; i++)
        g_ptr_array_add(sight->called, fields->pdata[i]);
}

static GBytes *packed(const struct unit_summaries *of)
{
    g_autoptr(GBytes) made = unit_summaries_pack(of);
    gsize n;
    const uint8_t *data = g_bytes_get_data(made, &n);
    GByteArray *whole = g_byte_array_append(g_byte_array_new(), data, (guint)n), *bytes = frame_pack(whole);
    g_byte_array_unref(whole);
    return g_byte_array_free_to_bytes(bytes);
}

/* What it tells of its functions, and asks of others'. What is done for one unit is counted over all rounds. */
static void summarise(const struct look *look, const struct ir_unit *unit, struct unit_summaries *of,
                      struct sight *sight)
{
    struct efforts *efforts = unit_summaries_efforts(of);
    efforts_spend(efforts, look->steps);
    if (!look->before)
        note_fields(of, sight);
    tree_summaries_take(look->summaries, of, unit, look->unit, look->before);
    sight->made = packed(of);
    unit_summaries_used(of, sight->used);
    sight->steps = efforts_spent(efforts);
    given_up_take(sight->given_up, unit, efforts);
}

/* Wrappers, and what it tells of threads and owners. */
static void take_uses(const struct look *look, const struct ir_unit *unit, struct sight *sight)
{
    const struct catalogue *catalogue = look->options->catalogue;
    g_autoptr(GArray) uses = uses_find(unit, catalogue);
    uses_leave_out(uses, look->options->without);
    struct wrappers *wrappers = wrappers_of(unit, catalogue, uses, look->tree);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    wrappers_publish(sight->found, wrappers, names);
    wrappers_add_uses(wrappers, unit, catalogue, uses);
    if (look->summaries) {
        tree_threads_take(tree_summaries_threads(look->summaries), unit, catalogue, uses, look->unit);
        tree_owners_take(tree_summaries_owners(look->summaries), unit, uses);
    }
    wrappers_free(wrappers);
}

static void send(struct sight *sight, const struct look *look, GByteArray *payload)
{
    struct codec codec;
    codec_begin_writing(&codec);
    code_sight(&codec, sight, look->unit, look->options->catalogue);
    codec_end_writing(&codec, payload);
}

void look_at(const struct look *look, const struct ir_unit *unit, GBytes *ir, GByteArray *payload)
{
    const struct catalogue *catalogue = look->options->catalogue;
    g_autoptr(GPtrArray) called = g_ptr_array_new(), defined = g_ptr_array_new(), used = g_ptr_array_new();
    struct sight sight = {.ir = ir,
                          .called = called,
                          .defined = defined,
                          .used = used,
                          .found = wrappers_new(),
                          .given_up = given_up_new(),
                          .summaries = look->summaries,
                          .has_uses = look->has_uses,
                          .steps = look->steps};
    g_autofree char *folder = unit->is_kernel ? g_path_get_dirname(unit->main_file) : NULL;
    struct unit_summaries *of = look->summaries ? unit_summaries_new(unit, catalogue, look->summaries) : NULL;
    if (look->summaries)
        tree_summaries_forget(look->summaries); /* what others have told this process's parent */
    if (!look->before)
        note_names(unit, folder, &sight);
    if (of)
        summarise(look, unit, of, &sight);
    if (look->has_uses)
        take_uses(look, unit, &sight);
    if (!sight.made)
        sight.made = g_bytes_new(NULL, 0);
    send(&sight, look, payload);
    unit_summaries_free(of);
    wrappers_free(sight.found);
    given_up_free(sight.given_up);
    g_bytes_unref(sight.made);
}

/* ---- in the parent ---- */

static const char *keep(const char *text, void *texts)
{
    if (strlen(text) <= TEXT_MAX)
        return g_string_chunk_insert_const(texts, text);
    g_autofree char *cut = g_strndup(text, TEXT_MAX);
    return g_string_chunk_insert_const(texts, cut);
}

bool look_take(struct sight *sight, uint32_t unit, const struct catalogue *catalogue, const uint8_t *bytes, size_t n,
               GStringChunk *texts)
{
    struct codec codec;
    codec_begin_reading(&codec, bytes, n, keep, texts);
    code_sight(&codec, sight, unit, catalogue);
    return codec_end_reading(&codec);
}
