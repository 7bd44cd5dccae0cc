#include "scan/order.h"

#include "model/finding.h"
#include "model/site.h"

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static int order_places(const char *a_file, const char *b_file, uint32_t a_line, uint32_t b_line, uint32_t a_col,
                        uint32_t b_col)
{
    int by = g_strcmp0(a_file, b_file);
    by = by ? by : COMPARE(a_line, b_line);
    return by ? by : COMPARE(a_col, b_col);
}

static int order_arguments(const struct site *a, const struct site *b)
{
    for (uint32_t i = 0; i < MIN(a->n_args, b->n_args); i++) {
        int by = g_strcmp0(a->args[i].text, b->args[i].text);
        by = by ? by : g_strcmp0(a->args[i].value, b->args[i].value);
        if (by)
            return by;
    }
    return COMPARE(a->n_args, b->n_args);
}

int order_sites(gconstpointer a, gconstpointer b)
{
    const struct site *left = a, *right = b;
    int by = order_places(left->file, right->file, left->line, right->line, left->col, right->col);
    by = by ? by : g_strcmp0(left->family, right->family);
    by = by ? by : g_strcmp0(left->interface, right->interface);
    by = by ? by : COMPARE(left->kind, right->kind);
    by = by ? by : g_strcmp0(left->function, right->function);
    by = by ? by : COMPARE(left->side, right->side);
    by = by ? by : COMPARE(left->confidence, right->confidence);
    by = by ? by : g_strcmp0(left->value, right->value);
    return by ? by : order_arguments(left, right);
}

static int order_steps(const struct finding *a, const struct finding *b)
{
    for (uint32_t i = 0; i < MIN(a->n_steps, b->n_steps); i++) {
        const struct step *left = &a->steps[i], *right = &b->steps[i];
        int by = order_places(left->file, right->file, left->line, right->line, left->col, right->col);
        by = by ? by : COMPARE(left->role, right->role);
        by = by ? by : g_strcmp0(left->why, right->why);
        if (by)
            return by;
    }
    return COMPARE(a->n_steps, b->n_steps);
}

int order_findings(gconstpointer a, gconstpointer b)
{
    const struct finding *left = a, *right = b;
    int by = order_places(left->file, right->file, left->line, right->line, left->col, right->col);
    by = by ? by : g_strcmp0(left->rule, right->rule);
    by = by ? by : g_strcmp0(left->function, right->function);
    by = by ? by : g_strcmp0(left->key, right->key);
    by = by ? by : COMPARE(left->verdict, right->verdict);
    by = by ? by : COMPARE(left->severity, right->severity);
    by = by ? by : COMPARE(left->confidence, right->confidence);
    by = by ? by : g_strcmp0(left->message, right->message);
    by = by ? by : g_strcmp0(left->reason, right->reason);
    return by ? by : order_steps(left, right);
}
