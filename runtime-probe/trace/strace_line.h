/* A line of strace, taken apart: what its options put in front, the call, its arguments, its result. */
#ifndef TRACE_STRACE_LINE_H
#define TRACE_STRACE_LINE_H

#include "trace/naming.h"

struct strace_head {
    uint32_t tid;   /* 0: the line does not say (strace without -f) */
    uint64_t ts_ns; /* 0: not told; of -t and -tt since midnight */
    int64_t number; /* of -n, or -1 */
    uint64_t ip;    /* of -i, or 0 */
    const char *body;
};
void strace_head(const char *line, struct strace_head *ret_head);

enum { STRACE_ARGUMENTS = 8 };

struct strace_call {
    char *name;
    struct {
        const char *text;
        size_t size;
    } arguments[STRACE_ARGUMENTS]; /* further ones are of no interest */
    unsigned n_arguments;
    const char *rest; /* behind the parenthesis that closes it; NULL: unfinished */
};
/* "NAME(ARGUMENTS) = …" or "NAME(ARGUMENTS <unfinished ...>". False when the text is none; release it otherwise. */
bool strace_call(const char *body, struct strace_call *ret_call);
void strace_call_release(struct strace_call *call);

/* " = RESULT" behind a call. False when there is none; *ret_has_result is false where strace prints a question mark. An
 * errno's name becomes its negative number. */
bool strace_result(const char *rest, bool *ret_has_result, int64_t *ret_result);

/* An argument's value: numbers, NULL, and names that the catalogue gives that argument, joined by |. `argument` may be
 * NULL. False when any part of it is unknown. */
bool strace_value(const char *text, size_t size, const struct catalogue_argument *argument, uint64_t *ret_value);

#endif
