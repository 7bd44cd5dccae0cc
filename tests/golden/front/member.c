/* C11 6.5.2.3; 6.7.2.1p13: members of anonymous members are members of the record around them. */
struct in { int x, y; };
struct s {
    int a;
    union {
        int b;
        struct { short lo, hi; };
        struct in in;
    };
    struct in list[4], *next;
};
struct s make(void);
#define HI(p) ((p)->hi)

/* expect: loads=2 fields=1 */
int plain(struct s *p)
{
    return p->b;
}

/* expect: loads=2 fields=1 */
int macro(struct s *p)
{
    return HI(p);
}

/* expect: loads=1 fields=1 */
int of_object(struct s s)
{
    return s.lo;
}

/* expect: loads=4 fields=2 indexes=1 */
int nested(struct s *p, int i)
{
    /* p, next, i, x; nothing of what sizeof names */
    return p->next[i].x + 0 * sizeof(p->list[i]) + (int)sizeof(p->in);
}

/* expect: loads=3 fields=2 indexes=1 */
int array_member(struct s *p, int i)
{
    return p->list[i].y;
}

/* expect: loads=2 fields=2 indexes=1 */
int array_as_pointer(struct s *p)
{
    return p->list->x;
}

/* expect: calls=1 stores=1 loads=1 fields=1 */
int of_result(void)
{
    /* the record that is returned is kept in a temporary */
    return make().hi;
}

/* expect: loads=1 stores=0 fields=1 */
short *address(struct s *p)
{
    return &p->hi;
}
