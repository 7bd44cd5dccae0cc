struct header { unsigned short len, kind; };
unsigned long copy_from_user(void *to, const void *from, unsigned long n);

/* expect: loads=6 calls=2 branches=3 phis=1 fields=3 rets=2 */
long fetch(char *to, const struct header *from)
{
    struct header h;
    if (copy_from_user(&h, from, sizeof(h)) || h.len > 64)
        return -14;
    return copy_from_user(to, from, h.len) ? -14 : h.kind;
}
