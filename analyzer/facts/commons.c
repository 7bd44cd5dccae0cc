#include "facts/commons.h"

#include <string.h>

enum {
    STEPS_MAX = 64, /* instructions and variables on the way to a global */
    WAY_MAX = 400   /* characters */
};

struct commons {
    const struct ir_unit *unit;
    const struct homes *homes;
    struct ir_ref *
        *stored;         /* by function, made when asked for: by local what was stored there, when that was done once */
    GHashTable *members; /* record type + 1 → its text, without the field */
    bool *is_handed_out; /* by symbol, made when asked for: some code has its address as a value */
    GStringChunk *texts;
};

const struct homes *commons_homes(const struct commons *places)
{
    return places->homes;
}

/* ---- locals ---- */

/* Locals whose address goes elsewhere may be written by anybody. */
static struct ir_ref *stored_in(const struct ir_function *function)
{
    struct ir_ref *stored = g_new0(struct ir_ref, MAX(function->locals->len, 1));
    g_autofree uint32_t *n = g_new0(uint32_t, MAX(function->locals->len, 1));
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(function, inst, o);
            if (ref.kind != IR_REF_LOCAL || (inst->op == IR_LOAD && o == 0))
                continue;
            bool is_store = inst->op == IR_STORE && o == 0;
            n[ref.index] += is_store ? 1 : 2;
            stored[ref.index] = is_store ? ir_operand(function, inst, 1) : (struct ir_ref){.kind = IR_REF_NONE};
        }
    }
    for (uint32_t l = 0; l < function->locals->len; l++)
        if (n[l] != 1 || l < function->n_params)
            stored[l] = (struct ir_ref){.kind = IR_REF_NONE};
    return stored;
}

static struct ir_ref only_value(struct commons *p, const struct ir_function *function, uint32_t local)
{
    uint32_t number = homes_number(p->homes, function);
    if (!p->stored[number])
        p->stored[number] = stored_in(function);
    return p->stored[number][local];
}

/* ---- globals ---- */

/* Whether the instruction only reaches for what lies at the address, or makes the address of a part of it. */
static bool only_reaches(const struct ir_inst *inst, uint32_t operand)
{
    switch ((enum ir_op)inst->op) {
    case IR_COPY:
        return true;
    case IR_LOAD:
    case IR_STORE:
    case IR_ZERO:
    case IR_FIELD:
    case IR_INDEX:
    case IR_BITCAST:
        return operand == 0;
    default:
        return false;
    }
}

static void find_handed_out(struct commons *p, const struct ir_function *function)
{
    g_autofree uint32_t *inside = g_new0(uint32_t, function->insts->len + 1); /* by temp: symbol + 1 */
    for (uint32_t i = 0; i < function->insts->len; i++) {
        const struct ir_inst *inst = ir_inst_at(function, i);
        for (uint32_t o = 0; o < inst->n_operands; o++) {
            struct ir_ref ref = ir_operand(function, inst, o);
            uint32_t symbol = 0;
            if (ref.kind == IR_REF_SYMBOL)
                symbol = ref.index + 1;
            else if (ref.kind == IR_REF_TEMP)
                symbol = inside[ref.index];
            if (symbol && !only_reaches(inst, o))
                p->is_handed_out[symbol - 1] = true;
            bool is_part = inst->op == IR_FIELD || inst->op == IR_INDEX || inst->op == IR_BITCAST;
            if (symbol && is_part && o == 0)
                inside[i] = symbol;
        }
    }
}

/* Of which no pointer leads anywhere: only its name does. */
static bool is_only_named(struct commons *p, ir_id id)
{
    if (!p->is_handed_out) {
        p->is_handed_out = g_new0(bool, p->unit->symbols->len + 1);
        for (guint f = 0; f < p->unit->functions->len; f++)
            find_handed_out(p, g_ptr_array_index(p->unit->functions, f));
    }
    return ir_symbol_at(p->unit, id)->linkage == IR_STATIC && !p->is_handed_out[id];
}

/* ---- ways ---- */

struct walk {
    struct commons *places;
    const struct ir_function *function;
    unsigned steps;
    bool is_direct, is_own, is_only_named;
    const char *home;
};

static bool append_way(struct walk *w, struct ir_ref address, GString *out);

static bool append_global(struct walk *w, ir_id id, GString *out)
{
    const struct ir_symbol *symbol = ir_symbol_at(w->places->unit, id);
    const char *file = w->places->unit->main_file;
    g_string_append(out, symbol->name);
    if (symbol->linkage == IR_STATIC)
        g_string_append_printf(out, "|%s", file);
    else if (symbol->is_defined)
        w->home = file;
    w->is_own |= symbol->is_thread_local;
    w->is_only_named = is_only_named(w->places, id);
    return !symbol->is_function;
}

/* What the pointer read at `address` points to. */
static bool append_pointee(struct walk *w, struct ir_ref address, GString *out)
{
    if (address.kind == IR_REF_LOCAL)
        return append_way(w, only_value(w->places, w->function, address.index), out);
    if (!append_way(w, address, out))
        return false;
    g_string_append_c(out, '>');
    w->is_direct = false;
    return true;
}

static const struct ir_field *field_at(const struct ir_type *record, uint32_t i)
{
    bool has_it = record && record->kind == IR_TYPE_RECORD && record->fields && i < record->fields->len;
    return has_it ? &g_array_index(record->fields, struct ir_field, i) : NULL;
}

static bool append_way(struct walk *w, struct ir_ref address, GString *out)
{
    if (++w->steps > STEPS_MAX || out->len > WAY_MAX)
        return false;
    if (address.kind == IR_REF_SYMBOL)
        return append_global(w, address.index, out);
    if (address.kind != IR_REF_TEMP)
        return false;
    const struct ir_inst *inst = ir_inst_at(w->function, address.index);
    struct ir_ref from = inst->n_operands ? ir_operand(w->function, inst, 0) : (struct ir_ref){.kind = IR_REF_NONE};
    if (inst->op == IR_LOAD)
        return append_pointee(w, from, out);
    if (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST)
        return false;
    const struct ir_type *record = homes_pointee(w->places->homes, w->function, from);
    if (!append_way(w, from, out))
        return false;
    const struct ir_field *field = inst->op == IR_FIELD ? field_at(record, inst->aux) : NULL;
    if (inst->op == IR_FIELD)
        g_string_append_printf(out, ".%s", field && field->name ? field->name : "");
    else if (inst->op == IR_INDEX)
        g_string_append(out, "[]");
    return true;
}

/* ---- members ---- */

static const char *record_text(struct commons *p, ir_id record)
{
    gpointer key = GUINT_TO_POINTER(record + 1);
    const char *known = g_hash_table_lookup(p->members, key);
    if (known)
        return known;
    const struct ir_type *type = ir_type_at(p->unit, record);
    g_autoptr(GString) text = g_string_new(type->name);
    g_string_append_printf(text, " %" G_GUINT64_FORMAT, type->size);
    for (guint i = 0; type->fields && i < type->fields->len && text->len < WAY_MAX; i++) {
        const char *name = g_array_index(type->fields, struct ir_field, i).name;
        g_string_append_printf(text, " %s", name ? name : "");
    }
    known = g_string_chunk_insert(p->texts, text->str);
    g_hash_table_insert(p->members, key, (gpointer)(uintptr_t)known);
    return known;
}

/* An unnamed record has no name that means the same elsewhere; in the unit its number does. */
static void set_member(struct commons *p, struct home home, struct place *place)
{
    const struct ir_type *record = home.kind == HOME_FIELD ? ir_type_at(p->unit, home.a) : NULL;
    const struct ir_field *field = field_at(record, home.b);
    if (!field)
        return;
    g_autofree char *text = NULL;
    if (record->name && *record->name && !strchr(record->name, '('))
        text = g_strdup_printf("%s.%s", record_text(p, home.a), field->name ? field->name : "");
    else
        text = g_strdup_printf("%u|%s.%u", home.a, p->unit->main_file, home.b);
    place->member = g_string_chunk_insert_const(p->texts, text);
    place->record = record->name ? record->name : "";
}

const char *commons_member(struct commons *p, struct home home)
{
    struct place place = {.member = NULL};
    set_member(p, home, &place);
    return place.member && !strchr(place.member, '|') ? place.member : NULL;
}

static bool is_local(const struct ir_function *function, struct ir_ref address)
{
    while (address.kind == IR_REF_TEMP) {
        const struct ir_inst *inst = ir_inst_at(function, address.index);
        if (inst->op != IR_FIELD && inst->op != IR_INDEX && inst->op != IR_BITCAST)
            return false;
        address = ir_operand(function, inst, 0);
    }
    return address.kind == IR_REF_LOCAL;
}

struct place commons_at(struct commons *p, const struct ir_function *function, struct ir_ref address)
{
    struct walk walk = {.places = p, .function = function, .is_direct = true};
    struct place place = {.is_own = is_local(function, address)};
    g_autoptr(GString) way = g_string_new(NULL);
    if (place.is_own)
        return place;
    if (append_way(&walk, address, way))
        place.way = g_string_chunk_insert_const(p->texts, way->str);
    place.home = place.way ? walk.home : NULL;
    place.is_direct = place.way && walk.is_direct;
    place.is_own = walk.is_own && walk.is_direct;
    set_member(p, homes_at(p->homes, function, address), &place);
    if (place.is_direct && walk.is_only_named)
        place.member = NULL;
    return place;
}

/* `pool` holds `pool.base`, and `table` `table[]`; `head` does not hold `head>.base`. */
static bool holds(const char *outer, const char *inner)
{
    size_t n = strlen(outer);
    return strncmp(outer, inner, n) == 0 &&
           (!inner[n] || ((inner[n] == '.' || inner[n] == '[') && !strchr(inner + n, '>')));
}

enum place_match place_compare(const struct place *a, const struct place *b)
{
    if (a->way && b->way) {
        bool is_same = holds(a->way, b->way) || holds(b->way, a->way);
        return is_same && (!a->home || !b->home || g_str_equal(a->home, b->home)) ? PLACE_SAME : PLACE_DIFFERENT;
    }
    return a->member && b->member && g_str_equal(a->member, b->member) ? PLACE_SAME_MEMBER : PLACE_DIFFERENT;
}

/* ---- making it ---- */

struct commons *commons_new(const struct ir_unit *unit, const struct homes *homes)
{
    struct commons *p = g_new0(struct commons, 1);
    *p = (struct commons){.unit = unit, .homes = homes};
    p->stored = g_new0(struct ir_ref *, unit->functions->len + 1);
    p->members = g_hash_table_new(NULL, NULL);
    p->texts = g_string_chunk_new(1024);
    return p;
}

void commons_free(struct commons *p)
{
    if (!p)
        return;
    for (uint32_t f = 0; f < p->unit->functions->len; f++)
        g_free(p->stored[f]);
    g_free(p->stored);
    g_free(p->is_handed_out);
    g_hash_table_unref(p->members);
    g_string_chunk_free(p->texts);
    g_free(p);
}
