/* The plan: which calls are watched and what lies behind their arguments. mpx-audit makes it from its catalogue; the
 * probe, which may be privileged, knows nothing of catalogues. Text, strict and bounded; any fault refuses it whole:
 *
 *   mpx-audit plan 1
 *   catalogue DIGEST
 *   call PROBE INTERFACE ABI NUMBER SYMBOLS [KEY=VALUE…]     a system call
 *   hook PROBE INTERFACE SYMBOL                              a kernel function that is none
 *   end
 *
 * PROBE    a number from 1 up, each once
 * ABI      x86_64, i386 or x32
 * NUMBER   as the ABI counts (x32 with bit 30); `-` unknown: only a back end that goes by symbols can watch it
 * SYMBOLS  kernel functions, comma between: the first one that can be attached is enough; `-` none. SYMBOL may be
 *          MODULE:NAME
 * args=P,P,…       for each argument of the interface the position among the call's own arguments (0 to 5), `-` absent
 * when=P:VALUE     only calls whose argument at position P has this value in its low 32 bits
 * input=A:SIZE     the kernel reads SIZE bytes behind the interface's argument A
 * written=A:F-T    of these it writes bytes F to T itself
 * range=A:SIZE     the interface's argument A is the start of an address range
 * does=WORD        what the call does to that range: protect, map, unmap, move; absent: nothing
 * prot=A  key=A    which argument holds the protection, which the key
 *
 * SIZE is a number, or `@A`: argument A holds it. */
#ifndef MPX_PROBE_PLAN_H
#define MPX_PROBE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpx-probe/event.h"

enum { PLAN_CALLS = 192, PLAN_BYTES = 64 << 10, PLAN_SYMBOLS = 192, PLAN_FAULT = 160 };

enum plan_pointee { PLAN_VALUE, PLAN_INPUT, PLAN_RANGE };
enum plan_effect { PLAN_NO_EFFECT, PLAN_PROTECT, PLAN_MAP, PLAN_UNMAP, PLAN_MOVE };

struct plan_argument {
    int position; /* among the call's own arguments, -1 absent */
    enum plan_pointee pointee;
    int size_from; /* the argument that holds the size, -1: `size` */
    uint64_t size;
    int written_from, written_to; /* -1 none */
};

struct plan_call {
    uint32_t probe;
    bool is_hook;
    uint32_t abi;                                      /* enum trace_abi; 0 of a hook */
    int64_t number;                                    /* -1 unknown */
    char interface[TRACE_NAME], symbols[PLAN_SYMBOLS]; /* symbols "" none */
    int when_position;                                 /* -1 always */
    uint32_t when_value;
    enum plan_effect effect;
    int prot, key; /* arguments, -1 none */
    unsigned n_arguments;
    struct plan_argument arguments[TRACE_ARGUMENTS];
};

struct plan {
    char catalogue[TRACE_NAME];
    unsigned n;
    struct plan_call calls[PLAN_CALLS];
};

/* 0, or -1 and what is wrong, with its line. */
int plan_parse(struct plan *plan, const char *text, size_t size, char ret_fault[PLAN_FAULT]);
/* The same from a descriptor, read to its end. 1 when nothing was there. */
int plan_read(struct plan *plan, int fd, char ret_fault[PLAN_FAULT]);

/* The watched call that a system call is, or NULL. `raw`: its own six arguments. */
const struct plan_call *plan_find(const struct plan *plan, uint32_t abi, uint64_t number, const uint64_t raw[6]);

/* Bytes behind argument `index` of a call whose arguments, in the interface's order, are `values`. */
uint64_t plan_size(const struct plan_call *call, unsigned index, const struct trace_argument *values);

#endif
