#include "mpx-probe/layout.h"

#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, RIGHTS = PROT_READ | PROT_WRITE | PROT_EXEC };

/* ---- what is there ----------------------------------------------------------------------------------------------- */

static void take_piece(struct layout *layout, const struct mapping *mapping)
{
    uint64_t start = mapping->start > layout->start ? mapping->start : layout->start;
    uint64_t end = mapping->end < layout->end ? mapping->end : layout->end;
    if (start >= end)
        return;
    if (layout->n == LAYOUT_PIECES) {
        layout->is_cut = true;
        return;
    }
    layout->pieces[layout->n++] = (struct piece){.start = start,
                                                 .end = end,
                                                 .offset = mapping->offset + (start - mapping->start),
                                                 .device = mapping->device,
                                                 .inode = mapping->inode,
                                                 .prot = mapping->prot,
                                                 .key = mapping->key,
                                                 .is_shared = mapping->is_shared};
}

void layout_take(struct layout *layout, const struct maps *maps, uint64_t start, uint64_t size)
{
    struct mapping mapping;
    uint64_t end = size > UINT64_MAX - start - PAGE ? UINT64_MAX : start + size + PAGE - 1;
    layout->start = start & ~(uint64_t)(PAGE - 1);
    layout->end = end & ~(uint64_t)(PAGE - 1);
    layout->n = 0;
    layout->is_cut = false;
    for (size_t cursor = 0; maps_next(maps, &cursor, &mapping);)
        take_piece(layout, &mapping);
}

/* The piece that holds an address, or NULL. */
static const struct piece *piece_at(const struct layout *layout, uint64_t address)
{
    for (unsigned i = 0; i < layout->n; i++)
        if (address >= layout->pieces[i].start && address < layout->pieces[i].end)
            return &layout->pieces[i];
    return NULL;
}

/* Where behind an address the next piece begins or ends. */
static uint64_t next_edge(const struct layout *layout, uint64_t address)
{
    uint64_t edge = layout->end;
    for (unsigned i = 0; i < layout->n; i++) {
        const struct piece *piece = &layout->pieces[i];
        if (piece->start > address && piece->start < edge)
            edge = piece->start;
        if (piece->end > address && piece->end < edge)
            edge = piece->end;
    }
    return edge;
}

/* ---- what should be there ---------------------------------------------------------------------------------------- */

/* Of one page. */
struct expected {
    bool may_be_mapped, may_be_unmapped;
    bool is_known;            /* which file: `like` tells */
    const struct piece *like; /* NULL: nothing was there */
    uint64_t address;
    bool rights_may_stay; /* those of `like` are right too */
    int prot, key;        /* -1: any */
};

static int argument_of(const struct layout_change *change, int index)
{
    return index < 0 ? -1 : (int)change->arguments[index].value;
}

/* The key behind mprotect(2) and its kind. With PROT_EXEC alone the kernel takes a key of its own, and gives it back
 * when other rights follow (arch/x86/mm/pkeys.c, __arch_override_mprotect_pkey). */
static int key_after(const struct layout_change *change, int prot, const struct piece *like)
{
    int key = argument_of(change, change->call->key);
    if (key != -1)
        return key;
    if (change->call->effect == PLAN_MAP)
        return prot == PROT_EXEC ? -1 : 0;
    return prot == PROT_EXEC || !like || like->prot == PROT_EXEC ? -1 : like->key;
}

static struct expected same_as(const struct piece *like, uint64_t address)
{
    return (struct expected){.may_be_mapped = like != NULL,
                             .may_be_unmapped = like == NULL,
                             .is_known = true,
                             .like = like,
                             .address = address,
                             .prot = like ? like->prot : -1,
                             .key = like ? like->key : -1};
}

/* mremap(2): of the old place what the new size leaves is there when it did not move; where it moved, only
 * MREMAP_DONTUNMAP leaves it. */
static struct expected after_move(const struct layout_change *change, const struct piece *like, uint64_t address)
{
    struct expected expected = same_as(like, address);
    uint64_t old = change->arguments[0].value, moved_to = (uint64_t)change->result;
    if (moved_to != old)
        expected.may_be_unmapped = true;
    else if (address - old >= change->arguments[2].value)
        expected = same_as(NULL, address);
    return expected;
}

static struct expected expect(const struct layout_change *change, const struct piece *like, uint64_t address)
{
    struct expected expected = same_as(like, address);
    int prot = argument_of(change, change->call->prot) & RIGHTS;
    switch (change->call->effect) {
    case PLAN_PROTECT:
        /* A call that fails half way has changed the first part. */
        expected.rights_may_stay = change->is_error;
        expected.prot = prot;
        expected.key = key_after(change, prot, like);
        break;
    case PLAN_MAP:
        expected = (struct expected){.may_be_mapped = true, .prot = prot, .key = key_after(change, prot, NULL)};
        break;
    case PLAN_UNMAP:
        if (!change->is_error)
            expected = same_as(NULL, address);
        break;
    case PLAN_MOVE:
        if (!change->is_error)
            expected = change->index == 0 ? after_move(change, like, address)
                                          : (struct expected){.may_be_mapped = true, .prot = -1, .key = -1};
        break;
    case PLAN_NO_EFFECT:
        break;
    }
    return expected;
}

/* ---- the comparison ---------------------------------------------------------------------------------------------- */

static bool is_same_memory(const struct expected *expected, const struct piece *now)
{
    const struct piece *like = expected->like;
    if (!expected->is_known)
        return true;
    if (!like || like->device != now->device || like->inode != now->inode || like->is_shared != now->is_shared)
        return false;
    /* Anonymous memory has no offset that means anything. */
    return !now->inode ||
           like->offset + (expected->address - like->start) == now->offset + (expected->address - now->start);
}

static bool rights_fit(const struct layout_change *change, const struct expected *expected, const struct piece *now)
{
    if (expected->prot < 0 || now->prot == expected->prot ||
        (expected->rights_may_stay && expected->like && now->prot == expected->like->prot))
        return true;
    return change->reads_execute && expected->prot & PROT_READ && now->prot == (expected->prot | PROT_EXEC);
}

static bool key_fits(const struct expected *expected, const struct piece *now)
{
    return expected->key < 0 || now->key < 0 || now->key == expected->key ||
           (expected->rights_may_stay && expected->like && now->key == expected->like->key);
}

static enum evidence judge_page(const struct layout_change *change, const struct expected *expected,
                                const struct piece *now)
{
    if (!now)
        return expected->may_be_unmapped ? EVIDENCE_UNCHANGED : EVIDENCE_UNMAPPED;
    if (!expected->may_be_mapped || !is_same_memory(expected, now))
        return EVIDENCE_REMAPPED;
    if (!key_fits(expected, now))
        return EVIDENCE_KEY;
    return rights_fit(change, expected, now) ? EVIDENCE_UNCHANGED : EVIDENCE_PROTECTION;
}

enum evidence layout_judge(const struct layout_change *change, const struct layout *before, const struct layout *now)
{
    if (before->is_cut || now->is_cut)
        return EVIDENCE_UNREADABLE;
    for (uint64_t address = now->start; address < now->end;) {
        const struct piece *like = piece_at(before, address);
        struct expected expected = expect(change, like, address);
        enum evidence evidence = judge_page(change, &expected, piece_at(now, address));
        if (evidence != EVIDENCE_UNCHANGED)
            return evidence;
        uint64_t edge = next_edge(now, address), other = next_edge(before, address);
        edge = other > address && other < edge ? other : edge;
        /* mremap shrinks in place: what is expected changes there. */
        uint64_t left = change->call->effect == PLAN_MOVE ? change->arguments[0].value + change->arguments[2].value : 0;
        address = left > address && left < edge ? (left + PAGE - 1) & ~(uint64_t)(PAGE - 1) : edge;
    }
    return EVIDENCE_UNCHANGED;
}

void layout_range(const struct layout_change *change, uint64_t *ret_start, uint64_t *ret_size)
{
    const struct plan_call *call = change->call;
    uint64_t start = change->arguments[change->index].value;
    uint64_t size = plan_size(call, change->index, change->arguments);
    bool is_at_result = call->effect == PLAN_MAP || (call->effect == PLAN_MOVE && change->index > 0);
    if (is_at_result && change->is_error)
        size = 0;
    /* Only with MREMAP_FIXED the new address is one; else the argument is not even read. */
    if (call->effect == PLAN_MOVE && change->index > 0 && start != (uint64_t)change->result)
        size = 0;
    *ret_start = call->effect == PLAN_MAP ? (uint64_t)change->result : start;
    *ret_size = size;
}
