#include "facts/shared_locks.h"

#include "facts/locks.h"

struct shared_locks {
    const GArray *uses;
    const struct owners *owners;
    struct homes *homes;
    struct commons *places;
    struct locks *locks;
};

static bool takes_lock(const struct use *use)
{
    const struct catalogue_lock *act = use->interface->lock;
    return act && !act->releases && !act->waits && use->function && use->inst != IR_NONE && !use->is_reference &&
           !use->wrapper;
}

struct shared_locks *shared_locks_new(const struct ir_unit *unit, const GArray *uses, const struct callgraph *graph,
                                      struct bodies *bodies, const struct owners *owners)
{
    bool is_any = false;
    for (guint i = 0; i < uses->len && !is_any; i++)
        is_any = takes_lock(&g_array_index(uses, struct use, i));
    if (!is_any)
        return NULL;
    struct shared_locks *s = g_new0(struct shared_locks, 1);
    *s = (struct shared_locks){.uses = uses, .owners = owners, .homes = homes_new(unit)};
    s->places = commons_new(unit, s->homes);
    s->locks = locks_new(unit, uses, graph, s->places, bodies, NULL);
    return s;
}

void shared_locks_free(struct shared_locks *s)
{
    if (!s)
        return;
    locks_free(s->locks);
    commons_free(s->places);
    homes_free(s->homes);
    g_free(s);
}

/* One mapping holds both. */
static bool is_beside(const struct owner *lock, const struct owner *memory)
{
    return lock->kind == OWNER_PROCESS && memory->kind == OWNER_PROCESS && !lock->is_by_type && !memory->is_by_type &&
           lock->loc == memory->loc && g_strcmp0(lock->what, memory->what) == 0 &&
           g_strcmp0(lock->told.file, memory->told.file) == 0 && lock->told.line == memory->told.line;
}

static bool is_among(const GArray *held, const struct place *place)
{
    for (guint i = 0; i < held->len; i++)
        if (place_compare(&g_array_index(held, struct held_lock, i).place, place) != PLACE_DIFFERENT)
            return true;
    return false;
}

bool shared_locks_hold(struct shared_locks *s, const struct ir_function *function, uint32_t first, uint32_t second,
                       const struct owner *memory)
{
    g_autoptr(GArray) held = locks_between(s->locks, homes_number(s->homes, function), first, second);
    for (guint i = 0; i < s->uses->len && held->len; i++) {
        const struct use *use = &g_array_index(s->uses, struct use, i);
        if (use->function != function || !takes_lock(use))
            continue;
        struct ir_ref address = use_argument(use, (unsigned)use->interface->lock->argument, NULL);
        struct owner owner = owners_of_pointer(s->owners, function, use->inst, address);
        struct place place = commons_at(s->places, function, address);
        if (is_beside(&owner, memory) && is_among(held, &place))
            return true;
    }
    return false;
}
