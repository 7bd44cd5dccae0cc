/* What the kprobe back end's programs saw at a call's entry and return, compared. */
#ifndef MPX_PROBE_JUDGE_H
#define MPX_PROBE_JUDGE_H

#include "mpx-probe/plan.h"
#include "mpx-probe/probe_bpf.h"

/* What a record of the ring says, as a trace has it. `has_bytes`: the record has its `bytes`. */
void judge_call(const struct bpf_call *record, bool has_bytes, struct trace_call *ret_call);
/* Sets the evidence of the arguments of a call that has returned. Of bytes, those that the plan says the call writes
 * itself do not count; of a range, what the call itself was to change. Only the mapping in which a range begins is
 * known. */
void judge_arguments(const struct plan_call *plan, const struct bpf_call *record, struct trace_call *call);

#endif
