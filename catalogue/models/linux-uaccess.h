/* Appended to Linux's asm/uaccess.h and asm-generic/uaccess.h: the accessors that exist only as macros around assembler become
 * calls of functions that carry the macro's name and never get a body. A fetch writes to the address that is its first
 * argument, reads from its second, and its third is the size; the result is 0 or -EFAULT, as the macro's.
 *
 * Inside its own expansion a macro's name is not expanded again (C11 6.10.3.4), so each name below means the function. The
 * unsafe_ ones are replaced only where the architecture has them: else linux/uaccess.h makes them of these. */
#undef get_user
#undef __get_user
#undef put_user
#undef __put_user

#ifndef MPX_AUDIT_MODEL_UACCESS
#define MPX_AUDIT_MODEL_UACCESS

int(get_user)(void *to, const volatile void __user *from, unsigned long size);
int(__get_user)(void *to, const volatile void __user *from, unsigned long size);
int(unsafe_get_user)(void *to, const volatile void __user *from, unsigned long size);
int(unsafe_copy_from_user)(void *to, const volatile void __user *from, unsigned long size);
int(put_user)(volatile void __user *to, const void *from, unsigned long size);
int(__put_user)(volatile void __user *to, const void *from, unsigned long size);
int(unsafe_put_user)(volatile void __user *to, const void *from, unsigned long size);
int(unsafe_copy_to_user)(volatile void __user *to, const void *from, unsigned long size);

/* The type of what ptr points to, without qualifiers: an operand of the comma operator is converted to a value. */
#define mpx_audit_pointee(ptr) __typeof__((void)0, *(ptr))

#define mpx_audit_fetch(function, x, ptr)                                                                              \
    ({                                                                                                                 \
        mpx_audit_pointee(ptr) mpx_audit_value;                                                                        \
        int mpx_audit_result =                                                                                         \
            function(&mpx_audit_value, (const volatile void __user *)(ptr), sizeof(mpx_audit_value));                  \
        (x) = mpx_audit_value;                                                                                         \
        mpx_audit_result;                                                                                              \
    })

#define mpx_audit_store(function, x, ptr)                                                                              \
    ({                                                                                                                 \
        mpx_audit_pointee(ptr) mpx_audit_value = (x);                                                                  \
        function((volatile void __user *)(ptr), &mpx_audit_value, sizeof(mpx_audit_value));                            \
    })

#endif

#define get_user(x, ptr) mpx_audit_fetch(get_user, x, ptr)
#define __get_user(x, ptr) mpx_audit_fetch(__get_user, x, ptr)
#define put_user(x, ptr) mpx_audit_store(put_user, x, ptr)
#define __put_user(x, ptr) mpx_audit_store(__put_user, x, ptr)

#ifdef unsafe_get_user
#undef unsafe_get_user
#define unsafe_get_user(x, ptr, label)                                                                                 \
    do {                                                                                                               \
        if (mpx_audit_fetch(unsafe_get_user, x, ptr))                                                                  \
            goto label;                                                                                                \
    } while (0)
#endif

#ifdef unsafe_copy_from_user
#undef unsafe_copy_from_user
#define unsafe_copy_from_user(to, from, size, label)                                                                   \
    do {                                                                                                               \
        if (unsafe_copy_from_user(to, from, size))                                                                     \
            goto label;                                                                                                \
    } while (0)
#endif

#ifdef unsafe_put_user
#undef unsafe_put_user
#define unsafe_put_user(x, ptr, label)                                                                                 \
    do {                                                                                                               \
        if (mpx_audit_store(unsafe_put_user, x, ptr))                                                                  \
            goto label;                                                                                                \
    } while (0)
#endif

#ifdef unsafe_copy_to_user
#undef unsafe_copy_to_user
#define unsafe_copy_to_user(to, from, size, label)                                                                     \
    do {                                                                                                               \
        if (unsafe_copy_to_user(to, from, size))                                                                       \
            goto label;                                                                                                \
    } while (0)
#endif
