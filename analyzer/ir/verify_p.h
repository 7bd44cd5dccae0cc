/* Shared by the verifier's files. */
#ifndef IR_VERIFY_P_H
#define IR_VERIFY_P_H

#include "ir/unit.h"

/* Where the verifier stands; the message of the first fault names it. */
struct ir_verifier {
    const struct ir_unit *unit;
    const struct ir_function *function; /* or NULL */
    uint32_t block, inst;               /* or IR_NONE */
    GError **error;
};

/* Sets the error, always false. */
bool ir_verify_fail(const struct ir_verifier *verifier, const char *format, ...) G_GNUC_PRINTF(2, 3);

bool ir_verify_types(struct ir_verifier *verifier);
/* The function's own tables were checked; its blocks tile its instructions. */
bool ir_verify_inst(struct ir_verifier *verifier, const struct ir_inst *inst);
/* Every instruction was checked. Predecessors against phis, and definitions before uses. */
bool ir_verify_graph(struct ir_verifier *verifier);

#endif
