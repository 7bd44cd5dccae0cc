/* C11 6.7.2.1: members that are bit-fields are read and written as such; 6.3.1.1: they promote to int. */
struct s { unsigned a : 3, b : 5; int : 4; _Bool c : 1; long d : 40; };
#define SET(p, x) ((p)->a = (x))

/* expect: loads=2 stores=1 fields=3 */
int plain(struct s s)
{
    s.a = 5;
    return s.a + (int)s.d;
}

/* expect: loads=3 stores=1 */
void macro(struct s *p, int x)
{
    /* x, p; the assignment's value is not read again; p in the second */
    SET(p, x);
    (void)p;
}

/* expect: loads=2 stores=1 fields=1 */
void compound(struct s *p)
{
    p->b += 3;
}

/* expect: loads=4 stores=2 */
int nested(struct s *p)
{
    /* p, p->b read, then written; p, p->a read, then written by ++ */
    return p->b-- + ++p->a;
}

/* expect: loads=1 stores=2 copies=0 zeros=1 */
int initialised(void)
{
    struct s s = {.b = 2, .c = 1};
    return s.c;
}
