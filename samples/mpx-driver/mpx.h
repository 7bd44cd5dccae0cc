/* What programs and the driver share: the calls of /dev/mpx. */
#ifndef SAMPLE_DRIVER_MPX_H
#define SAMPLE_DRIVER_MPX_H

#include <linux/ioctl.h>
#include <linux/types.h>

enum mpx_op {
    MPX_CREATE,  /* this range is under this key now */
    MPX_DESTROY, /* and no longer */
    MPX_SET,     /* addr: struct mpx_policy, what the key's holders may do */
    MPX_GET,     /* the rights of the key's first holder */
    MPX_WAIT     /* until the range is quiet, `key` milliseconds at most */
};

enum { MPX_KEYS = 16, MPX_HOLDERS = 8, MPX_LENGTH_MAX = 1 << 20 };

struct mpx_policy {
    __u8 holders; /* at most MPX_HOLDERS */
    __u8 rights[63];
};

struct mpx_call {
    __u64 addr;
    __s32 len;
    __u32 key;
    __s32 op;
    __u32 pad;
};

#define MPX_CALL _IOW('m', 0x56, struct mpx_call)

#endif
