#include "seg.h"

#include <stdlib.h>

int
main (int argc, char **argv)
{
  char name[SEG_NAME];
  unsigned i;

  if (argc < 2 || seg_attach (atoi (argv[1])) < 0)
    return 1;
  for (i = 0; i < SEG_SLOTS; i++)
    {
      report_slot (i, stdout);
      tally_slot (i);
      if (name_slot (i, name) == 0)
        puts (name);
      stable_slot (i, stdout);
      frozen_slot (i, stdout);
    }
  report_used (stdout);
  printf ("%llu\n", (unsigned long long) tally_get (1));
  seg_detach ();
  return 0;
}
