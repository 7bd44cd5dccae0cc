/*
 * sbxsup: supervisor of one sandboxed helper.
 *
 * Two channels: seccomp user notifications (the kernel hands us a copy of the
 * registers) and a control block in a memfd which both sides have mapped.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

enum sbx_op { OP_PING, OP_OPEN, OP_STAT, OP_LOG, OP_EXIT, OP__COUNT };

struct sbx_win {
  uint32_t off;
  uint32_t len;
};

struct sbx_ctl {
  uint32_t seq;
  uint32_t op;
  uint32_t fdslot;
  uint32_t reply_len;
  struct sbx_win win;
  char path[256];
  uint8_t reply[1024];
};

struct policy {
  uint32_t n;
  uint32_t nr[];
};

#define WIN_LEN 65536u
#define NFD 32u

struct supervisor {
  int notify_fd;
  int ctl_fd;
  pid_t child;
  struct sbx_ctl *ctl;
  unsigned allowed;            /* bit per enum sbx_op */
  int fds[NFD];
  uint8_t *scratch;            /* WIN_LEN bytes, ours alone */
  uint32_t last_seq;
  unsigned long pings, logs;
};

int sup_start(struct supervisor *s, char *const argv[])
{
  s->ctl_fd = memfd_create("sbxctl", 0);
  if (s->ctl_fd < 0 || ftruncate(s->ctl_fd, sizeof *s->ctl) < 0)
    return -errno;
  s->ctl = mmap(NULL, sizeof *s->ctl, PROT_READ | PROT_WRITE, MAP_SHARED, s->ctl_fd, 0);
  if (s->ctl == MAP_FAILED)
    return -errno;
  s->scratch = malloc(WIN_LEN);
  if (!s->scratch)
    return -ENOMEM;
  s->child = fork();
  if (s->child == 0) {
    dup2(s->ctl_fd, 3);
    execv(argv[0], argv);
    _exit(127);
  }
  return s->child < 0 ? -errno : 0;
}

/* expect: double-load live */ /* allowed prefix checked in place, opened from the shared string */
int sup_open(struct supervisor *s)
{
  const struct sbx_ctl *c = s->ctl;

  if (strncmp(c->path, "/srv/data/", 10) != 0 || strstr(c->path, "..") != NULL)
    return -EACCES;
  return open(c->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

/* expect: double-load safe snapshot */ /* whole buffer copied once, NUL forced, then looked at */
int sup_open_copy(struct supervisor *s)
{
  char path[sizeof s->ctl->path];

  memcpy(path, s->ctl->path, sizeof path);
  path[sizeof path - 1] = '\0';
  if (strncmp(path, "/srv/data/", 10) != 0 || strstr(path, "..") != NULL)
    return -EACCES;
  return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

/* expect: double-load live */ /* permission for one op, switch over another load of it */
int sup_dispatch(struct supervisor *s)
{
  struct sbx_ctl *c = s->ctl;

  if (!(s->allowed & (1u << (c->op & 31))))
    return -EPERM;
  switch (c->op) {
  case OP_PING:
    s->pings++;
    return 0;
  case OP_LOG:
    s->logs++;
    return 0;
  case OP_EXIT:
    kill(s->child, SIGTERM);
    return 1;
  default:
    return -ENOSYS;
  }
}

/* expect: double-load safe snapshot */
int sup_dispatch_enum(struct supervisor *s)
{
  enum sbx_op op = (enum sbx_op) __atomic_load_n(&s->ctl->op, __ATOMIC_ACQUIRE);

  if (op >= OP__COUNT || !(s->allowed & (1u << op)))
    return -EPERM;
  switch (op) {
  case OP_PING:
    s->pings++;
    return 0;
  case OP_LOG:
    s->logs++;
    return 0;
  case OP_EXIT:
    kill(s->child, SIGTERM);
    return 1;
  default:
    return -ENOSYS;
  }
}

static void win_copy(uint8_t *dst, const uint8_t *from, const struct sbx_win *w)
{
  memcpy(dst, from + w->off, w->len);
}

/* expect: double-load live */ /* checked here, the callee gets the shared pointer */
int sup_window(struct supervisor *s, uint8_t dst[4096])
{
  const struct sbx_win *w = &s->ctl->win;

  if (w->len > 4096 || w->off > WIN_LEN - 4096)
    return -EINVAL;
  win_copy(dst, s->scratch, w);
  return 0;
}

/* expect: double-load live */ /* ID_VALID vouches for the notification, not for the slot */
int sup_addfd(struct supervisor *s, uint64_t id)
{
  struct seccomp_notif_addfd add;

  if (s->ctl->fdslot >= NFD || s->fds[s->ctl->fdslot] < 0)
    return -EBADF;
  if (ioctl(s->notify_fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) < 0)
    return -errno;
  memset(&add, 0, sizeof add);
  add.id = id;
  add.srcfd = (uint32_t) s->fds[s->ctl->fdslot];
  return ioctl(s->notify_fd, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
}

/* expect: none */ /* the notification is the kernel's copy in our own frame */
int sup_write_emul(struct supervisor *s, uint8_t out[512])
{
  struct seccomp_notif req;

  memset(&req, 0, sizeof req);
  if (ioctl(s->notify_fd, SECCOMP_IOCTL_NOTIF_RECV, &req) < 0)
    return -errno;
  if (req.data.args[2] > 512)
    return -EMSGSIZE;
  memcpy(out, s->scratch, req.data.args[2]);
  return (int) req.data.args[2];
}

/* expect: double-load live */ /* FUTURE_WRITE leaves the sender's own mapping writable */
int sup_policy(int fd, uint32_t table[64])
{
  const int need = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE;
  struct policy *p;
  int seals = fcntl(fd, F_GET_SEALS);

  if (seals < 0 || (seals & need) != need)
    return -EPERM;
  p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (p == MAP_FAILED)
    return -errno;
  if (p->n > 64) {
    munmap(p, 4096);
    return -E2BIG;
  }
  memcpy(table, p->nr, p->n * sizeof p->nr[0]);
  munmap(p, 4096);
  return 0;
}

/* expect: none */ /* sealed against every write before it is mapped */
int sup_policy_sealed(int fd, uint32_t table[64])
{
  const int need = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  struct policy *p;
  int seals = fcntl(fd, F_GET_SEALS);

  if (seals < 0 || (seals & need) != need)
    return -EPERM;
  p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (p == MAP_FAILED)
    return -errno;
  if (p->n > 64) {
    munmap(p, 4096);
    return -E2BIG;
  }
  memcpy(table, p->nr, p->n * sizeof p->nr[0]);
  munmap(p, 4096);
  return 0;
}

/* expect: double-load live */ /* notices the change and carries on with it */
int sup_reply(struct supervisor *s, uint8_t *out, size_t room)
{
  struct sbx_ctl *c = s->ctl;
  uint32_t want = c->reply_len, now;

  if (want > room || want > sizeof c->reply)
    return -EMSGSIZE;
  memset(out, 0, want);
  now = c->reply_len;
  if (now != want)
    fprintf(stderr, "sbxsup: %d changed its reply length\n", (int) s->child);
  memcpy(out, c->reply, now);
  return 0;
}

/* expect: double-load safe compared */ /* notices the change and kills */
int sup_reply_strict(struct supervisor *s, uint8_t *out, size_t room)
{
  struct sbx_ctl *c = s->ctl;
  uint32_t want = c->reply_len, now;

  if (want > room || want > sizeof c->reply)
    return -EMSGSIZE;
  memset(out, 0, want);
  now = c->reply_len;
  if (now != want)
    goto cheat;
  memcpy(out, c->reply, now);
  return 0;
cheat:
  kill(s->child, SIGKILL);
  return -EPROTO;
}

/* expect: double-load safe unused */ /* of the second copy only seq is looked at */
int sup_window_seq(struct supervisor *s, uint8_t dst[4096])
{
  struct sbx_win w = s->ctl->win;
  struct sbx_ctl all;

  if (w.len > 4096 || w.off > WIN_LEN - 4096)
    return -EINVAL;
  all = *s->ctl;
  memcpy(dst, s->scratch + w.off, w.len);
  s->last_seq = all.seq;
  return 0;
}

int main(int argc, char **argv)
{
  static struct supervisor s;
  static uint8_t buf[4096];
  uint32_t table[64];

  if (argc < 3 || sup_start(&s, argv + 2) < 0)
    return 1;
  s.allowed = 1u << OP_PING | 1u << OP_LOG;
  switch (argv[1][0]) {
  case 'o': return sup_open(&s) < 0;
  case 'O': return sup_open_copy(&s) < 0;
  case 'd': return sup_dispatch(&s);
  case 'D': return sup_dispatch_enum(&s);
  case 'w': return sup_window(&s, buf);
  case 'a': return sup_addfd(&s, 1);
  case 'n': return sup_write_emul(&s, buf) < 0;
  case 'p': return sup_policy(4, table);
  case 'P': return sup_policy_sealed(4, table);
  case 'r': return sup_reply(&s, buf, sizeof buf);
  case 'R': return sup_reply_strict(&s, buf, sizeof buf);
  case 's': return sup_window_seq(&s, buf);
  }
  return 2;
}
