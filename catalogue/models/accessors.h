/* Forced in front of code that defines get_user and its kind for itself, as macros: whatever is in them, they are what they
 * are called. The definition in the code is replaced by the line of that name below, and so becomes a call of a function
 * that carries the macro's name and never gets a body. Nothing here may need a header or a macro of the code's own. */
#ifndef MPX_AUDIT_MODEL_ACCESSORS
#define MPX_AUDIT_MODEL_ACCESSORS

int(get_user)(void *to, const volatile void *from, unsigned long size);
int(__get_user)(void *to, const volatile void *from, unsigned long size);
int(unsafe_get_user)(void *to, const volatile void *from, unsigned long size);

#define mpx_audit_fetch_of(function, x, ptr)                                                                           \
    ({                                                                                                                 \
        __typeof__((void)0, *(ptr)) mpx_audit_value;                                                                   \
        int mpx_audit_result = function(&mpx_audit_value, (const volatile void *)(ptr), sizeof(mpx_audit_value));      \
        (x) = mpx_audit_value;                                                                                         \
        mpx_audit_result;                                                                                              \
    })

#endif

#define get_user(x, ptr) mpx_audit_fetch_of(get_user, x, ptr)
#define __get_user(x, ptr) mpx_audit_fetch_of(__get_user, x, ptr)
#define unsafe_get_user(x, ptr, label)                                                                                 \
    do {                                                                                                               \
        if (mpx_audit_fetch_of(unsafe_get_user, x, ptr))                                                               \
            goto label;                                                                                                \
    } while (0)
#undef get_user
#undef __get_user
#undef unsafe_get_user
