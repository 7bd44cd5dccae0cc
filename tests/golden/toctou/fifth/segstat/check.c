#include "seg.h"

/* Used of the global segment. */
bool
slot_valid (unsigned i)
{
  return i < SEG_SLOTS && g_seg->slot[i].kind < SEG_KINDS;
}

/* Used of any slot. */
bool
slot_sane (const struct slot *s)
{
  return s->kind < SEG_KINDS && s->name_len < SEG_NAME;
}

static uint64_t totals[SEG_KINDS];

void
tally_add (uint32_t kind, uint64_t value)
{
  if (kind >= SEG_KINDS)
    return;
  totals[kind] += value;
}

uint64_t
tally_get (uint32_t kind)
{
  return kind < SEG_KINDS ? totals[kind] : 0;
}
