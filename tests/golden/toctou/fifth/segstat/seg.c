#include "seg.h"

#include <stddef.h>
#include <sys/ipc.h>
#include <sys/shm.h>

struct seg *g_seg;

int
seg_attach (int key)
{
  int id = shmget (key, sizeof (struct seg), 0600);
  void *p;

  if (id < 0)
    return -1;
  p = shmat (id, NULL, 0);
  if (p == (void *) -1)
    return -1;
  g_seg = p;
  return 0;
}

void
seg_detach (void)
{
  shmdt (g_seg);
  g_seg = NULL;
}

struct slot *
seg_slot (unsigned i)
{
  return &g_seg->slot[i % SEG_SLOTS];
}
