/* A list's links, as all drivers read them. */
#ifndef LINKS_H
#define LINKS_H

struct link {
    struct link *next, *previous;
};

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define container_of(p, type, member) ((type *)(void *)((u8 *)(p) - __builtin_offsetof(type, member)))
#define first_of(list, type, member)                                                                                   \
    ({                                                                                                                 \
        struct link *head__ = (list), *next__ = READ_ONCE(head__->next);                                               \
        next__ != head__ ? container_of(next__, type, member) : NULL;                                                  \
    })

static inline void *cast_error(const void *error)
{
    return (void *)error;
}

#endif
