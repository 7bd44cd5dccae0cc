/*-------------------------------------------------------------------------
 *
 * bufpool.c
 *	  shared buffer pool of the server processes
 *
 * The pool lives in one POSIX shared memory object that every backend maps.
 * A slot is guarded by its own process-shared mutex; the tag table by the
 * partition mutex in the control block.
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BP_PAGE			8192
#define BP_NSLOT		256
#define BP_NTAG			512
#define BP_VALID		0x01
#define BP_DIRTY		0x02

/* line pointers, packed the way they are on disk */
#define LP_OFF(lp)		((lp) & 0x7fff)
#define LP_FLAGS(lp)	(((lp) >> 15) & 3)
#define LP_LEN(lp)		((lp) >> 17)

typedef struct PageHead
{
	uint64_t	lsn;
	uint16_t	checksum;
	uint16_t	flags;
	uint16_t	lower;
	uint16_t	upper;
	uint32_t	lp[];
} PageHead;

typedef struct BpSlot
{
	pthread_mutex_t lock;
	uint32_t	used;
	uint32_t	flags;
	uint32_t	relid;
	uint32_t	blkno;
} BpSlot;

typedef struct BpTag
{
	uint32_t	relid;
	uint32_t	blkno;
	int32_t		slot;
	uint32_t	usage;
} BpTag;

typedef struct BpCtl
{
	uint32_t	magic;
	int32_t		clean_key;
	pthread_mutex_t tag_lock;
	BpTag		tag[BP_NTAG];
	BpSlot		slot[BP_NSLOT];
} BpCtl;

typedef struct BufPool
{
	int			fd;
	BpCtl	   *ctl;
	uint8_t    *pages;
	size_t		pages_len;
	uint64_t	hits;
	uint64_t	misses;
	uint64_t	corrupt;
} BufPool;

int
bp_attach(BufPool *bp, const char *name)
{
	void	   *p;

	bp->fd = shm_open(name, O_RDWR, 0600);
	if (bp->fd < 0)
		return -errno;
	p = mmap(NULL, sizeof(BpCtl), PROT_READ | PROT_WRITE, MAP_SHARED, bp->fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	bp->ctl = p;
	bp->pages_len = (size_t) BP_NSLOT * BP_PAGE;
	p = mmap(NULL, bp->pages_len, PROT_READ | PROT_WRITE, MAP_SHARED, bp->fd,
			 1 << 20);
	if (p == MAP_FAILED)
		return -errno;
	bp->pages = p;
	return 0;
}

static void
elog_warning(const char *what, unsigned a, unsigned b)
{
	fprintf(stderr, "WARNING:  bufpool: %s (%u, %u)\n", what, a, b);
}

static int
read_block(unsigned relid, unsigned blkno, void *buf)
{
	char		path[64];
	int			fd;
	ssize_t		n;

	snprintf(path, sizeof(path), "base/%u", relid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = pread(fd, buf, BP_PAGE, (off_t) blkno * BP_PAGE);
	close(fd);
	return n == BP_PAGE ? 0 : -EIO;
}

/*
 * bp_read_used -- copy the used part of a page into the caller's buffer, which
 * is BP_PAGE long.
 */
/* expect: double-load live */
int
bp_read_used(BufPool *bp, int slotno, void *out)
{
	BpSlot	   *s;
	int			rc;

	if (slotno < 0 || slotno >= BP_NSLOT)
		return -EINVAL;
	s = &bp->ctl->slot[slotno];

	/* cheap test first, most callers probe a lot of slots */
	if (s->used == 0)
		return 0;
	if (s->used > BP_PAGE)
	{
		bp->corrupt++;
		return -EUCLEAN;
	}

	rc = pthread_mutex_lock(&s->lock);
	if (rc != 0)
		return -rc;
	if (!(s->flags & BP_VALID))
	{
		pthread_mutex_unlock(&s->lock);
		bp->misses++;
		return 0;
	}
	memcpy(out, bp->pages + (size_t) slotno * BP_PAGE, s->used);
	bp->hits++;
	pthread_mutex_unlock(&s->lock);
	return 1;
}

/*
 * bp_write_used -- the only place where a slot's fill level changes
 */
int
bp_write_used(BufPool *bp, int slotno, const void *in, uint32_t n)
{
	BpSlot	   *s;

	if (slotno < 0 || slotno >= BP_NSLOT || n > BP_PAGE)
		return -EINVAL;
	s = &bp->ctl->slot[slotno];

	pthread_mutex_lock(&s->lock);
	memcpy(bp->pages + (size_t) slotno * BP_PAGE, in, n);
	s->used = n;
	s->flags = BP_VALID | BP_DIRTY;
	pthread_mutex_unlock(&s->lock);
	return 0;
}

/*
 * bp_append_used -- hand the tail of a page to a log record
 */
/* expect: none */
int
bp_append_used(BufPool *bp, int slotno, uint8_t *rec, size_t room)
{
	BpSlot	   *s;
	int			rc = -EMSGSIZE;

	if (slotno < 0 || slotno >= BP_NSLOT)
		return -EINVAL;
	s = &bp->ctl->slot[slotno];

	pthread_mutex_lock(&s->lock);
	if (s->used > room || s->used > BP_PAGE)
	{
		elog_warning("record too small", s->used, (unsigned) room);
		goto done;
	}
	memcpy(rec, bp->pages + (size_t) slotno * BP_PAGE, s->used);
	rc = (int) s->used;
	bp->hits++;
done:
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static bool
tag_matches(const BpTag *t, uint32_t relid, uint32_t blkno)
{
	return t->relid == relid && t->blkno == blkno;
}

/*
 * bp_lookup -- find the page of a block, read it in when it has a slot but no
 * contents yet
 */
/* expect: double-load live */
uint8_t *
bp_lookup(BufPool *bp, uint32_t relid, uint32_t blkno)
{
	BpTag	   *t = &bp->ctl->tag[(relid * 31 + blkno) % BP_NTAG];
	uint8_t		block[BP_PAGE];
	uint8_t    *page;

	pthread_mutex_lock(&bp->ctl->tag_lock);
	if (t->slot < 0 || t->slot >= BP_NSLOT || !tag_matches(t, relid, blkno))
	{
		bp->misses++;
		pthread_mutex_unlock(&bp->ctl->tag_lock);
		return NULL;
	}
	t->usage++;
	pthread_mutex_unlock(&bp->ctl->tag_lock);

	/* no I/O while holding the partition */
	if (read_block(relid, blkno, block) < 0)
	{
		elog_warning("could not read block", relid, blkno);
		return NULL;
	}

	pthread_mutex_lock(&bp->ctl->tag_lock);
	page = bp->pages + (size_t) t->slot * BP_PAGE;
	memcpy(page, block, BP_PAGE);
	bp->hits++;
	pthread_mutex_unlock(&bp->ctl->tag_lock);
	return page;
}

/*
 * bp_evict -- write out a victim and take its slot away from the tag
 */
/* expect: double-load safe rechecked */
int
bp_evict(BufPool *bp, unsigned tagno, int outfd)
{
	BpTag	   *t;
	uint8_t		block[BP_PAGE];
	int			slot;

	if (tagno >= BP_NTAG)
		return -EINVAL;
	t = &bp->ctl->tag[tagno];

	pthread_mutex_lock(&bp->ctl->tag_lock);
	if (t->slot < 0 || t->slot >= BP_NSLOT)
	{
		pthread_mutex_unlock(&bp->ctl->tag_lock);
		return -ENOENT;
	}
	memcpy(block, bp->pages + (size_t) t->slot * BP_PAGE, BP_PAGE);
	pthread_mutex_unlock(&bp->ctl->tag_lock);

	if (write(outfd, block, BP_PAGE) != BP_PAGE)
		return -EIO;

	pthread_mutex_lock(&bp->ctl->tag_lock);
	slot = t->slot;
	if (slot < 0 || slot >= BP_NSLOT)
	{
		/* somebody else was faster */
		pthread_mutex_unlock(&bp->ctl->tag_lock);
		return -EAGAIN;
	}
	memset(bp->pages + (size_t) slot * BP_PAGE, 0, BP_PAGE);
	t->slot = -1;
	t->usage = 0;
	pthread_mutex_unlock(&bp->ctl->tag_lock);
	return slot;
}

/*
 * bp_get_tuple -- copy one tuple out of a page
 */
/* expect: double-load live */
int
bp_get_tuple(BufPool *bp, int slotno, unsigned item, uint8_t *out, size_t outlen)
{
	PageHead   *ph;
	uint32_t   *lp;

	if (slotno < 0 || slotno >= BP_NSLOT || item >= 256)
		return -EINVAL;
	ph = (PageHead *) (bp->pages + (size_t) slotno * BP_PAGE);
	lp = &ph->lp[item];

	if (LP_FLAGS(*lp) != 1)
		return -ENOENT;
	if (LP_OFF(*lp) > BP_PAGE || LP_LEN(*lp) > BP_PAGE - LP_OFF(*lp))
	{
		elog_warning("bad line pointer", (unsigned) slotno, item);
		bp->corrupt++;
		return -EUCLEAN;
	}
	if (LP_LEN(*lp) > outlen)
		return -ENOSPC;

	memcpy(out, (uint8_t *) ph + LP_OFF(*lp), LP_LEN(*lp));
	bp->hits++;
	return 0;
}

/*
 * bp_page_image -- full page image with the hole between lower and upper
 * squeezed out; img is BP_PAGE long
 */
/* expect: double-load safe overridden */
int
bp_page_image(BufPool *bp, int slotno, uint8_t *img)
{
	const PageHead *ph;
	uint16_t	lower,
				upper;

	if (slotno < 0 || slotno >= BP_NSLOT)
		return -EINVAL;
	ph = (const PageHead *) (bp->pages + (size_t) slotno * BP_PAGE);

	lower = __atomic_load_n(&ph->lower, __ATOMIC_RELAXED);
	upper = __atomic_load_n(&ph->upper, __ATOMIC_RELAXED);
	if (lower < sizeof(PageHead) || lower > upper || upper > BP_PAGE)
	{
		bp->corrupt++;
		return -EUCLEAN;
	}

	memcpy(img, ph, BP_PAGE);
	((PageHead *) img)->lower = lower;
	((PageHead *) img)->upper = upper;
	((PageHead *) img)->checksum = 0;

	memmove(img + ((PageHead *) img)->lower, img + ((PageHead *) img)->upper,
			BP_PAGE - ((PageHead *) img)->upper);
	return BP_PAGE - (upper - lower);
}

/*
 * bp_protect_clean -- debug aid, puts the pool under the key that the
 * postmaster allocated before it forked us
 */
/* expect: shared-argument live gap_ */
int
bp_protect_clean(BufPool *bp)
{
	int			rc;

	if (bp->pages == NULL || bp->ctl == NULL)
		return -EINVAL;

	rc = pkey_mprotect(bp->pages, bp->pages_len, PROT_READ | PROT_WRITE,
					   bp->ctl->clean_key);
	if (rc != 0)
	{
		rc = -errno;
		elog_warning("could not protect the pool", (unsigned) -rc, 0);
		return rc;
	}
	bp->misses = 0;
	return 0;
}

/*
 * bp_grow -- enlarge the mapping of the pages, then freeze what we had: new
 * blocks go to the new part only
 */
/* expect: range-race live */
int
bp_grow(BufPool *bp, size_t new_len)
{
	uint8_t    *base = bp->pages;
	size_t		old_len = bp->pages_len;
	void	   *p;

	if (new_len <= old_len || new_len > (size_t) 1 << 30 || new_len % BP_PAGE)
		return -EINVAL;

	p = mremap(base, old_len, new_len, MREMAP_MAYMOVE);
	if (p == MAP_FAILED)
	{
		elog_warning("mremap failed", (unsigned) old_len, (unsigned) new_len);
		return -errno;
	}
	bp->pages = p;
	bp->pages_len = new_len;

	if (mprotect(base, old_len, PROT_READ) != 0)
	{
		elog_warning("could not freeze", (unsigned) old_len, (unsigned) errno);
		return -errno;
	}
	return 0;
}
