/* Gives functions of another file what its device writes. */
#include "device.h"
#include "include/answers.h"

void *dma_alloc_coherent(void *dev, size_t size, u64 *handle, unsigned flags);

u32 device_answers(void *dev, u64 *handle)
{
    struct answer *answer = dma_alloc_coherent(dev, sizeof *answer, handle, GFP_KERNEL);
    return answer_first(answer) + answer_once(answer) + answer_of_all(answer);
}

int device_open(struct device_state *state)
{
    state->answer = dma_alloc_coherent(state, sizeof *state->answer, &state->handle, GFP_KERNEL);
    state->copy = kmalloc(sizeof *state->copy, GFP_KERNEL);
    return state->answer && state->copy ? 0 : -ENOMEM;
}

struct answer *device_answer(struct device_state *state)
{
    return state->answer;
}

struct answer *device_copy(struct device_state *state)
{
    return state->copy;
}
