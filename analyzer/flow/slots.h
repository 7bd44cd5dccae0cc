/* What an analysis can follow value by value: scalar locals of which nobody but this function's own loads and stores
 * knows the address ("private" locals), and temps that are used in another block than their own. Each is a slot. */
#ifndef FLOW_SLOTS_H
#define FLOW_SLOTS_H

#include "flow/cfg.h"

struct slots;

enum slot_write_kind { SLOT_VALUE, SLOT_ZERO, SLOT_UNKNOWN };

struct slot_write {
    uint32_t slot;
    enum slot_write_kind kind;
    struct ir_ref value; /* of SLOT_VALUE */
};

/* unit and cfg must outlive the slots. Owned by the caller (slots_free). */
struct slots *slots_new(const struct ir_unit *unit, const struct cfg *cfg);
void slots_free(struct slots *slots);

/* Slots are numbered 0 … slots_count - 1, those of locals first. */
uint32_t slots_count(const struct slots *slots);
uint32_t slots_locals(const struct slots *slots);
/* The slot of a local or of a temp; IR_NONE when it has none. */
uint32_t slots_of_local(const struct slots *slots, uint32_t local);
uint32_t slots_of_temp(const struct slots *slots, uint32_t temp);
/* The local behind one of the first slots_locals slots. */
uint32_t slots_local(const struct slots *slots, uint32_t slot);
/* The private local that a load reads, as a slot; IR_NONE for every other instruction. */
uint32_t slots_read(const struct slots *slots, uint32_t inst);
/* Appends to ret_slots (uint32_t) the private locals that an asm statement reads before it writes them: outputs "+r".
 */
void slots_updates(const struct slots *slots, uint32_t inst, GArray *ret_slots);
/* Appends to ret_writes (struct slot_write) what the instruction writes into private locals. */
void slots_writes(const struct slots *slots, uint32_t inst, GArray *ret_writes);

void slots_print(const struct slots *slots, GString *out);

#endif
