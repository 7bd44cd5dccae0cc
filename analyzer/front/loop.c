#include "front/loop.h"

#include "front/logic.h"
#include "front/position.h"
#include "front/stmt.h"
#include "front/variables.h"

static struct ir_ref block(struct lower *l, const char *name)
{
    return ir_build_block(l->builder, name);
}

/* A chain of else-ifs is as long as its author likes, so it is walked, not descended. */
void lower_if(struct lower *l, CXCursor statement)
{
    struct ir_ref end = block(l, "if.end");
    for (bool is_chained = true; is_chained;) {
        g_auto(children) kids = lower_children(l, statement);
        ir_id loc = front_loc(l->front, statement);
        if (kids.n < 2) {
            lower_unknown(l, statement, 0, "IfStmt", NULL, 0);
            break;
        }
        struct ir_ref then = block(l, "if.then"), otherwise = kids.n > 2 ? block(l, "if.else") : end;
        logic_condition(l, children_at(&kids, 0), then, otherwise);
        ir_build_at(l->builder, then);
        lower_statement(l, children_at(&kids, 1));
        lower_branch(l, end, loc);
        if (kids.n == 2)
            break;
        ir_build_at(l->builder, otherwise);
        is_chained = clang_getCursorKind(children_at(&kids, 2)) == CXCursor_IfStmt;
        if (is_chained)
            statement = children_at(&kids, 2);
        else
            lower_statement(l, children_at(&kids, 2));
    }
    lower_continue_in(l, end, front_loc(l->front, statement));
}

static void loop_body(struct lower *l, CXCursor body, struct ir_ref on_break, struct ir_ref on_continue)
{
    struct exit_to outer_break = l->on_break, outer_continue = l->on_continue;
    l->on_break = (struct exit_to){on_break, l->cleanups};
    l->on_continue = (struct exit_to){on_continue, l->cleanups};
    lower_statement(l, body);
    l->on_break = outer_break;
    l->on_continue = outer_continue;
}

void lower_while(struct lower *l, CXCursor statement)
{
    g_auto(children) kids = lower_children(l, statement);
    ir_id loc = front_loc(l->front, statement);
    if (kids.n < 2) {
        lower_unknown(l, statement, 0, "WhileStmt", NULL, 0);
        return;
    }
    struct ir_ref cond = block(l, "while.cond"), body = block(l, "while.body"), end = block(l, "while.end");
    lower_continue_in(l, cond, loc);
    logic_condition(l, children_at(&kids, 0), body, end);
    ir_build_at(l->builder, body);
    loop_body(l, children_last(&kids), end, cond);
    lower_branch(l, cond, loc);
    ir_build_at(l->builder, end);
}

void lower_do(struct lower *l, CXCursor statement)
{
    g_auto(children) kids = lower_children(l, statement);
    ir_id loc = front_loc(l->front, statement);
    if (kids.n < 2) {
        lower_unknown(l, statement, 0, "DoStmt", NULL, 0);
        return;
    }
    struct ir_ref body = block(l, "do.body"), cond = block(l, "do.cond"), end = block(l, "do.end");
    lower_continue_in(l, body, loc);
    loop_body(l, children_at(&kids, 0), end, cond);
    lower_continue_in(l, cond, loc);
    logic_condition(l, children_last(&kids), body, end);
    ir_build_at(l->builder, end);
}

/* A clause is a declaration or an expression (6.8.5.3). */
static void for_parts(struct lower *l, const children *kids, const bool has[3], ir_id loc)
{
    guint next = 0;
    guint init = has[PRETTY_INIT] ? next++ : 0, condition = has[PRETTY_COND] ? next++ : 0,
          increment = has[PRETTY_INC] ? next++ : 0;
    struct ir_ref cond = block(l, "for.cond"), body = block(l, "for.body"), inc = block(l, "for.inc"),
                  end = block(l, "for.end");
    if (has[PRETTY_INIT])
        lower_statement(l, children_at(kids, init));
    lower_continue_in(l, cond, loc);
    if (has[PRETTY_COND])
        logic_condition(l, children_at(kids, condition), body, end);
    else
        lower_branch(l, body, loc);
    ir_build_at(l->builder, body);
    loop_body(l, children_last(kids), end, inc);
    lower_continue_in(l, inc, loc);
    if (has[PRETTY_INC])
        lower_effect(l, children_at(kids, increment));
    lower_branch(l, cond, loc);
    ir_build_at(l->builder, end);
}

void lower_for(struct lower *l, CXCursor statement)
{
    g_auto(children) kids = lower_children(l, statement);
    bool has[3];
    if (kids.n == 0 || !pretty_for(l->pretty, statement, has) || kids.n != 1u + has[0] + has[1] + has[2]) {
        lower_unknown(l, statement, 0, "ForStmt", NULL, 0);
        return;
    }
    struct cleanup *outer = l->cleanups;
    for_parts(l, &kids, has, front_loc(l->front, statement));
    lower_cleanups(l, outer);
    l->cleanups = outer;
}
