#ifndef SEGSTAT_SEG_H
#define SEGSTAT_SEG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { SEG_SLOTS = 64, SEG_KINDS = 8, SEG_NAME = 32 };

struct slot {
  uint32_t kind;
  uint32_t name_len;
  uint64_t value;
  char name[256];
};

struct seg {
  uint32_t magic;
  uint32_t used;
  struct slot slot[SEG_SLOTS];
};

/* The segment that the monitored daemon fills. */
extern struct seg *g_seg;

int seg_attach (int key);
void seg_detach (void);
struct slot *seg_slot (unsigned i);

bool slot_valid (unsigned i);
bool slot_sane (const struct slot *s);

void tally_add (uint32_t kind, uint64_t value);
uint64_t tally_get (uint32_t kind);

void report_slot (unsigned i, FILE *to);
int name_slot (unsigned i, char *buf);
void tally_slot (unsigned i);
int stable_slot (unsigned i, FILE *to);
int frozen_slot (unsigned i, FILE *to);
int report_used (FILE *to);

#endif
