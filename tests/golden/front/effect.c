/* C11 6.5.17, 6.8.3: commas, dropped values; a void cast of a call says that its value is dropped on purpose. */
struct s { int a[4]; };
int f(int);
void g(void);
#define BOTH(a, b) ((a), (b))

/* expect: calls=2 loads=1 */
int comma(int x)
{
    return f(1), f(2), x;
}

/* expect: calls=2 */
int macro(void)
{
    return BOTH(f(1), f(2));
}

/* expect: calls=3 loads=0 voided=0 */
int nested(void)
{
    return BOTH(f(1), BOTH(g(), f(2)));
}

/* expect: calls=2 voided=2 */
void dropped(void)
{
    (void)f(1);
    (void)(f(2));
}

/* expect: calls=1 voided=0 */
void not_dropped(void)
{
    f(1);
}

/* expect: loads=2 volatile=1 */
void expression_statement(int x, volatile int v)
{
    x;
    v;
}

/* expect: loads=1 */
void of_record(struct s *p)
{
    /* p is read, the record is not */
    *p;
}

/* expect: loads=0 */
void of_address(int x)
{
    (void)&x;
    f;
}
