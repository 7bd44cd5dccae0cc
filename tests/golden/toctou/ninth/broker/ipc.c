#define _GNU_SOURCE
#include "broker.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#define LOG_RING (64 * 1024)

bool channel_open(struct channel* ch, size_t arena_size) {
  const size_t total = sizeof(struct ipc_msg) + LOG_RING;
  uint8_t* base;

  memset(ch, 0, sizeof(*ch));
  ch->memfd = memfd_create("ipc", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (ch->memfd < 0)
    return false;
  if (ftruncate(ch->memfd, (off_t)total) != 0)
    goto fail;
  base = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_SHARED, ch->memfd, 0);
  if (base == MAP_FAILED)
    goto fail;
  ch->shm = (struct ipc_msg*)base;
  ch->log_ring = base + sizeof(struct ipc_msg);
  ch->log_size = LOG_RING;

  ch->arena = mmap(NULL, arena_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (ch->arena == MAP_FAILED)
    goto fail;
  ch->arena_size = arena_size;
  for (int i = 0; i < IPC_MAX_FDS; i++)
    ch->fds[i] = -1;
  return true;

fail:
  close(ch->memfd);
  return false;
}

static int deny(struct channel* ch, const char* why) {
  ch->denied++;
  syslog(LOG_WARNING, "broker: request denied: %s", why);
  return -EPERM;
}

/* expect: double-load live */
static int handle_mprotect(struct channel* ch) {
  struct ipc_msg* m = ch->shm;

  if (ch->version < 2)
    return deny(ch, "protocol too old");
  if (!policy_protection(ch, m))
    return deny(ch, "protection");

  ch->handled[IPC_MPROTECT]++;
  if (mprotect(ch->arena, m->size, (int)m->prot) != 0) {
    int err = errno;
    syslog(LOG_ERR, "broker: mprotect: %s", strerror(err));
    return -err;
  }
  return 0;
}

/* expect: double-load safe snapshot */
static int handle_map(struct channel* ch) {
  struct ipc_map_args args;

  memcpy(&args, (const void*)&ch->shm->map, sizeof(args));
  __atomic_signal_fence(__ATOMIC_SEQ_CST);

  if (args.reserved != 0)
    return deny(ch, "reserved field");
  if (!policy_map(ch, &args))
    return deny(ch, "map");

  if (mprotect(ch->arena + args.offset, args.size, (int)args.prot) != 0) {
    int err = errno;
    syslog(LOG_ERR, "broker: map %#llx: %s", (unsigned long long)args.offset,
           strerror(err));
    return -err;
  }
  ch->handled[IPC_MAP]++;
  return 0;
}

/* expect: double-load live */
static int handle_open(struct channel* ch) {
  struct ipc_msg* m = ch->shm;
  int slot, fd;

  if (strnlen(m->path, sizeof(m->path)) == sizeof(m->path))
    return deny(ch, "unterminated path");
  if (!policy_path(ch, m->path))
    return deny(ch, "path");

  for (slot = 0; slot < IPC_MAX_FDS; slot++)
    if (ch->fds[slot] < 0)
      break;
  if (slot == IPC_MAX_FDS)
    return -EMFILE;

  fd = open(m->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return -errno;
  ch->fds[slot] = fd;
  ch->handled[IPC_OPEN]++;
  return slot;
}

/* expect: double-load safe */
static int handle_rename(struct channel* ch) {
  char from[IPC_PATH_MAX], to[IPC_PATH_MAX];
  struct ipc_msg* m = ch->shm;
  size_t n1, n2;

  n1 = strnlen(m->path, IPC_PATH_MAX);
  n2 = strnlen(m->path2, IPC_PATH_MAX);
  if (n1 == 0 || n2 == 0 || n1 == IPC_PATH_MAX || n2 == IPC_PATH_MAX)
    return deny(ch, "bad name length");

  memcpy(from, m->path, n1);
  from[n1] = '\0';
  memcpy(to, m->path2, n2);
  to[n2] = '\0';

  if (!policy_path(ch, from) || !policy_path(ch, to))
    return deny(ch, "rename out of tree");
  if (rename(from, to) != 0) {
    syslog(LOG_NOTICE, "broker: rename %s: %m", from);
    return -errno;
  }
  ch->handled[IPC_RENAME]++;
  return 0;
}

/* expect: double-load live */
static int handle_send_fd(struct channel* ch, int peer_ok) {
  struct ipc_msg* m = ch->shm;
  const int slot = __atomic_load_n(&m->fd_slot, __ATOMIC_ACQUIRE);
  int fd;

  if (slot < 0 || slot >= IPC_MAX_FDS)
    return deny(ch, "descriptor slot");
  if (!peer_ok)
    return -ENOTCONN;

  if (m->fd_slot != slot) {
    ch->tampered++;
    syslog(LOG_CRIT, "broker: slot changed from %d while in flight", slot);
  }
  fd = ch->fds[m->fd_slot];
  if (fd < 0)
    return -EBADF;
  fd = dup(fd);
  if (fd < 0)
    return -errno;
  ch->handled[IPC_SEND_FD]++;
  return fd;
}

/* expect: double-load safe exclusive-paths */
static int handle_close(struct channel* ch) {
  struct ipc_msg* m = ch->shm;
  const bool legacy = ch->version < 3;
  uint32_t lo = 0, n = 1, i;

  if (legacy) {
    // Version 2 closes exactly one descriptor.
    if (m->count != 1)
      return deny(ch, "legacy close of several descriptors");
    lo = (uint32_t)__atomic_load_n(&m->fd_slot, __ATOMIC_RELAXED);
  }

  ch->handled[IPC_CLOSE]++;

  if (!legacy) {
    n = m->count;
    if (n > IPC_MAX_FDS)
      n = IPC_MAX_FDS;
  }
  if (lo > IPC_MAX_FDS - n)
    return deny(ch, "close range");
  for (i = lo; i < lo + n; i++) {
    if (ch->fds[i] >= 0)
      close(ch->fds[i]);
    ch->fds[i] = -1;
  }
  return (int)n;
}

/* expect: double-load safe rest-only */
static int handle_log(struct channel* ch) {
  const uint8_t* p = ch->log_ring;
  const uint8_t* end = p + ch->log_size;
  char text[IPC_BODY_MAX + 1];
  struct ipc_rec rec;
  int lines = 0;

  while ((size_t)(end - p) >= sizeof(rec)) {
    memcpy(&rec, p, sizeof(rec));
    p += sizeof(rec);
    if (rec.len == 0)
      break;
    if (rec.len > IPC_BODY_MAX || rec.len > (size_t)(end - p)) {
      ch->tampered++;
      break;
    }
    memcpy(text, p, rec.len);
    text[rec.len] = '\0';
    p += rec.len;
    syslog(rec.level > 7 ? LOG_DEBUG : (int)rec.level, "renderer: %s", text);
    lines++;
  }
  ch->handled[IPC_LOG]++;
  return lines;
}

static int handle_nop(struct channel* ch) {
  ch->handled[IPC_NOP]++;
  return 0;
}

static int handle_send(struct channel* ch) {
  return handle_send_fd(ch, ch->memfd >= 0);
}

typedef int (*ipc_handler)(struct channel*);

static const ipc_handler kHandlers[IPC_NTYPES] = {
    [IPC_NOP] = handle_nop,     [IPC_OPEN] = handle_open,
    [IPC_RENAME] = handle_rename, [IPC_MPROTECT] = handle_mprotect,
    [IPC_MAP] = handle_map,     [IPC_SEND_FD] = handle_send,
    [IPC_CLOSE] = handle_close, [IPC_LOG] = handle_log,
};

/* expect: double-load live */
int broker_handle(struct channel* ch) {
  struct ipc_msg* m = ch->shm;
  int rc;

  if (m->type >= IPC_NTYPES) {
    syslog(LOG_WARNING, "broker: unknown request");
    ch->tampered++;
    return -ENOSYS;
  }
  if (ch->tampered > 16) {
    syslog(LOG_ERR, "broker: giving up on this renderer");
    return -ECONNABORTED;
  }

  rc = kHandlers[m->type](ch);
  if (rc < 0)
    syslog(LOG_DEBUG, "broker: request failed: %d", rc);
  return rc;
}
