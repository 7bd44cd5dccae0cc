// jitseg.c - code cache shared with an out-of-process compiler
//
// The compiler process gets the same memfd.  It writes machine code and fills
// in the directory; this side only flips protections and jumps.
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define JIT_PAGE	4096u
#define JIT_NENT	64
#define JIT_TEXT_MAX	(16u << 20)

enum jit_state { JS_EMPTY, JS_FILLING, JS_READY, JS_DEAD };

struct code_ent {
	uint32_t state;
	uint32_t prot;
	uint64_t off;
	uint64_t len;
	uint32_t entry;
	uint32_t gen;
};

struct code_dir {
	uint32_t magic;
	uint32_t nent;
	uint64_t guard_len;
	uint64_t hits;
	struct code_ent ent[JIT_NENT];
};

struct jit_block {		/* our own bookkeeping, private */
	void *addr;
	size_t len;
	unsigned gen;
	bool hot;
};

struct jit {
	int fd;
	struct code_dir *dir;
	uint8_t *text;
	size_t text_len;
	int key;
	struct jit_block blk[JIT_NENT];
	unsigned gen;
	unsigned long nseal, nfail;
};

typedef int (*jit_fn)(void *);

int jit_open(struct jit *j, size_t text_len)
{
	void *p;

	memset(j, 0, sizeof(*j));
	if (text_len == 0 || text_len > JIT_TEXT_MAX || text_len % JIT_PAGE)
		return -EINVAL;
	j->fd = memfd_create("jitseg", MFD_CLOEXEC);
	if (j->fd < 0)
		return -errno;
	if (ftruncate(j->fd, (off_t)(JIT_PAGE * 4 + text_len)) < 0)
		goto fail;
	p = mmap(NULL, JIT_PAGE * 4, PROT_READ | PROT_WRITE, MAP_SHARED, j->fd, 0);
	if (p == MAP_FAILED)
		goto fail;
	j->dir = p;
	p = mmap(NULL, text_len, PROT_READ, MAP_SHARED, j->fd, JIT_PAGE * 4);
	if (p == MAP_FAILED) {
		munmap(j->dir, JIT_PAGE * 4);
		goto fail;
	}
	j->text = p;
	j->text_len = text_len;
	j->key = pkey_alloc(0, 0);
	if (j->key < 0)
		fprintf(stderr, "jitseg: no protection key, going on without\n");
	return 0;
fail:
	close(j->fd);
	j->fd = -1;
	return -EIO;
}

static inline bool ent_in_text(const struct jit *j, const struct code_ent *e)
{
	return e->off % JIT_PAGE == 0 && e->off < j->text_len;
}

static inline bool span_ok(const struct jit *j, uint64_t off, uint64_t len)
{
	return off % JIT_PAGE == 0 && off < j->text_len && len != 0 &&
	       len <= j->text_len - off;
}

/* expect: double-load live */
int jit_seal(struct jit *j, unsigned i)
{
	struct code_ent *e;

	if (i >= JIT_NENT)
		return -EINVAL;
	e = &j->dir->ent[i];
	if (!ent_in_text(j, e)) {
		j->nfail++;
		return -ERANGE;
	}
	if (mprotect(j->text + e->off, JIT_PAGE, PROT_READ | PROT_EXEC) < 0)
		return -errno;
	j->nseal++;
	return 0;
}

/* expect: double-load safe snapshot */
int jit_seal_page(struct jit *j, unsigned i)
{
	struct code_ent e;

	if (i >= JIT_NENT)
		return -EINVAL;
	e = j->dir->ent[i];
	if (!ent_in_text(j, &e)) {
		j->nfail++;
		return -ERANGE;
	}
	if (mprotect(j->text + e.off, JIT_PAGE, PROT_READ | PROT_EXEC) < 0)
		return -errno;
	j->nseal++;
	return 0;
}

/* expect: double-load live */
int jit_set_prot(struct jit *j, unsigned i)
{
	volatile struct code_ent *e;
	uint64_t off, len;
	int rc = 0;

	if (i >= JIT_NENT)
		return -EINVAL;
	e = &j->dir->ent[i];
	off = e->off;
	len = e->len;
	if (!span_ok(j, off, len)) {
		rc = -ERANGE;
		goto out;
	}
	switch (e->prot) {
	case PROT_READ:
	case PROT_READ | PROT_EXEC:
		break;
	default:
		rc = -EPERM;
		goto out;
	}
	if (pkey_mprotect(j->text + off, len, (int)e->prot, j->key) < 0)
		rc = -errno;
out:
	if (rc)
		j->nfail++;
	return rc;
}

/* expect: double-load safe snapshot */
int jit_set_prot_once(struct jit *j, unsigned i)
{
	volatile struct code_ent *e;
	uint64_t off, len;
	uint32_t prot;
	int rc = 0;

	if (i >= JIT_NENT)
		return -EINVAL;
	e = &j->dir->ent[i];
	off = e->off;
	len = e->len;
	prot = e->prot;
	if (!span_ok(j, off, len)) {
		rc = -ERANGE;
		goto out;
	}
	switch (prot) {
	case PROT_READ:
	case PROT_READ | PROT_EXEC:
		break;
	default:
		rc = -EPERM;
		goto out;
	}
	if (pkey_mprotect(j->text + off, len, (int)prot, j->key) < 0)
		rc = -errno;
out:
	if (rc)
		j->nfail++;
	return rc;
}

/* expect: shared-argument live */
int jit_guard(struct jit *j)
{
	if (mprotect(j->text, j->dir->guard_len, PROT_NONE) < 0)
		return -errno;
	return 0;
}

/* expect: shared-argument safe snapshot */
int jit_guard_bounded(struct jit *j)
{
	const uint64_t n = __atomic_load_n(&j->dir->guard_len, __ATOMIC_ACQUIRE);

	if (n == 0 || n > j->text_len / 2)
		return -ERANGE;
	if (mprotect(j->text, n, PROT_NONE) < 0)
		return -errno;
	return 0;
}

/* expect: double-load live */
int jit_enter(struct jit *j, unsigned i, void *ctx)
{
	const struct code_ent *e = &j->dir->ent[i % JIT_NENT];
	jit_fn fn;

	if (e->entry >= j->text_len || e->entry % 16 != 0)
		return -EFAULT;
	j->gen++;
	fn = (jit_fn)(uintptr_t)(j->text + e->entry);
	return fn(ctx);
}

/* expect: double-load safe compared */
int jit_enter_stable(struct jit *j, unsigned i, void *ctx)
{
	const struct code_ent *e = &j->dir->ent[i % JIT_NENT];
	uint32_t a, b;
	jit_fn fn;

	a = __atomic_load_n(&e->entry, __ATOMIC_ACQUIRE);
	if (a >= j->text_len || a % 16 != 0)
		return -EFAULT;
	j->gen++;
	b = __atomic_load_n(&e->entry, __ATOMIC_ACQUIRE);
	if (b != a)
		return -EAGAIN;
	fn = (jit_fn)(uintptr_t)(j->text + b);
	return fn(ctx);
}

static void blk_retire(struct jit *j, struct jit_block *b)
{
	munmap(b->addr, b->len);
	j->nfail++;
}

static void blk_age(struct jit *j, struct jit_block *b)
{
	if (!b->hot)
		blk_retire(j, b);
	b->gen = j->gen;
}

/* expect: range-race live */
int blk_lock(struct jit *j, unsigned i)
{
	struct jit_block *b = &j->blk[i % JIT_NENT];

	if (b->addr == NULL || b->len == 0)
		return -ENOENT;
	blk_age(j, b);
	if (mprotect(b->addr, b->len, PROT_READ | PROT_EXEC) < 0)
		return -errno;
	return 0;
}

/* expect: range-race safe */
int blk_lock_renew(struct jit *j, unsigned i)
{
	struct jit_block *b = &j->blk[i % JIT_NENT];
	void *p;

	if (b->addr == NULL || b->len == 0)
		return -ENOENT;
	blk_retire(j, b);
	p = mmap(NULL, b->len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) {
		b->addr = NULL;
		return -ENOMEM;
	}
	b->addr = p;
	if (mprotect(p, b->len, PROT_READ) < 0)
		return -errno;
	return 0;
}

/* expect: none */
void jit_report(const struct jit *j, FILE *f)
{
	if (j->dir->hits > 0)
		fprintf(f, "hits %llu\n", (unsigned long long)j->dir->hits);
	fprintf(f, "seals %lu, refused %lu\n", j->nseal, j->nfail);
}
