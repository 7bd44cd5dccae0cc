/* What all drivers may call: nothing is told of what they give it. */
#ifndef ANSWERS_H
#define ANSWERS_H

struct answer;

u32 answer_of_all(const struct answer *answer);

#endif
