/* Private to facts: system calls that a program makes by its own instruction. */
#ifndef FACTS_ASSEMBLY_H
#define FACTS_ASSEMBLY_H

#include "facts/template.h"
#include "ir/unit.h"

/* The ABI that an instruction of the template enters the kernel by: `unit_abi` for `syscall` and `svc`, "i386" for `int
 * $0x80` whatever the program is (entry_INT80 in arch/x86/entry). NULL when there is none. */
const char *assembly_entry(const GArray *parts, const char *unit_abi);
/* The input operand in a register; IR_REF_NONE when there is none, or `name` is NULL. */
struct ir_ref assembly_input(const struct ir_function *function, const struct ir_inst *inst, const char *name);
/* The number of the call when the template itself loads it: `mov $56, %eax`. */
bool assembly_loaded_number(const GArray *parts, int64_t *ret_number);
/* The register that carries argument `i` of a call, counted from 0, by the name that constraints have for it; NULL when
 * it is not known (syscall(2), "Architecture calling conventions"). */
const char *assembly_register(const char *abi, unsigned i);

#endif
