/* The few members of the kernel's own structs that probe.bpf.c reads. Where they lie is corrected when the program is
 * loaded, from the running kernel's BTF: no kernel headers are needed, and nothing else of these structs is assumed. */
#ifndef MPX_PROBE_KERNEL_TYPES_H
#define MPX_PROBE_KERNEL_TYPES_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct pt_regs {
    unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};

struct thread_info {
    unsigned int status;
};

struct thread_struct {
    unsigned int pkru; /* since Linux 5.14 */
    unsigned long error_code;
};

typedef struct {
    int counter;
} atomic_t;

struct signal_struct {
    atomic_t live;
};

struct task_struct {
    struct thread_info thread_info;
    struct thread_struct thread;
    struct task_struct *group_leader, *real_parent;
    struct signal_struct *signal;
    int pid, tgid;
    unsigned long long start_boottime; /* before Linux 5.5: real_start_time */
    char comm[16];
};

struct file;

struct vm_area_struct {
    unsigned long vm_start, vm_end, vm_flags;
    struct file *vm_file;
};

#pragma clang attribute pop

#endif
