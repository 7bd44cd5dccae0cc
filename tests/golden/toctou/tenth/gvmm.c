// SPDX-License-Identifier: GPL-2.0-only
/*
 * gvmm: small virtual machine monitor, the parts that talk to its owner
 * (ioctls, the run page) and to its guest (guest memory).
 */
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define GVMM_MSR_MAX	128
#define GVMM_PIO_MAX	1024
#define GVMM_PV_MAX	256
#define GVMM_VECTORS	32

struct gvmm_run {
	u8	immediate_exit;
	u8	pad0[3];
	u32	exit_reason;
	union {
		struct {
			u8	dir, size;
			u16	port;
			u32	count;
			u64	data_offset;
		} io;
		struct {
			u32	nr, type;
			u64	args[6];
		} hc;
	};
	struct {
		u8	pending, vector, has_code, pad;
		u32	code;
	} ev;
	u8	tail[GVMM_PIO_MAX];
};

struct gvmm_msr {
	u32 index, rsvd;
	u64 data;
};

struct gvmm_msrs {
	u32 nmsrs, pad;
	struct gvmm_msr entries[];
};

struct gvmm_pv_hdr {
	u16 type, len;
	u32 seq;
};

struct gvmm_vcpu {
	struct kvm	*kvm;
	struct gvmm_run	*run;
	u8		pio[GVMM_PIO_MAX];
	u8		pv[GVMM_PV_MAX];
	u64		count[GVMM_VECTORS];
	struct {
		u8	size;
		u32	count;
	} pio_st;
	u64		msr[GVMM_MSR_MAX];
};

typedef int (*gvmm_hc_fn)(struct gvmm_vcpu *v, const u64 *args);
extern const gvmm_hc_fn gvmm_hc[16];

int gvmm_vcpu_init(struct gvmm_vcpu *v)
{
	v->run = vmalloc_user(sizeof(*v->run));
	return v->run ? 0 : -ENOMEM;
}

int gvmm_vcpu_mmap(struct file *f, struct vm_area_struct *vma)
{
	struct gvmm_vcpu *v = f->private_data;

	return remap_vmalloc_range(vma, v->run, 0);
}

/* expect: double-load live */
int gvmm_complete_pio(struct gvmm_vcpu *v)
{
	struct gvmm_run *run = v->run;

	if (run->io.size != 1 && run->io.size != 2 && run->io.size != 4)
		return -EINVAL;
	if (run->io.count > GVMM_PIO_MAX / 4)
		return -EINVAL;
	memcpy(v->pio, run->tail, run->io.size * run->io.count);
	v->pio_st.count = 0;
	return 1;
}

/* expect: double-load safe snapshot */
int gvmm_complete_pio_copy(struct gvmm_vcpu *v)
{
	typeof(v->run->io) io;

	memcpy(&io, &v->run->io, sizeof(io));
	barrier();
	if (io.size != 1 && io.size != 2 && io.size != 4)
		return -EINVAL;
	if (io.count > GVMM_PIO_MAX / 4)
		return -EINVAL;
	memcpy(v->pio, v->run->tail, io.size * io.count);
	v->pio_st.count = 0;
	return 1;
}

/* expect: none */
int gvmm_finish_pio_private(struct gvmm_vcpu *v)
{
	if (v->pio_st.count > GVMM_PIO_MAX / 4 || v->pio_st.size > 4)
		return -EIO;
	memcpy(v->run->tail, v->pio, v->pio_st.size * v->pio_st.count);
	return v->pio_st.count;
}

/* expect: double-load live */
int gvmm_sync_events(struct gvmm_vcpu *v)
{
	struct gvmm_run *run = v->run;

	if (!run->ev.pending)
		return 0;
	if (run->ev.vector >= GVMM_VECTORS || run->ev.vector == 2)
		return -EINVAL;
	v->count[run->ev.vector]++;
	run->ev.pending = 0;
	return 1;
}

/* expect: double-load safe snapshot */
int gvmm_sync_events_local(struct gvmm_vcpu *v)
{
	struct gvmm_run *run = v->run;
	u8 vector;

	if (!READ_ONCE(run->ev.pending))
		return 0;
	vector = READ_ONCE(run->ev.vector);
	if (vector >= GVMM_VECTORS || vector == 2)
		return -EINVAL;
	v->count[vector]++;
	WRITE_ONCE(run->ev.pending, 0);
	return 1;
}

/* expect: double-load live */
int gvmm_hypercall(struct gvmm_vcpu *v)
{
	const struct gvmm_run *run = v->run;
	u64 args[6];

	if (READ_ONCE(run->hc.nr) >= ARRAY_SIZE(gvmm_hc))
		return -ENOSYS;
	memcpy(args, run->hc.args, sizeof(args));
	return gvmm_hc[READ_ONCE(run->hc.nr)](v, args);
}

/* expect: double-fetch live */
int gvmm_set_msrs(struct gvmm_vcpu *v, struct gvmm_msrs __user *um)
{
	struct gvmm_msrs hdr, *m;
	u64 *vals;
	u32 i;

	if (copy_from_user(&hdr, um, sizeof(hdr)))
		return -EFAULT;
	if (hdr.nmsrs == 0 || hdr.nmsrs >= GVMM_MSR_MAX)
		return -E2BIG;
	m = vmemdup_user(um, struct_size(m, entries, hdr.nmsrs));
	if (IS_ERR(m))
		return PTR_ERR(m);
	vals = v->msr;
	for (i = 0; i < m->nmsrs; i++)
		vals[i] = m->entries[i].data;
	kvfree(m);
	return i;
}

/* expect: double-fetch safe rest-only */
int gvmm_set_msrs_entries(struct gvmm_vcpu *v, struct gvmm_msrs __user *um)
{
	struct gvmm_msr *e;
	struct gvmm_msrs hdr;
	u32 i;

	if (copy_from_user(&hdr, um, sizeof(hdr)))
		return -EFAULT;
	if (hdr.nmsrs == 0 || hdr.nmsrs >= GVMM_MSR_MAX)
		return -E2BIG;
	e = vmemdup_user(um->entries, array_size(sizeof(*e), hdr.nmsrs));
	if (IS_ERR(e))
		return PTR_ERR(e);
	for (i = 0; i < hdr.nmsrs; i++)
		v->msr[i] = e[i].data;
	kvfree(e);
	return i;
}

/* expect: double-fetch live */
int gvmm_pv_message(struct gvmm_vcpu *v, gpa_t gpa)
{
	struct gvmm_pv_hdr h;
	const struct gvmm_pv_hdr *p = (const void *)v->pv;
	int sum = 0;
	u16 i;

	if (kvm_read_guest(v->kvm, gpa, &h, sizeof(h)))
		return -EFAULT;
	if (h.len < sizeof(h) || h.len > GVMM_PV_MAX)
		return -EINVAL;
	if (kvm_read_guest(v->kvm, gpa, v->pv, h.len))
		return -EFAULT;
	for (i = sizeof(h); i < p->len; i++)
		sum += v->pv[i];
	return sum;
}

/* expect: double-fetch safe overridden */
int gvmm_pv_message_put_back(struct gvmm_vcpu *v, gpa_t gpa)
{
	struct gvmm_pv_hdr h;
	const struct gvmm_pv_hdr *p = (const void *)v->pv;
	int sum = 0;
	u16 i;

	if (kvm_read_guest(v->kvm, gpa, &h, sizeof(h)))
		return -EFAULT;
	if (h.len < sizeof(h) || h.len > GVMM_PV_MAX)
		return -EINVAL;
	if (kvm_read_guest(v->kvm, gpa, v->pv, h.len))
		return -EFAULT;
	*(struct gvmm_pv_hdr *)v->pv = h;
	for (i = sizeof(h); i < p->len; i++)
		sum += v->pv[i];
	return sum;
}

/* expect: double-load safe retry */
int gvmm_loop(struct gvmm_vcpu *v, int (*enter)(struct gvmm_vcpu *))
{
	int r;

	for (;;) {
		if (READ_ONCE(v->run->immediate_exit))
			return -EINTR;
		r = enter(v);
		if (r <= 0)
			return r;
		cond_resched();
	}
}

long gvmm_ioctl(struct file *f, unsigned int nr, unsigned long arg)
{
	struct gvmm_vcpu *v = f->private_data;

	if (nr == 1)
		return gvmm_set_msrs(v, (void __user *)arg);
	if (nr == 2)
		return gvmm_complete_pio(v);
	return -ENOTTY;
}
