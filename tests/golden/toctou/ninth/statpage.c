/*
 * statpage.c: readers for the statistics page of "meterd".
 *
 * meterd maps /meterd.stat and bumps a sequence counter around each update
 * (odd = update running).  Any process with the right group may write there,
 * plugins do; nothing in the page can be believed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SP_NBUCKET	64
#define SP_NSERIES	128
#define SP_LABEL	40
#define SP_WATCH	16

struct sp_head {
	uint32_t	nbuckets;
	uint32_t	nseries;
	uint32_t	label_len;
	uint32_t	top;
};

struct sp_page {
	_Atomic uint32_t seq;
	uint32_t	abi;
	struct sp_head	head;
	uint64_t	bucket[SP_NBUCKET];
	uint64_t	series[SP_NSERIES];
	char		label[256];
};

struct sp_reader {
	struct sp_page	*pg;
	uint64_t	retries;
	uint64_t	bad;
	uint64_t	series[SP_NSERIES];
	uint64_t	weight[SP_NBUCKET];
	char		label[SP_LABEL];
};

static unsigned	sp_watched;		/* entries of sp_watch in use */
static unsigned	sp_watch[SP_WATCH];

static void on_usr1(int sig)
{
	/* "watch one more"; checked where it is used */
	(void)sig;
	sp_watched++;
}

int sp_open(struct sp_reader *rd, const char *name)
{
	struct sigaction sa;
	int fd = shm_open(name, O_RDWR, 0);
	void *p;

	if (fd < 0)
		return -errno;
	p = mmap(NULL, sizeof(struct sp_page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return -ENOMEM;
	rd->pg = p;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_usr1;
	sa.sa_flags = SA_RESTART;
	sigemptyset(&sa.sa_mask);
	return sigaction(SIGUSR1, &sa, NULL);
}

static uint32_t sp_begin(struct sp_page *pg)
{
	uint32_t s;

	while ((s = atomic_load_explicit(&pg->seq, memory_order_acquire)) & 1)
		;
	return s;
}

static bool sp_retry(struct sp_page *pg, uint32_t s)
{
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&pg->seq, memory_order_relaxed) != s;
}

/* expect: double-load safe */
int sp_read_buckets(struct sp_reader *rd, uint64_t *out, unsigned room)
{
	struct sp_page *pg = rd->pg;
	uint32_t s, n;
	unsigned tries = 0;

	do {
		if (++tries > 1000) {
			rd->bad++;
			return -EBUSY;
		}
		s = sp_begin(pg);
		n = __atomic_load_n(&pg->head.nbuckets, __ATOMIC_RELAXED);
		if (n > SP_NBUCKET || n > room) {
			rd->bad++;
			return -EOVERFLOW;
		}
		memcpy(out, pg->bucket, n * sizeof(out[0]));
	} while (sp_retry(pg, s));

	rd->retries += tries - 1;
	return (int)n;
}

/* expect: double-load live */
int sp_read_series(struct sp_reader *rd)
{
	struct sp_page *pg = rd->pg;
	struct sp_head h;
	uint32_t s;

	do {
		s = sp_begin(pg);
		memcpy(&h, &pg->head, sizeof(h));
		rd->retries++;
	} while (sp_retry(pg, s));
	rd->retries--;

	if (h.nseries == 0)
		return 0;
	if (h.nseries > SP_NSERIES) {
		rd->bad++;
		fprintf(stderr, "statpage: %u series\n", h.nseries);
		return -EOVERFLOW;
	}

	memset(rd->series, 0, sizeof(rd->series));
	memcpy(rd->series, pg->series, pg->head.nseries * sizeof(rd->series[0]));
	return (int)h.nseries;
}

/* expect: double-load live */
int sp_read_label(struct sp_reader *rd)
{
	struct sp_page *pg = rd->pg;
	unsigned tries = 0;
	uint32_t s;
	bool ok;

	do {
		if (++tries > 64)
			return -EBUSY;
		s = sp_begin(pg);
		ok = pg->head.label_len < sizeof(rd->label);
		if (!ok)
			continue;
		/* a torn copy does not matter, we come round again */
		memcpy(rd->label, pg->label, pg->head.label_len);
	} while (sp_retry(pg, s));

	if (!ok) {
		rd->bad++;
		return -ENAMETOOLONG;
	}
	rd->label[sizeof(rd->label) - 1] = '\0';
	return 0;
}

/* expect: double-load safe compared */
int sp_read_top(struct sp_reader *rd)
{
	struct sp_head a, b;

	memcpy(&a, &rd->pg->head, sizeof(a));
	if (a.top >= SP_NBUCKET || a.nbuckets > SP_NBUCKET) {
		rd->bad++;
		return -EOVERFLOW;
	}
	usleep(100);

	/* take it only when it stood still for a moment */
	memcpy(&b, &rd->pg->head, sizeof(b));
	if (memcmp(&a, &b, sizeof(a)) != 0) {
		rd->retries++;
		return -EAGAIN;
	}
	rd->weight[b.top]++;
	return (int)b.top;
}

/* expect: double-load live */
int sp_watch_add(unsigned id)
{
	unsigned i;

	if (sp_watched >= SP_WATCH) {
		fprintf(stderr, "statpage: watch list full\n");
		return -ENOSPC;
	}
	for (i = 0; i < SP_WATCH; i++)
		if (sp_watch[i] == id)
			return 0;
	printf("watching %u\n", id);
	sp_watch[sp_watched] = id;
	return 1;
}
