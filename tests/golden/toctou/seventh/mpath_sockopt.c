/*
 * mpath: multipath transport, SOL_MPATH socket options
 *
 * Builds stand-alone; the few kernel declarations it wants are below.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long size_t;
typedef _Bool bool;
#define NULL ((void *)0)
#define true 1
#define false 0
#define __user __attribute__((noderef, address_space(1)))

#define EFAULT 14
#define ENOMEM 12
#define EINVAL 22
#define ENOBUFS 105
#define EAGAIN 11
#define EAFNOSUPPORT 97
#define GFP_KERNEL 0xcc0u

typedef struct {
	union {
		void *kernel;
		void __user *user;
	};
	bool is_kernel : 1;
} sockptr_t;

static inline sockptr_t KERNEL_SOCKPTR(void *p)
{
	return (sockptr_t){ .kernel = p, .is_kernel = true };
}

int copy_from_sockptr(void *dst, sockptr_t src, size_t size);
int copy_from_sockptr_offset(void *dst, sockptr_t src, size_t offset, size_t size);
void *memdup_sockptr(sockptr_t src, size_t len);
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
int __get_user_sz(void *x, const void __user *p, size_t n);
#define get_user(x, p) __get_user_sz(&(x), (p), sizeof(*(p)))

void *kmalloc(size_t n, unsigned gfp);
void *kcalloc(size_t n, size_t sz, unsigned gfp);
void kfree(const void *p);
void *memcpy(void *d, const void *s, size_t n);
void *memset(void *d, int c, size_t n);
bool IS_ERR(const void *p);
long PTR_ERR(const void *p);

#define MP_MAX_PATHS	16
#define MP_MAX_RULES	128
#define MP_MAX_KEY	80
#define MP_AF_INET	2
#define MP_AF_INET6	10

struct mp_path {
	u16 id;
	u16 weight;
	u32 ifindex;
};

struct mp_path_set {
	u32 n;
	u32 flags;
	struct mp_path path[];
};

struct mp_rule {
	u32 kind;
	u32 arglen;
	u8 arg[24];
};

struct mp_addr {
	u16 family;
	u16 port;
	u8 a[24];
};

struct mp_key {
	u32 alg;
	u32 len;
	u8 bytes[MP_MAX_KEY];
};

struct mp_sock {
	u32 npaths;
	struct mp_path path[MP_MAX_PATHS];
	u8 key[MP_MAX_KEY];
	u32 keylen;
	u8 v4[4];
	u8 v6[16];
	u16 sched[8];
	u8 *argpool;
};

struct mp_info {
	u32 version;
	u32 npaths;
	u32 counters[30];
};

/* expect: double-fetch live */ /* optlen was matched with the first n only */
static int mp_set_paths(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	struct mp_path_set *set;
	u32 n;

	if (optlen < sizeof(*set))
		return -EINVAL;
	if (copy_from_sockptr(&n, optval, sizeof(n)))
		return -EFAULT;
	if (n > MP_MAX_PATHS || optlen != sizeof(*set) + n * sizeof(struct mp_path))
		return -EINVAL;

	set = kmalloc(optlen, GFP_KERNEL);
	if (!set)
		return -ENOMEM;
	if (copy_from_sockptr(set, optval, optlen)) {
		kfree(set);
		return -EFAULT;
	}
	memcpy(ms->path, set->path, set->n * sizeof(struct mp_path));
	ms->npaths = n;
	kfree(set);
	return 0;
}

/* expect: double-fetch safe unused */ /* only the entries of the second copy are read, by the first n */
static int mp_add_paths(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	struct mp_path_set *set;
	u32 n, i;

	if (optlen < sizeof(*set))
		return -EINVAL;
	if (copy_from_sockptr(&n, optval, sizeof(n)))
		return -EFAULT;
	if (n > MP_MAX_PATHS || optlen != sizeof(*set) + n * sizeof(struct mp_path))
		return -EINVAL;

	set = memdup_sockptr(optval, optlen);
	if (IS_ERR(set))
		return PTR_ERR(set);
	for (i = 0; i < n; i++)
		ms->path[i] = set->path[i];
	ms->npaths = n;
	kfree(set);
	return 0;
}

/* expect: double-fetch live */ /* pass 1 sums arglen, pass 2 fills the pool with a new arglen */
static int mp_load_rules(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	u32 nr = optlen / sizeof(struct mp_rule), i, arglen, total = 0;
	struct mp_rule r;
	u8 *pool;

	if (!nr || nr > MP_MAX_RULES)
		return -EINVAL;
	for (i = 0; i < nr; i++) {
		if (copy_from_sockptr_offset(&arglen, optval,
					     i * sizeof(r) + __builtin_offsetof(struct mp_rule, arglen),
					     sizeof(arglen)))
			return -EFAULT;
		if (arglen > sizeof(r.arg))
			return -EINVAL;
		total += arglen;
	}

	pool = kmalloc(total, GFP_KERNEL);
	if (!pool)
		return -ENOMEM;
	for (i = 0, total = 0; i < nr; i++) {
		if (copy_from_sockptr_offset(&r, optval, i * sizeof(r), sizeof(r))) {
			kfree(pool);
			return -EFAULT;
		}
		memcpy(pool + total, r.arg, r.arglen);
		total += r.arglen;
	}
	ms->argpool = pool;
	return 0;
}

static int mp_pull_addr(struct mp_addr *a, sockptr_t optval)
{
	return copy_from_sockptr(a, optval, sizeof(*a)) ? -EFAULT : 0;
}

/* expect: double-fetch live */ /* slot bounded from the first copy, index taken from the duplicate */
static int mp_set_sched(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	u16 slot;
	u16 *tab;

	if (optlen < 2 * sizeof(u16) || optlen > 64)
		return -EINVAL;
	if (copy_from_sockptr(&slot, optval, sizeof(slot)))
		return -EFAULT;
	if (slot >= 8)
		return -EINVAL;
	tab = memdup_sockptr(optval, optlen);
	if (IS_ERR(tab))
		return PTR_ERR(tab);
	ms->sched[tab[0]] = tab[1];
	kfree(tab);
	return 0;
}

/* expect: double-fetch safe compared */
static int mp_set_local(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	struct mp_addr a;
	u16 family;
	int err;

	if (optlen < sizeof(family))
		return -EINVAL;
	if (copy_from_sockptr(&family, optval, sizeof(family)))
		return -EFAULT;
	if (family != MP_AF_INET && family != MP_AF_INET6)
		return -EAFNOSUPPORT;
	if (optlen < sizeof(a))
		return -EINVAL;

	err = mp_pull_addr(&a, optval);
	if (err)
		return err;
	if (a.family == family) {
		switch (a.family) {
		case MP_AF_INET:
			memcpy(ms->v4, a.a, 4);
			break;
		default:
			memcpy(ms->v6, a.a, 16);
		}
		return 0;
	}
	return -EAGAIN;
}

static int mp_key_ok(u32 len)
{
	return len && len <= MP_MAX_KEY;
}

static int mp_install_key(struct mp_sock *ms, const struct mp_key *k)
{
	u32 n = k->len;

	if (!mp_key_ok(n))
		return -EINVAL;
	memcpy(ms->key, k->bytes, n);
	ms->keylen = n;
	return 0;
}

static int mp_store_key(struct mp_sock *ms, const struct mp_key *k)
{
	memset(ms->key, 0, sizeof(ms->key));
	memcpy(ms->key, k->bytes, k->len);
	ms->keylen = k->len;
	return 0;
}

/* expect: double-fetch safe rechecked */ /* mp_install_key() bounds the second copy itself */
static int mp_set_key(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	struct mp_key k;
	u32 hdr[2];

	if (optlen < sizeof(hdr) || copy_from_sockptr(hdr, optval, sizeof(hdr)))
		return -EFAULT;
	if (!mp_key_ok(hdr[1]))
		return -EINVAL;
	if (optlen < sizeof(k) || copy_from_sockptr(&k, optval, sizeof(k)))
		return -EFAULT;
	return mp_install_key(ms, &k);
}

/* expect: double-fetch live */ /* same as above, but the consumer trusts its caller */
static int mp_rekey(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	struct mp_key k;
	u32 hdr[2];

	if (optlen < sizeof(hdr) || copy_from_sockptr(hdr, optval, sizeof(hdr)))
		return -EFAULT;
	if (!mp_key_ok(hdr[1]))
		return -EINVAL;
	if (optlen < sizeof(k) || copy_from_sockptr(&k, optval, sizeof(k)))
		return -EFAULT;
	return mp_store_key(ms, &k);
}

/* expect: double-fetch safe rest-only */ /* offset copy starts behind the header */
static int mp_append_key(struct mp_sock *ms, sockptr_t optval, unsigned int optlen)
{
	struct mp_key k;

	if (optlen < __builtin_offsetof(struct mp_key, bytes))
		return -EINVAL;
	if (copy_from_sockptr(&k, optval, __builtin_offsetof(struct mp_key, bytes)))
		return -EFAULT;
	if (k.len > MP_MAX_KEY || optlen - __builtin_offsetof(struct mp_key, bytes) < k.len)
		return -EINVAL;
	if (copy_from_sockptr_offset(k.bytes, optval, __builtin_offsetof(struct mp_key, bytes), k.len))
		return -EFAULT;
	memcpy(ms->key, k.bytes, k.len);
	return 0;
}

/* expect: double-fetch live */ /* value-result length of getsockopt read twice */
static int mp_get_info(struct mp_sock *ms, char __user *optval, int __user *optlen)
{
	struct mp_info info;
	int len;

	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0 || (size_t)len > sizeof(info))
		return -EINVAL;

	memset(&info, 0, sizeof(info));
	info.version = 2;
	info.npaths = ms->npaths;

	if (get_user(len, optlen))
		return -EFAULT;
	return copy_to_user(optval, &info, len) ? -EFAULT : 0;
}

/* expect: double-fetch safe rechecked */ /* the second length is clamped again */
static int mp_get_paths(struct mp_sock *ms, char __user *optval, int __user *optlen)
{
	int have = ms->npaths * sizeof(struct mp_path);
	int len;

	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0 || len > (int)sizeof(ms->path))
		return -EINVAL;
	if (!have)
		return 0;

	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	len = len < have ? len : have;
	return copy_to_user(optval, ms->path, len) ? -EFAULT : 0;
}

/* expect: none */ /* the sockptr points at a kernel stack object */
int mp_default_paths(struct mp_sock *ms)
{
	struct mp_path two[2] = { { 0, 1, 1 }, { 1, 1, 2 } };
	sockptr_t src = KERNEL_SOCKPTR(two);
	struct mp_path p;
	u16 id;

	if (copy_from_sockptr(&id, src, sizeof(id)))
		return -EFAULT;
	if (id >= MP_MAX_PATHS)
		return -EINVAL;
	if (copy_from_sockptr(&p, src, sizeof(p)))
		return -EFAULT;
	ms->path[p.id] = p;
	return 0;
}

int mp_setsockopt(struct mp_sock *ms, int optname, sockptr_t optval, unsigned int optlen)
{
	switch (optname) {
	case 1: return mp_set_paths(ms, optval, optlen);
	case 2: return mp_add_paths(ms, optval, optlen);
	case 3: return mp_load_rules(ms, optval, optlen);
	case 4: return mp_set_sched(ms, optval, optlen);
	case 5: return mp_set_local(ms, optval, optlen);
	case 6: return mp_set_key(ms, optval, optlen);
	case 7: return mp_rekey(ms, optval, optlen);
	case 8: return mp_append_key(ms, optval, optlen);
	}
	return -EINVAL;
}

int mp_getsockopt(struct mp_sock *ms, int optname, char __user *optval, int __user *optlen)
{
	switch (optname) {
	case 1: return mp_get_info(ms, optval, optlen);
	case 2: return mp_get_paths(ms, optval, optlen);
	}
	return -EINVAL;
}
