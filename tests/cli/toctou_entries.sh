#!/usr/bin/env bash
# The story of a pair begins where a program comes in: a handler in a table of operations, a system call, by the functions
# that these call; nothing is said of functions that no entry of the file leads to.
. "$(dirname "$0")/lib.sh"

mkdir tree && cp "$source_folder/tests/golden/toctou/kernel.h" tree
cat >tree/driver.c <<'C'
#include "kernel.h"
struct file;
struct file_operations {
    long (*read)(struct file *file, char __user *to, size_t n, long *at);
    long (*unlocked_ioctl)(struct file *file, unsigned command, unsigned long argument);
};
static int twice(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first) || first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    return table[again];
}
static long device_ioctl(struct file *file, unsigned command, unsigned long argument)
{
    return command == 7 ? twice((struct message __user *)argument) : -EINVAL;
}
const struct file_operations operations = {.unlocked_ioctl = device_ioctl};
long __do_sys_peek(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first) || first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    return table[again];
}
int from_nowhere(struct message __user *from)
{
    u32 first, again;
    if (get_user(&first, &from->first, sizeof first) || first > 15)
        return -EINVAL;
    if (get_user(&again, &from->first, sizeof again))
        return -EFAULT;
    return table[again];
}
C
"$tool" scan -q --root tree --db mpx-audit.db tree/driver.c -- -std=gnu11 2>err || { cat err; fail scan; }
first() { sql mpx-audit.db "SELECT s.why || ' ' || s.line FROM v_step s JOIN v_finding f ON f.finding = s.finding
    WHERE f.rule = 'double-fetch' AND f.function = '$1' AND s.ord = 0"; }
[ "$(first twice)" = 'a program comes in by ioctl: device_ioctl is what file_operations.unlocked_ioctl calls 16' ] || fail "ioctl: $(first twice)"
[ "$(first __do_sys_peek)" = 'a program comes in by a system call: __do_sys_peek 21' ] || fail "system call: $(first __do_sys_peek)"
case $(first from_nowhere) in 'user space can write'*) ;; *) fail "nowhere: $(first from_nowhere)" ;; esac
"$tool" explain --db mpx-audit.db "$(sql mpx-audit.db "SELECT fingerprint FROM v_finding WHERE function = 'twice'")" >story 2>&1 || fail explain
grep -q 'file_operations.unlocked_ioctl' story || { cat story; fail 'the story does not say by what it begins'; }
