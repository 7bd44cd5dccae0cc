#include "symbols/unwind.h"

#include <string.h>

/* The numbers of the psABIs: "DWARF Register Number Mapping". */
enum { STACK_64 = 7, RETURN_64 = 16, STACK_32 = 4, RETURN_32 = 8 };

bool unwind_start(const struct event *event, struct state *ret_state, uint64_t *ret_pc)
{
    const struct event_registers *from = &event->registers;
    const uint64_t wide[] = {from->ax,  from->dx,  from->cx,  from->bx,  from->si,  from->di,
                             from->bp,  from->sp,  from->r8,  from->r9,  from->r10, from->r11,
                             from->r12, from->r13, from->r14, from->r15, from->ip};
    const uint64_t narrow[] = {from->ax, from->cx, from->dx, from->bx, from->sp,
                               from->bp, from->si, from->di, from->ip};
    if (!event->has_registers)
        return false;
    /* 64-bit code may enter the kernel as i386 does (int $0x80): a process of 32 bits has no such addresses. */
    bool is_64 = event->abi != EVENT_I386 || (from->ip | from->sp) >> 32;
    *ret_state = (struct state){.is_64 = is_64,
                                .stack = event->stack,
                                .stack_start = from->sp,
                                .stack_size = event->stack ? event->stack_size : 0};
    for (unsigned i = 0; i < (is_64 ? G_N_ELEMENTS(wide) : G_N_ELEMENTS(narrow)); i++)
        state_set(ret_state, i, is_64 ? wide[i] : narrow[i]);
    *ret_pc = is_64 ? from->ip : (uint32_t)from->ip;
    return true;
}

/* What the caller had in a register; false when it is lost. */
static bool recover(const struct state *state, Dwarf_Frame *frame, unsigned number, uint64_t cfa, uint64_t *ret_value)
{
    Dwarf_Op space[3], *ops;
    size_t n;
    bool is_value;
    if (dwarf_frame_register(frame, (int)number, space, &ops, &n) != 0)
        return false;
    if (n == 0)
        return ops == NULL && state_register(state, number, ret_value); /* else it is lost */
    if (!evaluate(state, ops, n, &cfa, ret_value, &is_value))
        return false;
    return is_value || state_read(state, *ret_value, state->is_64 ? 8 : 4, ret_value);
}

bool unwind_step(struct state *state, const struct spot *spot, uint64_t *ret_pc, bool *ret_is_exact)
{
    Dwarf_Op *ops;
    size_t n;
    uint64_t cfa, pc;
    bool is_value;
    if (!spot->frame || dwarf_frame_cfa(spot->frame, &ops, &n) != 0 || n == 0 ||
        !evaluate(state, ops, n, NULL, &cfa, &is_value))
        return false;
    int return_register = dwarf_frame_info(spot->frame, NULL, NULL, ret_is_exact);
    if (return_register != (state->is_64 ? RETURN_64 : RETURN_32) ||
        !recover(state, spot->frame, (unsigned)return_register, cfa, &pc) || pc == 0)
        return false;
    struct state caller = *state;
    caller.known = 0;
    unsigned stack_register = state->is_64 ? STACK_64 : STACK_32;
    for (unsigned i = 0; i < (unsigned)return_register; i++) {
        uint64_t value;
        if (recover(state, spot->frame, i, cfa, &value))
            state_set(&caller, i, value);
    }
    /* The stack pointer of the caller is the CFA, unless the rules say otherwise (signal frames). */
    uint64_t rule = 0, own = 0;
    if (!state_register(&caller, stack_register, &rule) || (state_register(state, stack_register, &own) && rule == own))
        state_set(&caller, stack_register, cfa);
    /* Each frame lies above the one that it calls: what does not get nearer to the stack's end never ends. */
    if (state_register(&caller, stack_register, &rule) && rule <= own && !*ret_is_exact)
        return false;
    state_set(&caller, (unsigned)return_register, pc);
    *state = caller;
    *ret_pc = state->is_64 ? pc : (uint32_t)pc;
    return true;
}
