/* jit.h -- code regions of the Tarn runtime */
#ifndef TARN_JIT_H
#define TARN_JIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JIT_NREGION 64
#define JIT_NDOMAIN 8
#define JIT_NBUCKET 256

enum r_state { R_FREE, R_LIVE, R_DYING };

typedef struct region {
	uintptr_t	pc_lo;
	void		*base;
	size_t		len;
	enum r_state	state;
	unsigned	gen;
	int		refs;
} region_t;

typedef struct domain {
	int		key;		/* -1: none */
	bool		dead;
	void		*buf;		/* what carries the key, if anything */
	size_t		len;
} domain_t;

typedef struct runtime {
	pthread_mutex_t	lock;		/* regions, domains */
	pthread_mutex_t	stat_lock;	/* counters only */
	pthread_t	reaper, tuner;
	bool		stop;
	region_t	region[JIT_NREGION];
	domain_t	domain[JIT_NDOMAIN];
	uint64_t	sealed, opened, failed;
	uint64_t	bucket[JIT_NBUCKET];
} runtime_t;

/* knobs the tuner thread adjusts while the program runs */
typedef struct tiering {
	unsigned	limit;		/* buckets in use */
	unsigned	shift;
} tiering_t;

extern tiering_t jit_tiering;
extern pthread_mutex_t jit_hot_lock;
extern unsigned jit_hot_limit;

int		jit_start(runtime_t *rt);
region_t	*region_find(runtime_t *rt, uintptr_t pc);
int		region_new(runtime_t *rt, size_t len);
void		region_put(runtime_t *rt, region_t *r);
int		domain_open(runtime_t *rt, unsigned id);
void		domain_close(runtime_t *rt, unsigned id);
bool		region_trim(runtime_t *rt, region_t *r, size_t used);
void		jit_flush_icache(void *base, size_t len);
void		jit_fatal(const char *what) __attribute__((noreturn));

#endif
