/*
 * ufault.c - reading user memory under awkward conditions:
 * no faults allowed, open access windows, retry after fault-in.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef _Bool bool;
#define __user __attribute__((noderef, address_space(1)))
#define NULL ((void *)0)
#define EFAULT 14
#define ENOMEM 12
#define EINVAL 22
#define E2BIG 7
#define EAGAIN 11
#define ENAMETOOLONG 36
#define ENOSYS 38

long copy_from_user(void *dst, const void __user *src, unsigned long n);
long __copy_from_user_inatomic(void *dst, const void __user *src, unsigned long n);
long copy_from_user_nofault(void *dst, const void __user *src, size_t n);
long strnlen_user(const char __user *s, long n);
long strncpy_from_user(char *dst, const char __user *src, long n);
size_t fault_in_readable(const char __user *p, size_t n);
bool user_access_begin(const void __user *p, size_t n);
void user_access_end(void);
int __get_user_bytes(void *x, const void __user *p, size_t n);
#define get_user(x, p) __get_user_bytes(&(x), (p), sizeof(*(p)))
#define __get_user(x, p) __get_user_bytes(&(x), (p), sizeof(*(p)))
#define unsafe_get_user(x, p, label) do { \
	if (__get_user_bytes(&(x), (p), sizeof(*(p)))) goto label; } while (0)
void pagefault_disable(void);
void pagefault_enable(void);
void *kmalloc(size_t n, unsigned gfp);
void kfree(const void *p);
void *memcpy(void *d, const void *s, size_t n);
size_t strlen(const char *s);
char *strcpy(char *d, const char *s);

#define UF_MAXSEG 16
#define UF_SEGCAP 512
#define UF_NCB    20

struct uf_seg { u32 len; u32 flags; const u8 __user *ptr; };
struct uf_rec { u32 len; u32 kind; u8 data[120]; };
struct uf_frame { unsigned long next; unsigned long ret; u32 nargs; u32 arg[6]; };
struct uf_stack { unsigned long lo, hi; unsigned long pc[32]; u32 args[6]; };

extern int (*const uf_cb[UF_NCB])(const u8 *buf, size_t n);
extern char uf_tag[64];
extern u8 uf_sink[UF_MAXSEG * UF_SEGCAP];

/* expect: double-fetch live */ /* both passes inside access windows; lengths added up, then read anew */
int uf_gather(const struct uf_seg __user *seg, u32 n)
{
	u32 i, len, total = 0;
	const u8 __user *p;
	u8 *buf, *w;

	if (n > UF_MAXSEG || !user_access_begin(seg, n * sizeof(*seg)))
		return -EFAULT;
	for (i = 0; i < n; i++) {
		unsafe_get_user(len, &seg[i].len, efault);
		if (len > UF_SEGCAP)
			goto efault;
		total += len;
	}
	user_access_end();

	w = buf = kmalloc(total, 0);
	if (!buf)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		if (get_user(len, &seg[i].len) || get_user(p, &seg[i].ptr) ||
		    copy_from_user(w, p, len)) {
			kfree(buf);
			return -EFAULT;
		}
		w += len;
	}
	kfree(buf);
	return 0;
efault:
	user_access_end();
	return -EFAULT;
}

/* expect: double-fetch safe rechecked */ /* room left is enforced while filling */
int uf_gather_room(const struct uf_seg __user *seg, u32 n)
{
	u32 i, len, total = 0, used = 0;
	const u8 __user *p;
	u8 *buf;
	int err = 0;

	if (n > UF_MAXSEG)
		return -E2BIG;
	for (i = 0; i < n; i++) {
		if (get_user(len, &seg[i].len))
			return -EFAULT;
		if (len > UF_SEGCAP)
			return -EINVAL;
		total += len;
	}
	buf = kmalloc(total, 0);
	if (!buf)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		err = -EFAULT;
		if (get_user(len, &seg[i].len) || get_user(p, &seg[i].ptr))
			break;
		err = -EINVAL;
		if (len > total - used)
			break;
		err = -EFAULT;
		if (copy_from_user(buf + used, p, len))
			break;
		used += len;
		err = 0;
	}
	kfree(buf);
	return err;
}

/* expect: double-fetch live */ /* the retry label lies behind the check */
int uf_read_rec(const struct uf_rec __user *u, u8 *out, size_t outsz)
{
	struct uf_rec rec;
	u32 len;
	long left;

	if (outsz < sizeof(rec.data))
		return -EINVAL;
	if (get_user(len, &u->len))
		return -EFAULT;
	if (len > sizeof(rec.data))
		return -E2BIG;
again:
	pagefault_disable();
	left = __copy_from_user_inatomic(&rec, u, sizeof(rec));
	pagefault_enable();
	if (left) {
		if (fault_in_readable((const char __user *)u, sizeof(rec)))
			return -EFAULT;
		goto again;
	}
	memcpy(out, rec.data, rec.len);
	return 0;
}

/* expect: double-fetch safe retry */ /* every round copies and validates afresh */
int uf_read_rec_loop(const struct uf_rec __user *u, u8 *out, size_t outsz)
{
	struct uf_rec rec;
	long left;

	if (outsz < sizeof(rec.data))
		return -EINVAL;
again:
	pagefault_disable();
	left = __copy_from_user_inatomic(&rec, u, sizeof(rec));
	pagefault_enable();
	if (left) {
		if (fault_in_readable((const char __user *)u, sizeof(rec)))
			return -EFAULT;
		goto again;
	}
	if (rec.len > sizeof(rec.data))
		return -E2BIG;
	memcpy(out, rec.data, rec.len);
	return 0;
}

/* expect: double-fetch live */ /* string measured, copied without forcing the end */
int uf_set_tag(const char __user *utag)
{
	long n = strnlen_user(utag, sizeof(uf_tag));
	char *tmp;

	if (n <= 0 || n > (long)sizeof(uf_tag))
		return -ENAMETOOLONG;
	tmp = kmalloc(n, 0);
	if (!tmp)
		return -ENOMEM;
	if (copy_from_user(tmp, utag, n)) {
		kfree(tmp);
		return -EFAULT;
	}
	strcpy(uf_tag, tmp);
	kfree(tmp);
	return 0;
}

/* expect: double-fetch safe */ /* copy result bounded on its own, NUL forced */
int uf_set_tag_bounded(const char __user *utag)
{
	long n = strnlen_user(utag, sizeof(uf_tag));
	char tmp[sizeof(uf_tag)];

	if (n <= 0 || n > (long)sizeof(uf_tag))
		return -ENAMETOOLONG;
	if (strncpy_from_user(tmp, utag, sizeof(tmp) - 1) < 0)
		return -EFAULT;
	tmp[sizeof(tmp) - 1] = 0;
	strcpy(uf_tag, tmp);
	return 0;
}

/* expect: double-fetch safe retry */ /* one byte touched to fault the page in, value dropped */
int uf_call(const u8 __user *ubuf, size_t n)
{
	u8 buf[64], dummy;

	if (!n || n > sizeof(buf))
		return -EINVAL;
	if (__get_user(dummy, ubuf))
		return -EFAULT;
	pagefault_disable();
	if (__copy_from_user_inatomic(buf, ubuf, n)) {
		pagefault_enable();
		return -EAGAIN;
	}
	pagefault_enable();
	if (buf[0] >= UF_NCB)
		return -ENOSYS;
	return uf_cb[buf[0]](buf, n);
}

/* expect: double-fetch live */ /* here the touched byte is the one that gets checked */
int uf_call_early(const u8 __user *ubuf, size_t n)
{
	u8 buf[64], verb;

	if (!n || n > sizeof(buf))
		return -EINVAL;
	if (__get_user(verb, ubuf))
		return -EFAULT;
	if (verb >= UF_NCB || !uf_cb[verb])
		return -ENOSYS;
	pagefault_disable();
	if (__copy_from_user_inatomic(buf, ubuf, n)) {
		pagefault_enable();
		return -EAGAIN;
	}
	pagefault_enable();
	return uf_cb[*buf](buf, n);
}

/* expect: double-fetch live */ /* unwinder: nargs bounded through nofault peek, then whole frame */
int uf_unwind_args(struct uf_stack *st, unsigned long fp)
{
	const struct uf_frame __user *uf = (const struct uf_frame __user *)fp;
	struct uf_frame fr;
	u32 nargs;

	if (fp < st->lo || fp > st->hi - sizeof(fr))
		return -EINVAL;
	if (copy_from_user_nofault(&nargs, &uf->nargs, sizeof(nargs)))
		return -EFAULT;
	if (nargs > 6)
		return -EINVAL;
	if (copy_from_user_nofault(&fr, uf, sizeof(fr)))
		return -EFAULT;
	while (fr.nargs--)
		st->args[fr.nargs] = fr.arg[fr.nargs];
	return 0;
}

/* expect: double-fetch safe disjoint */ /* walk along the chain: pointer reassigned each round */
int uf_unwind(struct uf_stack *st, unsigned long fp)
{
	const struct uf_frame __user *uf;
	unsigned long next, ret;
	int depth = 0;

	while (depth < 32) {
		uf = (const struct uf_frame __user *)fp;
		if (fp < st->lo || fp > st->hi - sizeof(*uf))
			break;
		if (copy_from_user_nofault(&next, &uf->next, sizeof(next)))
			break;
		if (next < fp + sizeof(*uf))
			break;
		if (copy_from_user_nofault(&ret, &uf->ret, sizeof(ret)))
			break;
		st->pc[depth++] = ret;
		fp = next;
	}
	return depth;
}
