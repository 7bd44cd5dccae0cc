#include "scan/lower.h"

#include <string.h>

#include "front/front.h"
#include "ir/access.h"
#include "ir/binary.h"
#include "scan/frame.h"

#define MAX_IR_BYTES ((size_t)1 << 30)
#define MAX_JUMPS 100000u /* of one function */

/* How a unit is read. */
struct reading {
    const struct command *command;
    const struct catalogue *catalogue;
    const GPtrArray *texts; /* slim headers, or NULL */
    GPtrArray *bodiless;    /* char *: static functions without a body that it reaches (front_job) */
};

static void add_pairs(GPtrArray *pairs, const GPtrArray *more)
{
    for (guint i = 0; more && i < more->len; i++)
        g_ptr_array_add(pairs, g_ptr_array_index(more, i));
}

static struct ir_unit *lower_with(const struct reading *reading, char **flags, GError **error)
{
    const struct command *command = reading->command;
    g_autoptr(GPtrArray) stand_ins = g_ptr_array_new();
    struct front_job job = {.file = command->file,
                            .directory = command->directory,
                            .flags = (const char *const *)flags,
                            .raw_flags = (const char *const *)command->raw_flags->pdata,
                            .catalogue = reading->catalogue,
                            .is_guessed = !command->from_database,
                            .bodiless = reading->bodiless};
    add_pairs(stand_ins, command->stand_ins);
    add_pairs(stand_ins, reading->texts);
    job.stand_ins = (const char *const *)stand_ins->pdata;
    job.n_stand_ins = stand_ins->len;
    g_ptr_array_set_size(reading->bodiless, 0);
    return front_lower(&job, error);
}

/* Its value is the next word (input/command.h). */
static bool takes_next(const char *flag)
{
    bool is_long = g_str_has_prefix(flag, "--") && !strchr(flag, '=');
    return is_long || g_str_has_prefix(flag, "-i") || g_str_equal(flag, "-target");
}

static bool is_essential(const char *flag)
{
    static const char *const widths[] = {"-m16", "-m32", "-m64", "-mx32", NULL};
    return (flag[1] != 'm' && flag[1] != 'f') || g_strv_contains(widths, flag);
}

/* A value of -march=, -mabi= and their kind that clang does not know leaves no unit at all, and what the code means
 * hardly ever hangs on it. The flags without -m and -f; NULL when there are none of those. Borrowed strings: g_free. */
static char **essential(char **flags)
{
    char **fewer = g_new0(char *, g_strv_length(flags) + 1);
    size_t kept = 0, given = 0;
    for (; flags[given]; given++) {
        if (is_essential(flags[given]))
            fewer[kept++] = flags[given];
        if (takes_next(flags[given]) && flags[given + 1])
            fewer[kept++] = flags[++given];
    }
    if (kept == given)
        g_clear_pointer(&fewer, g_free);
    return fewer;
}

static struct ir_unit *lower_somehow(const struct reading *reading, GError **error)
{
    char **flags = reading->command->flags;
    struct ir_unit *unit = lower_with(reading, flags, error);
    g_autofree char **fewer = unit ? NULL : essential(flags);
    if (!fewer)
        return unit;
    unit = lower_with(reading, fewer, NULL);
    if (unit) {
        g_clear_error(error);
        if (!unit->degraded)
            unit->degraded = ir_intern(unit, "parsed without its -m and -f flags");
    }
    return unit;
}

static bool were_all_left_out(const GPtrArray *bodiless, const struct slim *slim)
{
    for (guint i = 0; i < bodiless->len; i++)
        if (!slim_left_out(slim, g_ptr_array_index(bodiless, i)))
            return false;
    return bodiless->len > 0;
}

static void take_names(GPtrArray *names, GPtrArray *bodiless)
{
    while (bodiless->len > 0)
        g_ptr_array_add(names, g_ptr_array_steal_index_fast(bodiless, bodiless->len - 1));
}

/* NULL when it is not known to be as from whole headers: there is no unit, or it lacks a function's body. Those that a
 * first try lacks are known for a second one. */
static struct ir_unit *lower_slim(struct reading *reading, struct slim *slim)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    struct ir_unit *unit = NULL;
    for (int attempt = 0; attempt < 2; attempt++) {
        reading->texts = slim_texts(slim, reading->command, names);
        unit = reading->texts ? lower_somehow(reading, NULL) : NULL;
        if (!unit || reading->bodiless->len == 0)
            return unit;
        ir_unit_free(unit);
        if (!were_all_left_out(reading->bodiless, slim))
            return NULL;
        take_names(names, reading->bodiless);
    }
    return NULL;
}

static struct ir_unit *lower(const struct command *command, const struct catalogue *catalogue, struct slim *slim,
                             GError **error)
{
    g_autoptr(GPtrArray) bodiless = g_ptr_array_new_with_free_func(g_free);
    struct reading reading = {.command = command, .catalogue = catalogue, .bodiless = bodiless};
    struct ir_unit *unit = slim ? lower_slim(&reading, slim) : NULL;
    reading.texts = NULL;
    return unit ? unit : lower_somehow(&reading, error);
}

static bool is_tangled(const struct ir_function *function)
{
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    guint jumps = 0;
    for (uint32_t block = 0; block < function->blocks->len && jumps <= MAX_JUMPS; block++) {
        g_array_set_size(ends, 0);
        ir_successors(function, block, ends);
        jumps += ends->len;
    }
    return jumps > MAX_JUMPS;
}

/* A thousand labels, each with a goto to any of them, are a million jumps: whoever follows values along them holds a
 * state for each. Such a function has sites, but no rule judges it. */
static void give_up_tangled(struct ir_unit *unit)
{
    for (guint i = 0; i < unit->functions->len; i++) {
        struct ir_function *function = g_ptr_array_index(unit->functions, i);
        if (!function->degraded && is_tangled(function))
            function->degraded = ir_intern(unit, "more than 100000 jumps in one function");
    }
}

bool lower_unit(const struct command *command, const struct catalogue *catalogue, struct slim *slim,
                GByteArray *payload, char **ret_reason)
{
    g_autoptr(GError) error = NULL;
    g_ptr_array_add(command->raw_flags, NULL); /* in this process's copy only */
    struct ir_unit *unit = lower(command, catalogue, slim, &error);
    if (!unit) {
        *ret_reason = g_strdup(error ? error->message : "it could not be parsed");
        return false;
    }
    give_up_tangled(unit);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    ir_write(unit, bytes);
    ir_unit_free(unit);
    g_autoptr(GByteArray) packed = frame_pack(bytes);
    g_byte_array_append(payload, packed->data, packed->len);
    return true;
}

struct ir_unit *lower_unpack(const uint8_t *bytes, size_t n, char **ret_reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) unpacked = frame_unpack(bytes, n, MAX_IR_BYTES);
    struct ir_unit *unit = unpacked ? ir_read(unpacked->data, unpacked->len, &error) : NULL;
    if (!unit)
        *ret_reason =
            g_strdup_printf("its worker sent no sound unit%s%s", error ? ": " : "", error ? error->message : "");
    return unit;
}
