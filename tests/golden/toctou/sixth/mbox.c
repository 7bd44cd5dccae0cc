#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BOX_BYTES 65536
#define ACCESS_ONCE(x) (*(volatile __typeof__(x) *)&(x))

struct hdr {
	uint32_t type;
	uint32_t off;
	uint32_t len;
	uint32_t seq;
};

struct mbox {
	struct hdr h;
	uint32_t busy;
	uint32_t which;
	char data[4096];
};

typedef int (*op_fn)(const char *arg);

static int op_nop(const char *arg) { return arg != NULL; }
static int op_put(const char *arg) { return arg[0]; }
static const op_fn ops[8] = { op_nop, op_put, op_nop, op_put, op_nop, op_put, op_nop, op_put };
static const size_t kind_size[4] = { 16, 64, 256, 1024 };

static struct mbox *box;

int mbox_open(const char *name)
{
	int fd = shm_open(name, O_RDWR | O_CREAT, 0600);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, BOX_BYTES) < 0) {
		close(fd);
		return -1;
	}
	box = mmap(NULL, BOX_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return box == MAP_FAILED ? -1 : 0;
}

static inline uint32_t mbox_len(const struct mbox *b)
{
	return *(const volatile uint32_t *)&b->h.len;
}

/* expect: double-load live */
int mbox_read(char *out, size_t cap)
{
	if (mbox_len(box) > cap)
		return -1;
	memcpy(out, box->data, mbox_len(box));
	return 0;
}

/* expect: double-load safe */
int mbox_read_once(char *out, size_t cap)
{
	uint32_t n = mbox_len(box);

	if (n > cap || n > sizeof box->data)
		return -1;
	memcpy(out, box->data, n);
	return (int)n;
}

/* expect: double-load live */
int mbox_call(void)
{
	if (ACCESS_ONCE(box->which) >= 8)
		return -1;
	return ops[ACCESS_ONCE(box->which)](box->data);
}

/* expect: double-load safe */
int mbox_call_mask(void)
{
	if (ACCESS_ONCE(box->which) == 0xffffffffu)
		return -1;
	return ops[ACCESS_ONCE(box->which) & 7](box->data);
}

/* expect: double-load live */
int mbox_slice(char *out)
{
	const struct hdr *h = &box->h;

	if (h->off > sizeof box->data || h->len > sizeof box->data - h->off)
		return -1;
	memcpy(out, box->data + h->off, h->len);
	return 0;
}

/* expect: double-load safe */
int mbox_slice_vals(char *out)
{
	uint32_t off = ACCESS_ONCE(box->h.off);
	uint32_t len = ACCESS_ONCE(box->h.len);

	if (off > sizeof box->data || len > sizeof box->data - off)
		return -1;
	memcpy(out, box->data + off, len);
	return 0;
}

/* expect: double-load live */
char *mbox_dup(void)
{
	struct hdr h;
	char *p;

	memcpy(&h, &box->h, sizeof h);
	if (h.len > 1024)
		return NULL;
	p = malloc(h.len);
	if (p)
		memcpy(p, box->data, box->h.len);
	return p;
}

/* expect: double-load safe */
char *mbox_dup_hdr(void)
{
	struct hdr h;
	char *p;

	memcpy(&h, &box->h, sizeof h);
	if (h.len > 1024)
		return NULL;
	p = malloc(h.len);
	if (p)
		memcpy(p, box->data, h.len);
	return p;
}

/* expect: double-load live */
size_t mbox_size_of(void)
{
	switch (box->h.type) {
	case 0: case 1: case 2: case 3:
		return kind_size[box->h.type];
	default:
		return 0;
	}
}

/* expect: double-load safe */
size_t mbox_size_of_local(void)
{
	const uint32_t t = ACCESS_ONCE(box->h.type);

	switch (t) {
	case 0: case 1: case 2: case 3:
		return kind_size[t];
	default:
		return 0;
	}
}

static int hdr_sane(const struct hdr *h)
{
	return h->len <= 4096 && h->type < 4;
}

static void consume(char *dst, const struct mbox *b)
{
	for (uint32_t i = 0; i < b->h.len; i++)
		dst[i] = b->data[i];
}

/* expect: double-load live */
int mbox_drain(char *dst)
{
	if (!hdr_sane(&box->h))
		return -1;
	consume(dst, box);
	return 0;
}

/* expect: double-load safe */
int mbox_private(char *dst)
{
	struct mbox *mine = mmap(NULL, BOX_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mine == MAP_FAILED)
		return -1;
	if (read(0, mine, sizeof *mine) != sizeof *mine || mine->h.len > sizeof mine->data) {
		munmap(mine, BOX_BYTES);
		return -1;
	}
	memcpy(dst, mine->data, mine->h.len);
	munmap(mine, BOX_BYTES);
	return 0;
}

/* expect: double-load live */
int mbox_memfd(int fd, char *dst, size_t cap)
{
	uint8_t *p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	int ret = -1;

	if (p == MAP_FAILED)
		return -1;
	if (p[0] == 0x7f && (size_t)(p[2] << 8 | p[3]) + 4 <= cap) {
		memcpy(dst, p + 4, p[2] << 8 | p[3]);
		ret = 0;
	}
	munmap(p, 4096);
	return ret;
}
