/*
 * Host <-> firmware mailbox of the "Halcyon" offload card.
 *
 * A coherent page holds one request and one reply, a second area is the event
 * ring, a third the log.  The firmware is loaded from flash, not by us, and
 * may be anything.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef u64 dma_addr_t;
typedef unsigned int gfp_t;

struct device;

#define EINVAL		22
#define ENOMEM		12
#define EPROTO		71
#define ETIMEDOUT	110
#define GFP_KERNEL	0xcc0u

#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

extern void *dma_alloc_coherent(struct device *dev, size_t size,
				dma_addr_t *handle, gfp_t gfp);
extern void dma_free_coherent(struct device *dev, size_t size, void *cpu,
			      dma_addr_t handle);
extern void *kmalloc(size_t n, gfp_t gfp);
extern void kfree(const void *p);
extern void *memcpy(void *d, const void *s, size_t n);
extern char *strcpy(char *d, const char *s);
extern size_t strnlen(const char *s, size_t n);
extern void usleep_range(unsigned long lo, unsigned long hi);
extern void dma_rmb(void);

#define HFW_RSP_MAX	496
#define HFW_NEVENT	64
#define HFW_NLOG	128
#define HFW_NAME	32

enum hfw_ev { HFW_EV_LINK, HFW_EV_TEMP, HFW_EV_CRASH, HFW_EV_STATS, HFW_EV_NR };

struct hfw_mbox {
	u32	status;
#define HFW_ST_DONE	0x80000000u
	u32	rsp_len;
	u8	rsp[HFW_RSP_MAX];
	char	board[HFW_NAME];
	u32	seq;
};

struct hfw_event {
	u16	type;
	u16	port;
	u32	arg;
};

struct hfw_evring {
	u32		prod;
	u32		cons;
	struct hfw_event ev[HFW_NEVENT];
};

struct hfw_log {
	u32	head;
	u32	tail;
	u64	line[HFW_NLOG];
};

struct hfw {
	struct device		*dev;
	struct hfw_mbox		*mb;
	struct hfw_evring	*er;
	struct hfw_log		*log;
	dma_addr_t		mb_dma, er_dma, log_dma;
	u32			port_state[4];
	u32			crashes;
	char			*board;
};

int hfw_init(struct hfw *fw, struct device *dev)
{
	fw->dev = dev;
	fw->mb = dma_alloc_coherent(dev, sizeof(*fw->mb), &fw->mb_dma, GFP_KERNEL);
	if (!fw->mb)
		return -ENOMEM;
	fw->er = dma_alloc_coherent(dev, sizeof(*fw->er), &fw->er_dma, GFP_KERNEL);
	if (!fw->er)
		goto no_ring;
	fw->log = dma_alloc_coherent(dev, sizeof(*fw->log), &fw->log_dma, GFP_KERNEL);
	if (!fw->log)
		goto no_log;
	return 0;
no_log:
	dma_free_coherent(dev, sizeof(*fw->er), fw->er, fw->er_dma);
no_ring:
	dma_free_coherent(dev, sizeof(*fw->mb), fw->mb, fw->mb_dma);
	return -ENOMEM;
}

/* expect: double-load safe retry */
int hfw_wait(struct hfw *fw)
{
	int spins = 2000;

	while (!(READ_ONCE(fw->mb->status) & HFW_ST_DONE)) {
		if (--spins == 0)
			return -ETIMEDOUT;
		usleep_range(50, 100);
	}
	dma_rmb();
	return 0;
}

/* expect: double-load live */
int hfw_reply(struct hfw *fw, void *out, size_t room, size_t *got)
{
	struct hfw_mbox *mb = fw->mb;

	dma_rmb();
	if (mb->rsp_len > room || mb->rsp_len > HFW_RSP_MAX)
		return -EPROTO;
	memcpy(out, mb->rsp, mb->rsp_len);
	*got = mb->rsp_len;
	return 0;
}

/* expect: double-load safe snapshot */
int hfw_reply_once(struct hfw *fw, void *out, size_t room, size_t *got)
{
	struct hfw_mbox *mb = fw->mb;
	u32 n;

	dma_rmb();
	n = READ_ONCE(mb->rsp_len);
	if (n > room || n > HFW_RSP_MAX)
		return -EPROTO;
	memcpy(out, mb->rsp, n);
	*got = n;
	return 0;
}

static void on_link(struct hfw *fw, u32 port, u32 arg)
{
	fw->port_state[port & 3] = arg;
}

static void on_crash(struct hfw *fw, u32 port, u32 arg)
{
	(void)port;
	(void)arg;
	fw->crashes++;
}

static void (*const hfw_handler[HFW_EV_NR])(struct hfw *, u32, u32) = {
	[HFW_EV_LINK]	= on_link,
	[HFW_EV_TEMP]	= on_crash,
	[HFW_EV_CRASH]	= on_crash,
	[HFW_EV_STATS]	= on_link,
};

static inline int hfw_event_known(const struct hfw_event *ev)
{
	return ev->type < HFW_EV_NR;
}

static inline int hfw_event_ok(const struct hfw_event *ev)
{
	return hfw_event_known(ev) && ev->port < 4;
}

/* expect: double-load live */
int hfw_drain(struct hfw *fw)
{
	struct hfw_evring *er = fw->er;
	u32 cons = er->cons, prod = READ_ONCE(er->prod);
	int n = 0;

	while (cons != prod && n < HFW_NEVENT) {
		struct hfw_event *ev = &er->ev[cons % HFW_NEVENT];

		dma_rmb();
		if (hfw_event_ok(ev)) {
			hfw_handler[ev->type](fw, 0, 0);
			n++;
		}
		cons++;
	}
	WRITE_ONCE(er->cons, cons);
	return n;
}

/* expect: double-load safe snapshot */
int hfw_drain_private(struct hfw *fw)
{
	struct hfw_evring *er = fw->er;
	u32 cons = READ_ONCE(er->cons), prod = READ_ONCE(er->prod);
	int n = 0;

	while (cons != prod && n < HFW_NEVENT) {
		struct hfw_event ev;

		dma_rmb();
		memcpy(&ev, &er->ev[cons % HFW_NEVENT], sizeof(ev));
		if (hfw_event_ok(&ev)) {
			hfw_handler[ev.type](fw, ev.port, ev.arg);
			n++;
		}
		cons++;
	}
	WRITE_ONCE(er->cons, cons);
	return n;
}

/* expect: double-load live */
int hfw_board_name(struct hfw *fw)
{
	size_t n = strnlen(fw->mb->board, HFW_NAME);
	char *s;

	if (n == HFW_NAME)
		return -EPROTO;
	s = kmalloc(n + 1, GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	strcpy(s, fw->mb->board);
	kfree(fw->board);
	fw->board = s;
	return 0;
}

/* expect: none */
int hfw_board_name_forced(struct hfw *fw)
{
	char tmp[HFW_NAME + 1], *s;
	size_t n;

	memcpy(tmp, fw->mb->board, HFW_NAME);
	tmp[HFW_NAME] = '\0';
	n = strnlen(tmp, HFW_NAME);
	s = kmalloc(n + 1, GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	strcpy(s, tmp);
	kfree(fw->board);
	fw->board = s;
	return 0;
}

/* out has HFW_NLOG places */
/* expect: double-load live */
int hfw_copy_log(struct hfw *fw, u64 *out)
{
	struct hfw_log *log = fw->log;
	u32 i, k = 0;

	if (log->head - log->tail > HFW_NLOG)
		return -EPROTO;
	for (i = log->tail; i != log->head; i++)
		out[k++] = log->line[i % HFW_NLOG];
	return (int)k;
}

/* expect: double-load safe snapshot */
int hfw_copy_log_stable(struct hfw *fw, u64 *out)
{
	struct hfw_log *log = fw->log;
	const u32 head = READ_ONCE(log->head), tail = READ_ONCE(log->tail);
	u32 i, k = 0;

	if (head - tail > HFW_NLOG)
		return -EPROTO;
	for (i = tail; i != head; i++)
		out[k++] = log->line[i % HFW_NLOG];
	return (int)k;
}
