// Sandbox broker: shared-memory channel to an untrusted renderer.
#ifndef BROKER_BROKER_H_
#define BROKER_BROKER_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define IPC_PATH_MAX 256
#define IPC_BODY_MAX 1024
#define IPC_MAX_FDS 32
#define IPC_NTYPES 8

enum ipc_type {
  IPC_NOP,
  IPC_OPEN,
  IPC_RENAME,
  IPC_MPROTECT,
  IPC_MAP,
  IPC_SEND_FD,
  IPC_CLOSE,
  IPC_LOG,
};

struct ipc_map_args {
  uint64_t offset;
  uint64_t size;
  uint32_t prot;
  uint32_t reserved;
};

// Written by the renderer, in the shared ring.
struct ipc_msg {
  uint32_t type;
  uint32_t len;
  uint64_t size;
  uint32_t prot;
  int32_t fd_slot;
  uint32_t count;
  uint32_t flags;
  struct ipc_map_args map;
  char path[IPC_PATH_MAX];
  char path2[IPC_PATH_MAX];
};

struct ipc_rec {
  uint32_t len;
  uint32_t level;
};

struct channel {
  int memfd;
  struct ipc_msg* shm;   // one request at a time
  uint8_t* log_ring;     // shared as well
  size_t log_size;
  uint8_t* arena;        // broker-side view of the renderer's code arena
  size_t arena_size;
  unsigned version;
  int fds[IPC_MAX_FDS];
  unsigned denied;
  unsigned handled[IPC_NTYPES];
  unsigned tampered;
  char root[64];
};

bool channel_open(struct channel* ch, size_t arena_size);

bool policy_protection(const struct channel* ch, const struct ipc_msg* m);
bool policy_map(const struct channel* ch, const struct ipc_map_args* a);
bool policy_path(const struct channel* ch, const char* path);

int broker_handle(struct channel* ch);

#endif  // BROKER_BROKER_H_
