#include "broker.h"

#include <string.h>
#include <sys/mman.h>

// W^X for the renderer; never more than its arena.
bool policy_protection(const struct channel* ch, const struct ipc_msg* m) {
  const uint32_t prot = __atomic_load_n(&m->prot, __ATOMIC_RELAXED);
  const uint64_t size = __atomic_load_n(&m->size, __ATOMIC_RELAXED);

  if (prot & ~(uint32_t)(PROT_READ | PROT_WRITE | PROT_EXEC))
    return false;
  if ((prot & PROT_WRITE) && (prot & PROT_EXEC))
    return false;
  if (size == 0 || size > ch->arena_size || size % 4096 != 0)
    return false;
  return true;
}

bool policy_map(const struct channel* ch, const struct ipc_map_args* a) {
  if (a->prot & ~(uint32_t)(PROT_READ | PROT_WRITE))
    return false;
  if (a->offset % 4096 != 0 || a->size % 4096 != 0)
    return false;
  if (a->size == 0 || a->size > ch->arena_size)
    return false;
  return a->offset <= ch->arena_size - a->size;
}

bool policy_path(const struct channel* ch, const char* path) {
  const size_t n = strlen(ch->root);

  if (strncmp(path, ch->root, n) != 0 || path[n] != '/')
    return false;
  return strstr(path, "/../") == NULL;
}
