#include "flow/body.h"

#include "flow/conditions.h"

struct body {
    const struct ir_unit *unit;
    const struct ir_function *function;
    struct cfg *cfg;
    struct postdominators *postdominators;
    struct slots *slots;
    struct constants *constants;
    struct reaching *reaching;
    struct liveness *liveness;
    struct chains *chains;
    struct numbering *numbering;
    bool reaching_tried, liveness_tried, numbering_tried;
};

struct body *body_new(const struct ir_unit *unit, const struct ir_function *function)
{
    struct body *body = g_new0(struct body, 1);
    body->unit = unit;
    body->function = function;
    return body;
}

void body_free(struct body *body)
{
    if (!body)
        return;
    numbering_free(body->numbering);
    chains_free(body->chains);
    liveness_free(body->liveness);
    reaching_free(body->reaching);
    constants_free(body->constants);
    slots_free(body->slots);
    postdominators_free(body->postdominators);
    cfg_free(body->cfg);
    g_free(body);
}

const struct cfg *body_cfg(struct body *body)
{
    if (!body->cfg)
        body->cfg = cfg_new(body->function);
    return body->cfg;
}

const struct postdominators *body_postdominators(struct body *body)
{
    if (!body->postdominators)
        body->postdominators = postdominators_new(body_cfg(body));
    return body->postdominators;
}

const struct slots *body_slots(struct body *body)
{
    if (!body->slots)
        body->slots = slots_new(body->unit, body_cfg(body));
    return body->slots;
}

const struct constants *body_constants(struct body *body)
{
    if (!body->constants)
        body->constants = constants_new(body->unit, body_cfg(body), body_slots(body));
    return body->constants;
}

const struct reaching *body_reaching(struct body *body)
{
    if (!body->reaching_tried)
        body->reaching = reaching_new(body_cfg(body), body_slots(body));
    body->reaching_tried = true;
    return body->reaching;
}

const struct liveness *body_liveness(struct body *body)
{
    if (!body->liveness_tried)
        body->liveness = liveness_new(body_cfg(body), body_slots(body));
    body->liveness_tried = true;
    return body->liveness;
}

const struct chains *body_chains(struct body *body)
{
    if (!body->chains)
        body->chains = chains_new(body_cfg(body), body_slots(body), body_reaching(body));
    return body->chains;
}

struct numbering *body_numbering(struct body *body)
{
    if (!body->numbering_tried)
        body->numbering = numbering_new(body->unit, body_cfg(body), NULL);
    body->numbering_tried = true;
    return body->numbering;
}

bool body_print(struct body *body, const char *analysis, GString *out)
{
    if (g_str_equal(analysis, "cfg"))
        cfg_print(body_cfg(body), out);
    else if (g_str_equal(analysis, "postdominators"))
        postdominators_print(body_postdominators(body), out);
    else if (g_str_equal(analysis, "slots"))
        slots_print(body_slots(body), out);
    else if (g_str_equal(analysis, "constants"))
        constants_print(body_constants(body), out);
    else if (g_str_equal(analysis, "chains"))
        chains_print(body_chains(body), out);
    else if (g_str_equal(analysis, "reaching")) {
        if (body_reaching(body))
            reaching_print(body->reaching, out);
    } else if (g_str_equal(analysis, "liveness")) {
        if (body_liveness(body))
            liveness_print(body->liveness, out);
    } else if (g_str_equal(analysis, "numbering")) {
        if (body_numbering(body))
            numbering_print(body->numbering, out);
    } else if (g_str_equal(analysis, "conditions")) {
        if (body_numbering(body))
            conditions_print(body->numbering, body->unit, body_cfg(body), out);
    } else {
        return false;
    }
    return true;
}
