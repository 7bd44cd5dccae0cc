/* C11 6.5.2.4, 6.5.3.1. */
struct s { int a; _Bool b; };
int *f(void);
#define NEXT(p) (*(p)++)

/* expect: loads=1 stores=1 */
int post(int x)
{
    return x++;
}

/* expect: loads=1 stores=1 */
int pre(int x)
{
    return ++x;
}

/* expect: loads=2 stores=1 indexes=1 */
int macro(int *p)
{
    return NEXT(p);
}

/* expect: calls=1 loads=1 stores=1 */
void once(void)
{
    (*f())--;
}

/* expect: loads=4 stores=3 indexes=2 */
void nested(char *a, char *b)
{
    /* *a++ = *b++: b read and written, *b read, a read and written, *a written; and a read at the end */
    *a++ = *b++;
    (void)a;
}

/* expect: loads=2 stores=1 tobools=1 */
void boolean(struct s *p)
{
    p->b++;
}

/* expect: loads=1 stores=1 */
double floating(double d)
{
    return --d;
}
