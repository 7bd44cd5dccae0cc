#include "facts/scene.h"

struct scene *scene_new(const struct ir_unit *unit, const struct catalogue *catalogue, struct bodies *bodies,
                        const struct ir_function *function)
{
    if (function->degraded)
        return NULL;
    struct scene *scene = g_new0(struct scene, 1);
    scene->unit = unit;
    scene->function = function;
    scene->cfg = bodies_cfg(bodies, function);
    scene->knowledge = (struct call_knowledge){.unit = unit, .catalogue = catalogue};
    scene->effects = effects_of(&scene->knowledge);
    scene->effort = effort_begin(bodies_efforts(bodies));
    scene->effects.effort = &scene->effort;
    scene->numbering = numbering_new(unit, scene->cfg, &scene->effects);
    if (!scene->numbering) {
        effort_end(&scene->effort, function);
        g_free(scene);
        return NULL;
    }
    scene->paths = paths_new(unit, scene->cfg, scene->numbering);
    scene->settled = g_array_new(FALSE, TRUE, sizeof(term_id));
    return scene;
}

void scene_free(struct scene *scene)
{
    if (!scene)
        return;
    effort_end(&scene->effort, scene->function);
    g_array_unref(scene->settled);
    paths_free(scene->paths);
    numbering_free(scene->numbering);
    g_free(scene);
}

bool scene_again(struct scene *scene)
{
    g_clear_pointer(&scene->paths, paths_free);
    if (!numbering_again(scene->numbering))
        return false;
    scene->paths = paths_new(scene->unit, scene->cfg, scene->numbering);
    return true;
}

bool scene_leads(const struct scene *scene, uint32_t from, uint32_t to, const GArray *blocked)
{
    return scene->paths && paths_lead(scene->paths, from, to, blocked) == PATH_FOUND;
}

bool scene_avoid(const struct scene *scene, uint32_t at, uint32_t from, uint32_t to, GArray *blocked)
{
    return paths_avoid(scene->paths, at, from, to, blocked);
}

/* Every call may write every global: the layers are many, and are walked once. */
term_id scene_settled(const struct scene *scene, term_id value)
{
    const struct terms *terms = numbering_terms(scene->numbering);
    if (value < scene->settled->len && g_array_index(scene->settled, term_id, value))
        return g_array_index(scene->settled, term_id, value);
    term_id found = value;
    const struct term *term = term_at(terms, found);
    while (term->kind == TERM_WRITTEN && term->a && !term->b) {
        bool is_known = term->a < scene->settled->len && g_array_index(scene->settled, term_id, term->a);
        found = is_known ? g_array_index(scene->settled, term_id, term->a) : term->a;
        term = term_at(terms, found);
    }
    if (value >= scene->settled->len)
        g_array_set_size(scene->settled, value + 1);
    g_array_index(scene->settled, term_id, value) = found;
    return found;
}
