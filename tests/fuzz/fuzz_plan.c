/* A plan, whatever it is: it is refused, or everything in it lies within its bounds and the filter fits. */
#include <stdlib.h>

#include "mpx-probe/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_call(const struct plan_call *call)
{
    require(call->probe > 0 && call->n_arguments <= TRACE_ARGUMENTS);
    require(call->when_position < TRACE_ARGUMENTS && call->number <= INT32_MAX);
    require(call->prot < (int)call->n_arguments && call->key < (int)call->n_arguments);
    for (unsigned i = 0; i < call->n_arguments; i++) {
        const struct plan_argument *argument = &call->arguments[i];
        require(argument->position < TRACE_ARGUMENTS && argument->size_from < (int)call->n_arguments);
        require(argument->written_from <= argument->written_to && argument->written_to < TRACE_SNAPSHOT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct plan plan;
    static struct sock_filter filter[FILTER_MAX];
    char fault[PLAN_FAULT];
    if (plan_parse(&plan, (const char *)bytes, size, fault) < 0)
        return 0;
    require(plan.n <= PLAN_CALLS);
    for (unsigned i = 0; i < plan.n; i++)
        check_call(&plan.calls[i]);
    require(filter_make(&plan, filter) <= FILTER_MAX);
    return 0;
}
