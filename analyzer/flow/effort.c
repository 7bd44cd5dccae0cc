#include "flow/effort.h"

struct efforts {
    uint64_t spent;
    GHashTable *faults; /* struct ir_function * → const char * */
};

struct efforts *efforts_new(void)
{
    struct efforts *efforts = g_new0(struct efforts, 1);
    efforts->faults = g_hash_table_new(NULL, NULL);
    return efforts;
}

void efforts_free(struct efforts *efforts)
{
    if (!efforts)
        return;
    g_hash_table_unref(efforts->faults);
    g_free(efforts);
}

void efforts_spend(struct efforts *efforts, uint64_t steps)
{
    efforts->spent += MIN(steps, EFFORT_UNIT - efforts->spent);
}

uint64_t efforts_spent(const struct efforts *efforts)
{
    return efforts->spent;
}

const char *efforts_fault(const struct efforts *efforts, const struct ir_function *function)
{
    return g_hash_table_lookup(efforts->faults, function);
}

struct effort effort_begin(struct efforts *all)
{
    uint64_t given = all ? MIN(EFFORT_FUNCTION, EFFORT_UNIT - all->spent) : EFFORT_FUNCTION;
    return (struct effort){.all = all, .given = given, .left = given};
}

void effort_fail(struct effort *effort, const char *fault)
{
    effort->fault = effort->fault ? effort->fault : fault;
}

bool effort_spend(struct effort *effort, uint64_t steps)
{
    bool is_left = effort->left >= steps && (!effort->all || EFFORT_UNIT - effort->all->spent >= steps);
    if (is_left && !effort->fault) {
        effort->left -= steps;
        if (effort->all)
            effort->all->spent += steps;
        return true;
    }
    bool is_own = effort->left < steps && effort->given == EFFORT_FUNCTION;
    if (!effort->fault)
        effort->left = 0;
    effort_fail(effort,
                is_own ? "more than 50 million steps" : "more than 500 million steps for the functions of one file");
    return false;
}

void effort_end(struct effort *effort, const struct ir_function *function)
{
    if (effort->all && effort->fault)
        g_hash_table_insert(effort->all->faults, (gpointer)(uintptr_t)function, (gpointer)(uintptr_t)effort->fault);
}
