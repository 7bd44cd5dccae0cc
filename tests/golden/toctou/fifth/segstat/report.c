#include "seg.h"

#include <string.h>

static const char *const kind_name[SEG_KINDS] = {
  "idle", "read", "write", "sync", "trim", "scan", "move", "drop"
};
static unsigned seen[SEG_KINDS];

/* expect: double-load live gap_ */
void report_slot (unsigned i, FILE *to)
{
  if (!slot_valid (i))
    return;
  seen[g_seg->slot[i].kind]++;
  fprintf (to, "%u\n", i);
}

/* expect: double-load live */
int name_slot (unsigned i, char *buf)
{
  struct slot *s = seg_slot (i);

  if (!slot_sane (s))
    return -1;
  memcpy (buf, s->name, s->name_len);
  buf[SEG_NAME - 1] = 0;
  return 0;
}

/* expect: double-load safe */
void tally_slot (unsigned i)
{
  struct slot *s = seg_slot (i);

  if (!slot_sane (s))
    return;
  tally_add (s->kind, s->value);
}

/* expect: double-load safe */
int stable_slot (unsigned i, FILE *to)
{
  struct slot *s = seg_slot (i);
  uint32_t before, after;

  before = *(volatile uint32_t *) &s->kind;
  if (before >= SEG_KINDS)
    return -1;
  fprintf (to, "%llu ", (unsigned long long) s->value);
  after = *(volatile uint32_t *) &s->kind;
  if (after != before)
    return -1;
  fprintf (to, "%s\n", kind_name[after]);
  return 0;
}

/* expect: double-load safe */
int frozen_slot (unsigned i, FILE *to)
{
  struct slot own;
  char name[SEG_NAME];

  memcpy (&own, seg_slot (i), sizeof own);
  if (!slot_sane (&own))
    return -1;
  memcpy (name, own.name, own.name_len);
  name[own.name_len] = 0;
  fprintf (to, "%s %s\n", kind_name[own.kind], name);
  return 0;
}

/* expect: double-load live */
int report_used (FILE *to)
{
  uint64_t values[SEG_SLOTS];
  uint32_t i;

  if (g_seg->used > SEG_SLOTS)
    return -1;
  for (i = 0; i < g_seg->used; i++)
    values[i] = seg_slot (i)->value;
  return fwrite (values, sizeof values[0], i, to) == i ? 0 : -1;
}
