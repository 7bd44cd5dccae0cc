/* Loops in which what memory holds, and where it is, depend on each other. */
#include "kernel.h"

struct piece {
    struct piece *next;
    u32 size, below;
};
struct chain {
    struct piece *first;
};
struct chain *chain_of(struct piece *piece);
struct piece *piece_of(u32 size);
void *piece_put(struct piece *piece, u32 size);
int is_error(const void *p);
int fill(void *room, u32 size, void *from);

/* verdict: live */
int asked_again_behind_a_list(const u32 __user *p, struct piece *whole, u32 rest, void *from, u32 most)
{
    u32 index;
    if (get_user(&index, p, sizeof index))
        return -EFAULT;
    if (index > 15)
        return -EINVAL;
    struct piece **end = &chain_of(whole)->first;
    while (rest) {
        u32 now = rest < most ? rest : most;
        struct piece *piece = piece_of(now);
        if (is_error(piece))
            return -ENOMEM;
        *end = piece;
        if (!fill(piece_put(*end, now), now, from))
            return -EFAULT;
        rest -= now;
        whole->size += (*end)->size;
        whole->below += (*end)->size;
        end = &(*end)->next;
    }
    if (get_user(&index, p, sizeof index))
        return -EFAULT;
    return table[index];
}

/* verdict: live */
int asked_again_behind_moved_options(const u32 __user *p, u8 *option, u32 left)
{
    u32 index;
    if (get_user(&index, p, sizeof index))
        return -EFAULT;
    if (index > 15)
        return -EINVAL;
    for (; left; left -= option[1], option += option[1]) {
        if (option[0] == 1 && option[1] > 7)
            memmove(&option[3], &option[7], option[1] - 7);
        if (option[3] == 2)
            return -EINVAL;
    }
    if (get_user(&index, p, sizeof index))
        return -EFAULT;
    return table[index];
}
