#include "scan/inventory.h"

#include <string.h>

#include "facts/reach.h"
#include "facts/uses.h"
#include "facts/wrappers.h"
#include "ir/access.h"
#include "model/fingerprint.h"
#include "scan/macro_text.h"
#include "scan/order.h"
#include "scan/paths.h"

#define MAX_TEXT 200

G_STATIC_ASSERT((int)REACH_ARGUMENTS == (int)SITE_LIMITS);

struct taker {
    const struct ir_unit *unit;
    const char *root;
    GStringChunk *strings;
};

static const char *keep(const struct taker *taker, const char *text)
{
    return text ? g_string_chunk_insert_const(taker->strings, text) : NULL;
}

static const char *keep_owned(const struct taker *taker, char *text)
{
    const char *kept = keep(taker, text);
    g_free(text);
    return kept;
}

static const char *tags_text(unsigned tags)
{
    /* U, K, TOCTOU, OPT by the bits of catalogue.h */
    static const char *const names[16] = {
        "",    "U",     "K",     "U,K",     "TOCTOU",     "U,TOCTOU",     "K,TOCTOU",     "U,K,TOCTOU",
        "OPT", "U,OPT", "K,OPT", "U,K,OPT", "TOCTOU,OPT", "U,TOCTOU,OPT", "K,TOCTOU,OPT", "U,K,TOCTOU,OPT",
    };
    return names[tags & 15];
}

/* ---- arguments ---- */

/* As a reader would write it: does not change with layout or macros, so it goes into the fingerprint. */
static const char *expression(const struct taker *taker, const struct use *use, struct ir_ref ref)
{
    return ref.kind == IR_REF_NONE ? NULL : keep_owned(taker, ir_expression(taker->unit, use->function, ref));
}

static const char *shortened(const struct taker *taker, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return keep_owned(taker, g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), MAX_TEXT)));
}

/* The argument in the words of the source. Of one that a macro's body spells, the front has only the text of the
 * macro's whole use: when the macro is the interface itself (get_user), its arguments are the use's, else the
 * expression must do. */
static const char *wording(const struct taker *taker, const struct use *use, unsigned i, const char *written,
                           const char *computed)
{
    const char *macro = ir_loc_at(taker->unit, use->loc)->macro;
    if (!written || !macro || !macro_text_is_use(written, macro))
        return written ? written : computed;
    char *argument = g_str_equal(macro, use->interface->name) ? macro_text_argument(written, macro, i) : NULL;
    const char *other = computed ? computed : written;
    return argument ? keep_owned(taker, argument) : other;
}

static void add_argument(const struct taker *taker, const struct use *use, unsigned i, struct ir_ref ref,
                         const char *written, const char *name, unsigned tags, GArray *arguments, GString *expressions)
{
    const char *computed = expression(taker, use, ref);
    const char *text = wording(taker, use, i, written, computed);
    if (!text)
        return;
    struct site_argument argument = {.name = keep(taker, name),
                                     .text = shortened(taker, text),
                                     .value = keep_owned(taker, use_value(taker->unit, use, ref)),
                                     .tags = tags_text(tags)};
    g_array_append_val(arguments, argument);
    g_string_append_printf(expressions, "%s\n", computed ? computed : text);
}

/* What a wrapper passes by itself shows as it is written there. */
static void add_fixed(const struct taker *taker, const struct wrapped_argument *fixed,
                      const struct catalogue_argument *known, GArray *arguments)
{
    struct site_argument argument = {.name = keep(taker, known->name),
                                     .text = shortened(taker, fixed->text),
                                     .value = keep(taker, fixed->value),
                                     .tags = tags_text(known->tags)};
    g_array_append_val(arguments, argument);
}

static bool is_mapped(const struct use *use, unsigned position)
{
    for (unsigned i = 0; i < use->interface->args->len; i++)
        if (use->spelling->arguments && use->spelling->arguments[i] == (int)position)
            return true;
    return false;
}

/* What a call passes beyond the arguments that the catalogue names. */
static void add_unnamed(const struct taker *taker, const struct use *use, GArray *arguments, GString *expressions)
{
    const struct ir_inst *inst = ir_inst_at(use->function, use->inst);
    bool is_plain = use->spelling->kind == SPELLING_CALL || use->spelling->kind == SPELLING_INTRINSIC;
    if (inst->op != IR_CALL || !is_plain || use->is_reference)
        return;
    const struct ir_call *call =
        inst->aux < use->function->calls->len ? &g_array_index(use->function->calls, struct ir_call, inst->aux) : NULL;
    for (unsigned i = 0; i + 1 < inst->n_operands; i++) {
        if (is_mapped(use, i))
            continue;
        g_autofree char *name = g_strdup_printf("arg%u", i + 1);
        const char *written = call && i < call->texts->len ? g_array_index(call->texts, const char *, i) : NULL;
        add_argument(taker, use, i, ir_operand(use->function, inst, i + 1), written, name, 0, arguments, expressions);
    }
}

static void take_arguments(const struct taker *taker, const struct use *use, struct site *site, GString *expressions)
{
    GArray *arguments = g_array_new(FALSE, FALSE, sizeof(struct site_argument));
    for (unsigned i = 0; use->function && use->inst != IR_NONE && !use->is_reference && i < use->interface->args->len;
         i++) {
        const struct catalogue_argument *known = use->interface->args->pdata[i];
        const char *written = NULL;
        struct ir_ref ref = use_argument(use, i, &written);
        if (use->wrapper && use->wrapper->arguments[i].text)
            add_fixed(taker, &use->wrapper->arguments[i], known, arguments);
        add_argument(taker, use, i, ref, written, known->name, known->tags, arguments, expressions);
    }
    if (use->function && use->inst != IR_NONE)
        add_unnamed(taker, use, arguments, expressions);
    site->n_args = arguments->len;
    site->args = (struct site_argument *)(void *)g_array_free(arguments, FALSE);
}

/* ---- where an implementation's arguments go ---- */

static const char *argument_name(const struct use *use, unsigned argument)
{
    return ((const struct catalogue_argument *)g_ptr_array_index(use->interface->args, argument))->name;
}

static struct site_reach reach_of_site(const struct taker *taker, const struct use *use, const struct reached *reached)
{
    const struct ir_unit *unit = taker->unit;
    struct site_reach reach = {.argument = keep(taker, argument_name(use, reached->argument)),
                               .function = keep(taker, reached->name),
                               .parameter = reached->parameter,
                               .offset = reached->offset,
                               .n_limits = reached->n_limits};
    if (reached->function) {
        ir_id file = ir_loc_at(unit, reached->function->loc)->file;
        reach.file = keep_owned(taker, paths_relative(taker->root, g_array_index(unit->files, const char *, file)));
    }
    for (unsigned i = 0; i < reached->n_limits; i++) {
        const struct reach_limit *limit = &reached->limits[i];
        reach.limits[i] =
            (struct site_limit){keep(taker, argument_name(use, limit->argument)), limit->low, limit->high};
    }
    return reach;
}

/* In user space an event comes from the call; only a kernel's implementation is where it is seen. */
static void take_reach(const struct taker *taker, const struct use *use, struct site *site)
{
    if (site->kind != SITE_IMPLEMENTATION || site->side != SIDE_KERNEL || !use->function)
        return;
    g_autoptr(GArray) all = reach_from(taker->unit, use);
    struct site_reach *reach = g_new(struct site_reach, all->len);
    for (guint i = 0; i < all->len; i++)
        reach[i] = reach_of_site(taker, use, &g_array_index(all, struct reached, i));
    site->reach = reach;
    site->n_reach = all->len;
}

/* ---- the site ---- */

/* Spelled in a macro's body, not in its arguments: a body stands in another file or above its use. */
static bool is_in_macro_body(const struct ir_loc *loc)
{
    return loc->macro && (loc->spelling_file != loc->file || loc->spelling_line < loc->line);
}

static enum site_kind kind_of(const struct use *use, const struct ir_loc *loc)
{
    static const enum site_kind kinds[] = {
        [SPELLING_CALL] = SITE_CALL,         [SPELLING_SYSCALL] = SITE_SYSCALL,
        [SPELLING_PRCTL] = SITE_CALL,        [SPELLING_INTRINSIC] = SITE_INTRINSIC,
        [SPELLING_ASM] = SITE_ASM,           [SPELLING_FLAG] = SITE_FLAG,
        [SPELLING_CONSTANT] = SITE_CONSTANT, [SPELLING_IMPLEMENTATION] = SITE_IMPLEMENTATION,
        [SPELLING_DEVICE] = SITE_CONSTANT,
    };
    if (use->wrapper)
        return SITE_WRAPPER;
    if (use->is_definition)
        return SITE_IMPLEMENTATION;
    if (use->is_reference)
        return SITE_REFERENCE;
    if (use->spelling->kind == SPELLING_CALL && is_in_macro_body(loc))
        return SITE_MACRO;
    return kinds[use->spelling->kind];
}

static enum side side_of(const struct ir_unit *unit, const struct use *use)
{
    if (use->spelling->side)
        return g_str_equal(use->spelling->side, side_name(SIDE_KERNEL)) ? SIDE_KERNEL : SIDE_USER;
    return unit->is_kernel ? SIDE_KERNEL : SIDE_USER;
}

static enum confidence confidence_of(const struct use *use)
{
    if (use->is_skipped_text || use->is_lost_text)
        return CONFIDENCE_LOW;
    return use->by_number || use->is_indirect || use->wrapper ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
}

static const char *naming_value(const struct taker *taker, const struct use *use)
{
    if (use->spelling->kind != SPELLING_SYSCALL && use->spelling->kind != SPELLING_PRCTL)
        return NULL;
    return keep_owned(taker, g_strdup_printf("%" G_GINT64_FORMAT, use->number));
}

/* Everything that identifies the site but its place among equal ones. */
static const char *identity_of(const struct taker *taker, const struct site *site, const GString *expressions)
{
    return keep_owned(taker, fingerprint_of("site", site->family, site->interface, site_kind_name(site->kind),
                                            site->file, site->function, expressions->str, NULL));
}

/* The parser may have lost the whole function that a mention stands in. What initialises stands in none. */
static const char *function_of(const struct taker *taker, const struct use *use)
{
    if (use->function && use->function->is_initialiser)
        return "";
    if (use->function)
        return ir_function_name(taker->unit, use->function);
    return use->around ? use->around : "";
}

static struct site site_of(const struct taker *taker, const struct use *use)
{
    const struct ir_loc *loc = ir_loc_at(taker->unit, use->loc);
    const char *file = g_array_index(taker->unit->files, const char *, loc->file);
    struct site site = {.family = use->interface->family,
                        .interface = use->interface->name,
                        .kind = kind_of(use, loc),
                        .file = keep_owned(taker, paths_relative(taker->root, file)),
                        .line = loc->line,
                        .col = loc->col,
                        .function = keep(taker, function_of(taker, use)),
                        .side = side_of(taker->unit, use),
                        .value = naming_value(taker, use),
                        .confidence = confidence_of(use)};
    GString *expressions = g_string_new(NULL);
    take_arguments(taker, use, &site, expressions);
    take_reach(taker, use, &site);
    site.identity = identity_of(taker, &site, expressions);
    g_string_free(expressions, TRUE);
    return site;
}

static bool is_ours(const struct taker *taker, const struct use *use)
{
    const struct ir_loc *loc = ir_loc_at(taker->unit, use->loc);
    return loc->file < taker->unit->files->len &&
           paths_is_ours(taker->root, g_array_index(taker->unit->files, const char *, loc->file));
}

static void clear_site(gpointer data)
{
    struct site *site = data;
    g_free((void *)(uintptr_t)site->args);
    g_free((void *)(uintptr_t)site->reach);
}

/* Turns identities into fingerprints, and drops what other units have said. */
static void take_ordinals(const struct taker *taker, GArray *sites, struct seen *seen)
{
    seen_begin_unit(seen);
    unsigned kept = 0;
    for (unsigned i = 0; i < sites->len; i++) {
        struct site *site = &g_array_index(sites, struct site, i);
        uint32_t ordinal;
        if (!seen_add(seen, site->identity, site->line, site->col, &ordinal, &site->occurrence)) {
            clear_site(site);
            continue;
        }
        site->fingerprint = keep_owned(taker, fingerprint_numbered(site->identity, ordinal));
        g_array_index(sites, struct site, kept++) = *site;
    }
    sites->len = kept; /* the dropped ones are cleared already */
}

GArray *inventory_take(const struct ir_unit *unit, const GArray *uses, const char *root, struct seen *seen,
                       GStringChunk *strings)
{
    struct taker taker = {.unit = unit, .root = root, .strings = strings};
    GArray *sites = g_array_new(FALSE, FALSE, sizeof(struct site));
    for (unsigned i = 0; i < uses->len; i++) {
        const struct use *use = &g_array_index(uses, struct use, i);
        if (use->interface->accessor || !is_ours(&taker, use))
            continue;
        struct site site = site_of(&taker, use);
        g_array_append_val(sites, site);
    }
    g_array_sort(sites, order_sites);
    take_ordinals(&taker, sites, seen);
    return sites;
}

void inventory_free(GArray *sites)
{
    for (unsigned i = 0; i < sites->len; i++)
        clear_site(&g_array_index(sites, struct site, i));
    g_array_unref(sites);
}
