/* C11 6.5.15: one arm of ?: is evaluated; GNU C: x of `x ?: y` is evaluated once. */
struct s { int a, b; };
int f(int);
int g(void);
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define OR(a, b) ((a) ?: (b))

/* expect: loads=3 branches=1 phis=1 */
int plain(int c, int a, int b)
{
    return c ? a : b;
}

/* expect: loads=4 branches=1 phis=1 */
int macro(int a, int b)
{
    /* 2 in the comparison, 1 in each arm */
    return MAX(a, b);
}

/* expect: loads=6 branches=2 phis=2 */
int nested(int a, int b, int c)
{
    /* a, b compared; then a ? inner: (c ? a : b) is c, a, b; else c */
    return a < b ? (c ? a : b) : c;
}

/* expect: loads=2 branches=1 phis=1 */
int elvis(int x, int y)
{
    return x ?: y;
}

/* expect: calls=2 branches=1 phis=1 */
int elvis_macro(void)
{
    return OR(f(1), f(2));
}

/* expect: calls=3 branches=2 phis=2 */
int elvis_nested(void)
{
    return f(1) ?: f(2) ?: f(3);
}

/* expect: loads=2 branches=1 phis=1 */
long elvis_converts(char c, long l)
{
    return c ?: l;
}

/* expect: calls=2 loads=1 branches=1 phis=0 */
void dropped(int c)
{
    c ? f(1) : f(2);
}

/* expect: calls=2 loads=1 branches=1 phis=0 voided=2 */
void void_arms(int c)
{
    c ? (void)f(1) : (void)f(2);
}

/* expect: calls=1 branches=0 phis=0 */
int constant_condition(void)
{
    return 1 ? f(1) : f(2);
}

/* expect: calls=1 branches=0 */
int constant_in_macro(void)
{
    return sizeof(long) == 4 ? f(1) : MAX(2, 1) == 2 ? g() : f(2);
}

/* expect: loads=6 stores=1 branches=1 phis=1 */
void records(int c, struct s *p, struct s *out)
{
    /* out, c, and in each arm a pointer and the record behind it */
    *out = c ? *p : *p;
}
