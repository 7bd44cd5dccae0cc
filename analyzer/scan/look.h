/* What one unit is to the tree: a worker looks at it and sends what it tells, asks and names, and the process that
 * holds the tree takes that in. None of it counts before the round ends (scan/rounds.h). */
#ifndef SCAN_LOOK_H
#define SCAN_LOOK_H

#include "facts/tree_summaries.h"
#include "facts/wrappers.h"
#include "scan/given_up.h"
#include "scan/scan.h"

/* What a worker sees by: the tree, as it was when the round began. */
struct look {
    const struct scan_options *options;
    const struct wrappers *tree;
    struct tree_summaries *summaries; /* NULL: no rule asks for them */
    uint32_t unit;                    /* its number */
    GBytes *before;                   /* it was looked at before, and its `made`, unpacked, is this: then `ir` is empty,
                                         and no names are told; or NULL */
    bool has_uses;                    /* uses, threads and owners may come out otherwise than they did */
    uint64_t steps;                   /* that following its values has cost so far */
};

/* What is taken of it. */
struct sight {
    GBytes *ir;                  /* as lower_unit has it */
    GPtrArray *called, *defined; /* const char *: external functions without and with a body, fields that are called
                                    through, and a program's globals among those called */
    GBytes *made;                /* unit_summaries_pack, by frame_pack; empty when no rule asks for them */
    GPtrArray *used;             /* const char *: functions whose summaries were asked of the tree this time */
    struct wrappers *found;
    struct given_up *given_up;
    struct tree_summaries *summaries; /* or NULL */
    bool has_uses;
    uint64_t steps;
};

/* In the worker. `ir`: the unit as it is kept. Appends what is to be sent. */
void look_at(const struct look *look, const struct ir_unit *unit, GBytes *ir, GByteArray *payload);

/* In the parent: bytes that may be anything, of the unit of that number. `sight` says where to: found, given_up and
 * summaries are its own; the rest is given to it (`ir`, `made`: g_bytes_unref; names are appended). Texts are kept in
 * `texts`, the first 16 KiB of each. False when they are broken. */
bool look_take(struct sight *sight, uint32_t unit, const struct catalogue *catalogue, const uint8_t *bytes, size_t n,
               GStringChunk *texts);

#endif
