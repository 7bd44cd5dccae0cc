/* Behind a table of functions. */
#include "helpers.h"

static int take(struct device *device, const struct message __user *from)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    device->state = table[m.first];
    return 0;
}

static int check(const struct message *m)
{
    return m->first > 15 ? -EINVAL : 0;
}

const struct driver only_driver = {.take = take, .check = check};

static int take_with_care(struct device *device, const struct message __user *from)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return m.first > 15 ? -EINVAL : (int)table[m.first];
}
const struct driver careful_driver = {.take = take_with_care};

static int take_at_once(struct device *device, const struct message __user *from)
{
    struct message m;
    if (copy_from_user(&m, from, sizeof m))
        return -EFAULT;
    return (int)table[m.first];
}
const struct driver careless_driver = {.take = take_at_once};
