/* Private to symbols/: DWARF expressions as call frame information has them (DWARF 5, §2.5 and §6.4.2), over saved
 * registers and saved stack bytes. */
#ifndef SYMBOLS_EVALUATE_H
#define SYMBOLS_EVALUATE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REGISTERS = 17 };

/* A thread at one frame. */
struct state {
    uint64_t values[REGISTERS]; /* by DWARF number */
    uint32_t known;             /* bit N: values[N] is known */
    bool is_64;
    const uint8_t *stack; /* bytes from `stack_start` up */
    uint64_t stack_start;
    uint32_t stack_size;
};

bool state_register(const struct state *state, unsigned number, uint64_t *ret_value);
void state_set(struct state *state, unsigned number, uint64_t value);
/* False where no bytes were saved. */
bool state_read(const struct state *state, uint64_t address, unsigned size, uint64_t *ret_value);

/* `cfa` is what DW_OP_call_frame_cfa gives, NULL while it is what is asked for. *ret_is_value: the result is the value,
 * not its address. False when the expression needs something that is not known, or is none. */
bool evaluate(const struct state *state, const Dwarf_Op *ops, size_t n, const uint64_t *cfa, uint64_t *ret_result,
              bool *ret_is_value);

#endif
