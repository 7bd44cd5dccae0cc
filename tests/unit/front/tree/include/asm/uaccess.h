#ifndef ASM_UACCESS_H
#define ASM_UACCESS_H
/* Macros around assembler, as on x86: without a model there is no call to be seen. */
#define get_user(x, ptr)                                                                                               \
    ({                                                                                                                 \
        int ret_;                                                                                                      \
        register unsigned long value_ asm("rdx");                                                                      \
        asm volatile("call __get_user_4" : "=a"(ret_), "=r"(value_) : "0"(ptr));                                       \
        (x) = (__typeof__(*(ptr)))value_;                                                                              \
        ret_;                                                                                                          \
    })
#define put_user(x, ptr) ({ (void)(x), (void)(ptr), 0; })
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
#endif
