/* A value that is fetched again and again until it is as one waits for it to be. */
#include "rules/likeness.h"
#include "rules/sides.h"

/* The one side of the branch that leads to the second read again. */
static uint32_t side_back(const struct pair *pair, uint32_t branch)
{
    const struct reading *r = pair->reading;
    uint32_t second = cfg_block_of(r->cfg, pair->second->inst), found = IR_NONE;
    struct cfg_list sides = cfg_successors(r->cfg, cfg_block_of(r->cfg, branch));
    for (uint32_t i = 0; i < sides.n; i++) {
        if (sides.blocks[i] != second && !paths_reach(r->paths, sides.blocks[i], second))
            continue;
        if (found != IR_NONE)
            return IR_NONE;
        found = sides.blocks[i];
    }
    return found;
}

bool pair_is_polling(const struct pair *pair, const struct dependence *relation, const struct dependence *use)
{
    const struct reading *r = pair->reading;
    uint32_t first = cfg_block_of(r->cfg, pair->first->inst), second = cfg_block_of(r->cfg, pair->second->inst);
    bool is_asked = relation->kind == DEPENDENCE_BRANCH && !relation->deed && use->kind == DEPENDENCE_BRANCH;
    uint32_t back = is_asked ? side_back(pair, use->inst) : IR_NONE;
    uint32_t on = back == IR_NONE ? IR_NONE : pair_passing(pair, pair->first->inst, relation->inst, pair->second->inst);
    struct fact now, then;
    if (on == IR_NONE || paths_reach(r->paths, second, first) ||
        !likeness_fact(pair, cfg_block_of(r->cfg, use->inst), back, &now) ||
        !likeness_fact(pair, cfg_block_of(r->cfg, relation->inst), on, &then))
        return false;
    bool is_same = now.low == then.low && now.high == then.high && now.is_excluding == then.is_excluding &&
                   (!now.is_excluding || now.except == then.except);
    return is_same && likeness_holds(pair, then.subject, now.subject) && !sides_refuse(pair, relation->inst, on);
}
