/* What the device has written, device.c gives. */
#include "device.h"
#include "include/answers.h"

/* verdict: live */
u32 answer_first(const struct answer *answer)
{
    if (answer->count > 15)
        return 0;
    return answer->values[answer->count];
}

/* verdict: none */
u32 answer_once(const struct answer *answer)
{
    u32 count = READ_ONCE(answer->count);
    return count > 15 ? 0 : answer->values[count];
}

/* verdict: none */
u32 answer_of_all(const struct answer *answer)
{
    return answer->count > 15 ? 0 : answer->values[answer->count];
}

/* verdict: live */
u32 answer_of_a_member(const struct device_state *state)
{
    return state->answer->count > 15 ? 0 : state->answer->values[state->answer->count];
}

/* verdict: none */
u32 copy_of_a_member(const struct device_state *state)
{
    return state->copy->count > 15 ? 0 : state->copy->values[state->copy->count];
}

/* verdict: live */
u32 answer_of_a_result(struct device_state *state)
{
    struct answer *answer = device_answer(state);
    return answer->count > 15 ? 0 : answer->values[answer->count];
}

/* verdict: none */
u32 copy_of_a_result(struct device_state *state)
{
    struct answer *copy = device_copy(state);
    return copy->count > 15 ? 0 : copy->values[copy->count];
}
