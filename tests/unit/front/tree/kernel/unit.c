#include <asm/uaccess.h>
#include <linux/helper.h>

struct request {
    int length;
    char name[16];
};

static const struct operations table = {.run = by_pointer};

int read_length(const struct request __user *from)
{
    int length;

    if (get_user(length, &from->length))
        return -14;
    return called(length);
}

int read_all(struct request *to, void __user *from)
{
    return copy_from_user(to, from, sizeof(*to)) ? -14 : table.run(to->length);
}
