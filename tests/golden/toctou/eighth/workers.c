/*
 * workers.c -- shared state of the relay daemon's thread pool
 *
 * Half of this is old pthread code, the balancer was rewritten with C11
 * threads and atomics.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>

#define NBACK    24
#define NROUTE   64
#define SINK_MAX 512
#define NBOX     32

/* ------------------------------------------------------------------ */
/* balancer */

struct backend { int fd; unsigned weight; };

static struct backend backs[NBACK];
static _Atomic unsigned cursor;

static int balancer_main(void *arg)
{
	unsigned seed = *(unsigned *)arg;

	for (;;) {
		seed = seed * 1103515245u + 12345u;
		atomic_store(&cursor, seed >> 16);
		thrd_yield();
	}
	return 0;
}

/* expect: double-load live */ /* two atomic loads are two reads */
int pick_backend(void)
{
	if (atomic_load(&cursor) >= NBACK)
		return -1;
	return backs[atomic_load(&cursor)].fd;
}

/* ------------------------------------------------------------------ */
/* routes */

struct route { unsigned dst, gw; };

static pthread_rwlock_t rt_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct {
	unsigned     dflt;
	struct route r[NROUTE];
} rt;

static void *reload_main(void *path)
{
	unsigned d;
	FILE *f;

	for (;;) {
		f = fopen(path, "r");
		if (f && fscanf(f, "%u", &d) == 1) {
			pthread_rwlock_wrlock(&rt_lock);
			rt.dflt = d;
			pthread_rwlock_unlock(&rt_lock);
		}
		if (f)
			fclose(f);
		sleep(5);
	}
	return NULL;
}

/* expect: double-load live */ /* read lock only around the check */
unsigned default_gw(void)
{
	int ok;

	pthread_rwlock_rdlock(&rt_lock);
	ok = rt.dflt < NROUTE;
	pthread_rwlock_unlock(&rt_lock);
	if (!ok)
		return 0;
	return rt.r[rt.dflt].gw;
}

/* expect: double-load safe */ /* both reads under the read side of the writer's lock */
unsigned default_dst(void)
{
	unsigned d = 0;

	pthread_rwlock_rdlock(&rt_lock);
	if (rt.dflt < NROUTE)
		d = rt.r[rt.dflt].dst;
	pthread_rwlock_unlock(&rt_lock);
	return d;
}

/* ------------------------------------------------------------------ */
/* log sink */

static pthread_mutex_t sink_mx  = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t flush_mx = PTHREAD_MUTEX_INITIALIZER;
static struct {
	unsigned pos;
	char     buf[SINK_MAX];
} sink;

static void *flusher_main(void *arg)
{
	unsigned keep;

	(void)arg;
	while (scanf("%u", &keep) == 1) {
		pthread_mutex_lock(&flush_mx);
		sink.pos = keep;
		pthread_mutex_unlock(&flush_mx);
	}
	return NULL;
}

/* expect: double-load live */ /* the flusher holds another mutex */
void sink_putc(char c)
{
	pthread_mutex_lock(&sink_mx);
	if (sink.pos < SINK_MAX)
		sink.buf[sink.pos] = c;
	pthread_mutex_unlock(&sink_mx);
}

/* ------------------------------------------------------------------ */
/* mailbox */

static struct {
	pthread_mutex_t mx;
	pthread_cond_t  cv;
	int             ready;
	unsigned        sel;
	long            val[NBOX];
} box = { .mx = PTHREAD_MUTEX_INITIALIZER, .cv = PTHREAD_COND_INITIALIZER };

static void *poster_main(void *arg)
{
	unsigned n;

	(void)arg;
	while (read(STDIN_FILENO, &n, sizeof n) == (ssize_t)sizeof n) {
		pthread_mutex_lock(&box.mx);
		box.sel = n;
		box.ready = 1;
		pthread_cond_signal(&box.cv);
		pthread_mutex_unlock(&box.mx);
	}
	return NULL;
}

/* expect: double-load live */ /* waiting gives the mutex away between check and index */
long box_take(void)
{
	long v = -1;

	pthread_mutex_lock(&box.mx);
	if (box.sel >= NBOX)
		goto out;
	while (!box.ready)
		pthread_cond_wait(&box.cv, &box.mx);
	box.ready = 0;
	v = box.val[box.sel];
out:
	pthread_mutex_unlock(&box.mx);
	return v;
}

/* expect: double-load safe */ /* check and index both after the wait, mutex held */
long box_wait(void)
{
	long v = -1;

	pthread_mutex_lock(&box.mx);
	while (!box.ready)
		pthread_cond_wait(&box.cv, &box.mx);
	box.ready = 0;
	if (box.sel < NBOX)
		v = box.val[box.sel];
	pthread_mutex_unlock(&box.mx);
	return v;
}

/* ------------------------------------------------------------------ */
/* window */

static pthread_spinlock_t win_sp;
static struct { unsigned len; unsigned char d[2048]; } win;

static void *window_main(void *arg)
{
	unsigned n;

	(void)arg;
	while (read(STDIN_FILENO, &n, sizeof n) == (ssize_t)sizeof n) {
		pthread_spin_lock(&win_sp);
		win.len = n;
		pthread_spin_unlock(&win_sp);
	}
	return NULL;
}

/* expect: double-load live */ /* goes on when the trylock failed */
size_t window_peek(unsigned char tmp[256])
{
	int held = pthread_spin_trylock(&win_sp) == 0;
	size_t n = 0;

	if (win.len <= 256) {
		n = win.len;
		memcpy(tmp, win.d, win.len);
	}
	if (held)
		pthread_spin_unlock(&win_sp);
	return n;
}

/* ------------------------------------------------------------------ */
/* sessions */

struct session { char user[32]; unsigned id; };

static struct session  sessions[2];
static struct session *cur;
static _Atomic(struct session *) peer;

static void *closer_main(void *arg)
{
	(void)arg;
	for (;;) {
		cur = cur ? NULL : &sessions[0];
		atomic_store(&peer, atomic_load(&peer) ? NULL : &sessions[1]);
		usleep(100);
	}
	return NULL;
}

/* expect: double-load live */ /* pointer tested, then loaded again and followed */
unsigned cur_id(void)
{
	if (cur == NULL)
		return 0;
	return cur->id;
}

/* expect: double-load safe snapshot */
unsigned peer_id(void)
{
	struct session *s = atomic_load(&peer);

	if (s == NULL)
		return 0;
	return s->id;
}

/* ------------------------------------------------------------------ */
/* configuration: loaded once, by whoever comes first */

static pthread_once_t conf_once = PTHREAD_ONCE_INIT;
static struct { unsigned mtu_class; unsigned mtu[8]; } conf;

static void conf_load(void)
{
	const char *e = getenv("RELAY_MTU_CLASS");

	conf.mtu_class = e ? (unsigned)strtoul(e, NULL, 0) : 0;
	conf.mtu[0] = 1500;
}

/* expect: none */ /* written inside pthread_once only, so before every read */
unsigned conf_mtu(void)
{
	pthread_once(&conf_once, conf_load);
	if (conf.mtu_class >= 8)
		return 0;
	return conf.mtu[conf.mtu_class];
}

/* ------------------------------------------------------------------ */
/* per-thread nesting */

static _Thread_local unsigned depth;
static _Thread_local const char *names[16];

/* expect: none */ /* thread-local: the thread function writes its own */
int scope_enter(const char *what)
{
	if (depth >= 16)
		return -1;
	names[depth] = what;
	depth++;
	return 0;
}

static void *scoped_main(void *arg)
{
	for (;;) {
		depth = 0;
		if (scope_enter(arg) < 0 || conf_mtu() == 0)
			break;
	}
	return NULL;
}

/* ------------------------------------------------------------------ */
/* tally: a helper thread that is joined before anybody looks */

static struct { unsigned n; unsigned v[32]; } tally;

static void *tally_main(void *arg)
{
	FILE *f = arg;

	while (tally.n < 32 && fscanf(f, "%u", &tally.v[tally.n]) == 1)
		tally.n++;
	return NULL;
}

/* expect: none */ /* its only writer has been joined */
unsigned tally_last(FILE *f)
{
	pthread_t t;

	if (pthread_create(&t, NULL, tally_main, f) != 0)
		return 0;
	if (pthread_join(t, NULL) != 0)
		abort();
	if (tally.n == 0 || tally.n > 32)
		return 0;
	return tally.v[tally.n - 1];
}

int main(int argc, char **argv)
{
	static unsigned seed = 1;
	unsigned char tmp[256];
	pthread_t p;
	thrd_t t;

	if (argc < 3)
		return 2;
	pthread_spin_init(&win_sp, PTHREAD_PROCESS_PRIVATE);
	if (thrd_create(&t, balancer_main, &seed) != thrd_success ||
	    pthread_create(&p, NULL, reload_main, argv[1]) ||
	    pthread_create(&p, NULL, flusher_main, NULL) ||
	    pthread_create(&p, NULL, poster_main, NULL) ||
	    pthread_create(&p, NULL, window_main, NULL) ||
	    pthread_create(&p, NULL, scoped_main, "main") ||
	    pthread_create(&p, NULL, closer_main, NULL))
		return 1;
	switch (argv[2][0]) {
	case 'b': return pick_backend();
	case 'g': return (int)default_gw();
	case 'd': return (int)default_dst();
	case 's': sink_putc('x'); return 0;
	case 't': return (int)box_take();
	case 'w': return (int)box_wait();
	case 'p': return (int)window_peek(tmp);
	case 'c': return (int)cur_id();
	case 'P': return (int)peer_id();
	case 'm': return (int)conf_mtu();
	case 'l': return (int)tally_last(stdin);
	}
	return 0;
}
