/* C11 6.5.16: an assignment's value is what was stored, not read again; `a op= b` evaluates a once. */
struct s { int a; char c; };
int *f(void);
int g(void);
#define INC(x) ((x) += 1)

/* expect: loads=1 stores=2 */
void chain(int a, int b, int c)
{
    a = b = c;
}

/* expect: loads=2 stores=1 */
void compound(int a, int b)
{
    a += b;
}

/* expect: calls=1 loads=1 stores=1 */
void once(void)
{
    *f() += 1;
}

/* expect: calls=1 loads=1 stores=1 */
int macro(void)
{
    return INC(*f());
}

/* expect: loads=3 stores=2 */
int nested(int a, int b)
{
    /* b *= 2: read and write b; a -= that: read and write a; return a */
    a -= b *= 2;
    return a;
}

/* expect: loads=4 stores=2 extends=2 truncs=2 */
void narrow(char c, short s, int n)
{
    /* computed in int: c widened, added, cut; s shifted likewise */
    c += n;
    s <<= n;
}

/* expect: loads=2 stores=1 extends=1 truncs=1 */
void wide(int i, long l)
{
    i += l;
}

/* expect: loads=2 stores=1 floatcasts=2 */
void floating(int i, double d)
{
    i *= d;
}

/* expect: loads=2 stores=1 indexes=1 */
void pointer(int *p, int n)
{
    p += n;
}

/* expect: loads=2 stores=1 indexes=1 extends=1 */
void pointer_back(char *p, unsigned n)
{
    p -= n;
}

/* expect: loads=2 stores=1 fields=1 */
void member(struct s *p)
{
    p->a |= 4;
}
