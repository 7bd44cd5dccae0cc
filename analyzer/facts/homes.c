#include "facts/homes.h"

#include <string.h>

enum { STEPS_MAX = 200 };

struct homes {
    const struct ir_unit *unit;
    GHashTable *functions; /* struct ir_function * → its number + 1 */
    GHashTable *bodies;    /* symbol → its function's number + 1 */
    ir_id *records;        /* by type: the first one of the same name */
};

uint32_t homes_number(const struct homes *h, const struct ir_function *function)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(h->functions, function)) - 1;
}

const struct ir_function *homes_body(const struct homes *h, uint32_t number)
{
    return g_ptr_array_index(h->unit->functions, number);
}

uint32_t homes_defined(const struct homes *h, const struct ir_symbol *function)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(h->bodies, function)) - 1;
}

uint32_t homes_callee(const struct homes *h, const struct ir_function *function, const struct ir_inst *call)
{
    const struct ir_symbol *callee = ir_callee(h->unit, function, call);
    return callee ? homes_defined(h, callee) : IR_NONE;
}

static ir_id pointee(const struct homes *h, const struct ir_function *function, struct ir_ref ref)
{
    if (ref.kind == IR_REF_LOCAL)
        return g_array_index(function->locals, struct ir_local, ref.index).type;
    if (ref.kind == IR_REF_SYMBOL)
        return ir_symbol_at(h->unit, ref.index)->type;
    ir_id pointer = ref.kind == IR_REF_TEMP ? ir_ref_type(h->unit, function, ref) : IR_NONE;
    const struct ir_type *type = pointer == IR_NONE ? NULL : ir_type_at(h->unit, pointer);
    return type && type->kind == IR_TYPE_POINTER ? type->target : IR_NONE;
}

const struct ir_type *homes_pointee(const struct homes *h, const struct ir_function *function, struct ir_ref ref)
{
    ir_id id = pointee(h, function, ref);
    return id == IR_NONE ? NULL : ir_type_at(h->unit, id);
}

ir_id homes_record(const struct homes *h, ir_id type)
{
    return h->records[type];
}

static bool is_parameter(const struct ir_function *function, struct ir_ref ref)
{
    return ref.kind == IR_REF_LOCAL && ref.index < function->n_params;
}

bool homes_is_link(const struct homes *h, ir_id record)
{
    const struct ir_type *type = ir_type_at(h->unit, record);
    bool links = type->fields && type->fields->len > 0;
    for (guint i = 0; links && i < type->fields->len; i++) {
        const struct ir_type *field = ir_type_at(h->unit, g_array_index(type->fields, struct ir_field, i).type);
        links = field->kind == IR_TYPE_POINTER && field->target != IR_NONE;
        ir_id target = links ? field->target : record;
        if (links && ir_type_at(h->unit, target)->kind == IR_TYPE_POINTER)
            target = ir_type_at(h->unit, target)->target;
        links = links && target != IR_NONE && h->records[target] == h->records[record];
    }
    return links;
}

int homes_parameter(const struct ir_function *function, struct ir_ref value)
{
    value = ir_behind_conversions(function, value);
    const struct ir_inst *load = value.kind == IR_REF_TEMP ? ir_inst_at(function, value.index) : NULL;
    struct ir_ref from =
        load && load->op == IR_LOAD ? ir_operand(function, load, 0) : (struct ir_ref){.kind = IR_REF_NONE};
    return from.kind == IR_REF_LOCAL && from.index < function->n_params ? (int)from.index : -1;
}

/* What one list holds, another does not. */
static struct home field_home(const struct homes *h, ir_id record, uint32_t field)
{
    bool is_link = homes_is_link(h, h->records[record]);
    return (struct home){is_link ? HOME_NONE : HOME_FIELD, is_link ? 0 : h->records[record], is_link ? 0 : field};
}

struct home homes_at(const struct homes *h, const struct ir_function *function, struct ir_ref address)
{
    static const struct home nowhere = {HOME_NONE, 0, 0};
    for (unsigned steps = 0; address.kind == IR_REF_TEMP && steps < STEPS_MAX; steps++) {
        const struct ir_inst *inst = ir_inst_at(function, address.index);
        struct ir_ref from = inst->n_operands ? ir_operand(function, inst, 0) : (struct ir_ref){.kind = IR_REF_NONE};
        ir_id record = inst->op == IR_FIELD ? pointee(h, function, from) : IR_NONE;
        if (record != IR_NONE && ir_type_at(h->unit, record)->kind == IR_TYPE_RECORD)
            return field_home(h, record, inst->aux);
        if (inst->op == IR_LOAD && is_parameter(function, from))
            return (struct home){HOME_BEHIND, homes_number(h, function), from.index};
        if (inst->op != IR_INDEX && inst->op != IR_BITCAST)
            return nowhere;
        address = from;
    }
    if (address.kind == IR_REF_LOCAL)
        return (struct home){HOME_LOCAL, homes_number(h, function), address.index};
    return address.kind == IR_REF_SYMBOL ? (struct home){HOME_SYMBOL, address.index, 0} : nowhere;
}

static const char *plain_name(const char *name)
{
    static const char *const words[] = {"const ", "volatile "};
    for (size_t i = 0; name && i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(name, words[i]))
            return plain_name(name + strlen(words[i]));
    return name;
}

static void find_records(struct homes *h)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
    h->records = g_new0(ir_id, MAX(h->unit->types->len, 1));
    for (ir_id i = 0; i < h->unit->types->len; i++) {
        const char *name = plain_name(ir_type_at(h->unit, i)->name);
        guint first = name ? GPOINTER_TO_UINT(g_hash_table_lookup(by_name, name)) : 0;
        h->records[i] = first ? first - 1 : i;
        if (name && !first)
            g_hash_table_insert(by_name, (gpointer)name, GUINT_TO_POINTER(i + 1));
    }
}

struct homes *homes_new(const struct ir_unit *unit)
{
    struct homes *h = g_new0(struct homes, 1);
    h->unit = unit;
    h->functions = g_hash_table_new(NULL, NULL);
    h->bodies = g_hash_table_new(NULL, NULL);
    find_records(h);
    for (uint32_t f = 0; f < unit->functions->len; f++) {
        const struct ir_function *function = homes_body(h, f);
        g_hash_table_insert(h->functions, (gpointer)function, GUINT_TO_POINTER(f + 1));
        if (function->symbol != IR_NONE && !function->degraded)
            g_hash_table_insert(h->bodies, (gpointer)ir_symbol_at(unit, function->symbol), GUINT_TO_POINTER(f + 1));
    }
    return h;
}

void homes_free(struct homes *h)
{
    if (!h)
        return;
    g_hash_table_unref(h->functions);
    g_hash_table_unref(h->bodies);
    g_free(h->records);
    g_free(h);
}
