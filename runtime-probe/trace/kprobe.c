/* kprobe events: "(PLACE) a=1 b=0x2". The names of event and fields are those that somebody chose; the function is what
 * counts, where the line shows it. */
#include <string.h>

#include "trace/points_p.h"
#include "trace/scan.h"

enum { FIELDS = 16 };

struct field {
    char *name;
    const char *text;
    size_t size;
    bool is_number, is_used;
    uint64_t value;
};

struct fields {
    struct field row[FIELDS];
    unsigned n;
};

static void fields_release(struct fields *fields)
{
    for (unsigned i = 0; i < fields->n; i++)
        g_free(fields->row[i].name);
}

typedef struct fields fields_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(fields_auto, fields_release)

/* Where a kprobe sits: a symbol, or an address that only tells one probe from another. */
struct place {
    char *symbol; /* or NULL */
    uint64_t address;
    bool is_return;
};

static bool scan_place(const char **at, struct place *ret_place)
{
    uint64_t ignored;
    const char *p = *at;
    if (scan_digits(&p, 16, &ret_place->address) && (*p == ')' || *p == ' ')) {
        *at = p;
        return true;
    }
    ret_place->address = 0;
    ret_place->symbol = scan_name(at);
    if (!ret_place->symbol)
        return false;
    if (scan_text(at, "+0x"))
        (void)scan_digits(at, 16, &ignored);
    if (scan_text(at, "/0x"))
        (void)scan_digits(at, 16, &ignored);
    if (scan_text(at, " ["))
        *at += strcspn(*at, ")");
    return true;
}

static void place_release(struct place *place)
{
    g_free(place->symbol);
}

typedef struct place place_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(place_auto, place_release)

/* "(SYM+0x0/0x20)", or with "<-" the place of a return probe in either order. */
static bool probe_place(const struct points *points, const char **at, struct place *ret_function)
{
    g_auto(place_auto) other = {0};
    if (!scan_text(at, "(") || !scan_place(at, ret_function))
        return false;
    if (scan_text(at, " <- ")) {
        if (!scan_place(at, &other))
            return false;
        if (points->return_first) {
            struct place function = other;
            other = *ret_function;
            *ret_function = function;
        }
        ret_function->is_return = true;
    }
    return scan_text(at, ")");
}

/* " a=1 b=0x2 name=\"text\"" */
static void probe_fields(const char *text, struct fields *ret_fields)
{
    while (ret_fields->n < FIELDS) {
        scan_spaces(&text);
        struct field *field = &ret_fields->row[ret_fields->n];
        (void)scan_text(&text, "$");
        *field = (struct field){.name = scan_name(&text)};
        if (!field->name)
            return;
        ret_fields->n++;
        if (!scan_text(&text, "="))
            return;
        field->text = text;
        const char *end = *text == '"' ? strchr(text + 1, '"') : NULL;
        end = end ? end + 1 : text + strcspn(text, " ");
        field->is_number = scan_number(&text, false, &field->value) && text == end;
        field->size = (size_t)(end - field->text);
        text = end;
    }
}

static const struct field *number_named(struct fields *fields, const char *name)
{
    for (unsigned i = 0; i < fields->n; i++)
        if (fields->row[i].is_number && strcmp(fields->row[i].name, name) == 0) {
            fields->row[i].is_used = true;
            return &fields->row[i];
        }
    return NULL;
}

/* "arg3" counts from 1, "a3" and "x3" from 0 when one of them ends in 0. -1: no number at its end. */
static int ordinal(const char *name)
{
    size_t size = strlen(name);
    return size > 1 && g_ascii_isdigit(name[size - 1]) && !g_ascii_isdigit(name[size - 2]) ? name[size - 1] - '0' : -1;
}

struct values {
    uint64_t value[EVENT_ARGUMENTS];
    bool is_known[EVENT_ARGUMENTS];
    unsigned n;
};

static void set_value(struct values *values, unsigned index, struct field *field)
{
    if (index >= EVENT_ARGUMENTS)
        return;
    field->is_used = true;
    values->value[index] = field->value;
    values->is_known[index] = true;
    values->n = MAX(values->n, index + 1);
}

static void by_ordinal(struct fields *fields, struct values *values)
{
    int lowest = 1;
    for (unsigned i = 0; i < fields->n; i++)
        if (ordinal(fields->row[i].name) == 0)
            lowest = 0;
    for (unsigned i = 0; i < fields->n; i++) {
        struct field *field = &fields->row[i];
        int at = ordinal(field->name) - lowest;
        if (field->is_number && !field->is_used && at >= 0)
            set_value(values, (unsigned)at, field);
    }
}

static void by_name(struct fields *fields, const struct interface *interface, struct values *values)
{
    for (unsigned i = 0; i < fields->n; i++)
        for (unsigned k = 0; k < interface->args->len; k++)
            if (fields->row[i].is_number && strcmp(fields->row[i].name, naming_argument(interface, k)) == 0)
                set_value(values, k, &fields->row[i]);
}

/* When there are as many fields as arguments, those whose names say nothing stand where they stand. */
static void by_place(struct fields *fields, const struct interface *interface, struct values *values)
{
    if (fields->n != interface->args->len)
        return;
    for (unsigned i = 0; i < fields->n && i < EVENT_ARGUMENTS; i++)
        if (fields->row[i].is_number && !fields->row[i].is_used && !values->is_known[i])
            set_value(values, i, &fields->row[i]);
}

static bool is_first_of_its_name(const struct fields *fields, unsigned index)
{
    for (unsigned i = 0; i < index; i++)
        if (strcmp(fields->row[i].name, fields->row[index].name) == 0)
            return false;
    return true;
}

static void keep_rest(struct draft *draft, const struct fields *fields)
{
    for (unsigned i = 0; i < fields->n; i++) {
        if (fields->row[i].is_used || !fields->row[i].text || !is_first_of_its_name(fields, i))
            continue;
        g_autofree char *text = g_strndup(fields->row[i].text, fields->row[i].size);
        draft_raw(draft, fields->row[i].name, text);
    }
}

/* What tracefs and perf make of a function's name: "p_NAME_0", "r_NAME_0", "NAME__return". */
static char *bare_name(const char *event)
{
    const char *colon = strrchr(event, ':'), *name = colon ? colon + 1 : event;
    if (g_str_has_prefix(name, "p_") || g_str_has_prefix(name, "r_"))
        name += 2;
    char *bare = g_strdup(name);
    if (g_str_has_suffix(bare, "__return"))
        bare[strlen(bare) - strlen("__return")] = '\0';
    else if (g_str_has_suffix(bare, "_0"))
        bare[strlen(bare) - strlen("_0")] = '\0';
    return bare;
}

/* The function that serves every system call of i386; its second argument is the number. */
static bool by_number(const struct points *points, const char *symbol, struct fields *fields, struct named *ret_named)
{
    const struct field *number = NULL;
    if (strcmp(symbol, "ia32_sys_call") == 0)
        number = number_named(fields, "nr");
    return number && naming_number(points->naming, EVENT_I386, (int64_t)number->value, 0, ret_named);
}

static bool name_of(const struct points *points, const char *symbol, struct fields *fields, struct named *ret_named)
{
    uint64_t first = 0;
    const struct field *option = number_named(fields, "option");
    if (option)
        first = option->value;
    return by_number(points, symbol, fields, ret_named) || naming_symbol(points->naming, symbol, first, ret_named) ||
           naming_syscall(points->naming, symbol, first, ret_named);
}

/* arch/x86: force_sig_pkuerr(addr, pkey) sends the signal of a denied access. */
static void denied(struct points *points, const struct point *point, struct fields *fields)
{
    struct draft *draft = points_begin(points, point, EVENT_FAULT);
    struct values values = {0};
    by_ordinal(fields, &values);
    const struct field *address = number_named(fields, "addr"), *key = number_named(fields, "pkey");
    draft->event.address = address ? address->value : values.value[0];
    draft->event.key = key ? (int32_t)key->value : values.is_known[1] ? (int32_t)values.value[1] : -1;
    keep_rest(draft, fields);
    points->fault = draft;
}

static void entered(struct points *points, const struct point *point, const struct place *place,
                    const struct named *named, struct fields *fields)
{
    struct draft *draft = points_begin(points, point, EVENT_CALL);
    struct values values = {0};
    by_name(fields, named->interface, &values);
    by_ordinal(fields, &values);
    by_place(fields, named->interface, &values);
    /* Fields are taken for arguments of the interface, whatever stands in front of them in the call. */
    struct named own = {named->interface, NULL, 0, named->abi};
    naming_arguments(&own, values.value, values.is_known, values.n, &draft->event);
    keep_rest(draft, fields);
    draft->place = place->address;
    draft->event.number = naming_number_of(named->interface, named->abi);
    points_enter(points, point, SOURCE_KPROBE, named, draft);
}

/* ia32_sys_call returns from every call, so that its return alone names none. */
static bool is_return_of(const struct draft *waiting, const struct place *place, const char *symbol)
{
    if (!waiting || waiting->source != SOURCE_KPROBE)
        return false;
    if (strcmp(symbol, "ia32_sys_call") == 0)
        return waiting->event.abi == EVENT_I386;
    return waiting->place && waiting->place == place->address;
}

static void returned(struct points *points, const struct point *point, const struct place *place, const char *symbol,
                     bool is_named, struct fields *fields)
{
    const struct draft *waiting = pending_peek(points->pending, point->tid);
    bool is_same = is_return_of(waiting, place, symbol);
    if (!is_named && !is_same) {
        delivery_other(points->delivery, symbol);
        return;
    }
    const struct field *result = number_named(fields, "ret");
    for (unsigned i = 0; !result && i < fields->n; i++)
        if (fields->row[i].is_number)
            result = &fields->row[i];
    points_leave(points, point, SOURCE_KPROBE, result ? &result->value : NULL);
}

bool kprobe_event(struct points *points, const struct point *point)
{
    const char *at = point->text;
    g_auto(place_auto) place = {0};
    g_auto(fields_auto) fields = {0};
    if (!probe_place(points, &at, &place))
        return false;
    probe_fields(at, &fields);
    g_autofree char *bare = bare_name(point->name);
    const char *symbol = place.symbol ? place.symbol : bare;
    struct named named;
    bool is_named = name_of(points, symbol, &fields, &named);
    if (place.is_return)
        returned(points, point, &place, symbol, is_named, &fields);
    else if (strcmp(symbol, "force_sig_pkuerr") == 0)
        denied(points, point, &fields);
    else if (is_named)
        entered(points, point, &place, &named, &fields);
    else
        delivery_other(points->delivery, symbol);
    return true;
}
