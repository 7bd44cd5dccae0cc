/* GNU C: only the chosen arm of __builtin_choose_expr is evaluated; 6.5.1.1: only the chosen association of _Generic. */
struct s { int a; };
struct t { long b; };
int f(int);
long g(long);
int fs(struct s *), ft(struct t *);
#define PICK(c, a, b) __builtin_choose_expr(c, a, b)
#define SAME(a, b) __builtin_types_compatible_p(a, b)
#define KIND(x) _Generic((x), int: f(1), long: f(2), char *: f(3), default: f(4))
#define CALL(p) _Generic(*(p), struct s: fs((void *)(p)), struct t: ft((void *)(p)))

/* expect: calls=1 loads=1 */
int plain(int x, int y)
{
    return __builtin_choose_expr(sizeof(x) == 4, f(x), g(y));
}

/* expect: calls=1 loads=1 */
int macro(int x, long y)
{
    return PICK(SAME(typeof(x), int), f(x), g(y));
}

/* expect: calls=2 loads=1 stores=1 branches=1 */
int nested(int x)
{
    return PICK(0, f(1), PICK(SAME(int, long), g(1), ({ int y = 1; y; }) ? f(2) : f(3)));
}

/* expect: calls=1 loads=1 */
int generic(long x)
{
    return _Generic(x, int: f(1), long: g(x), default: 0);
}

/* expect: calls=2 loads=0 branches=0 */
int generic_macro(unsigned u, char *p)
{
    return KIND(u) + KIND(p);
}

/* expect: calls=2 loads=2 */
int generic_records(struct s *p, struct t *q)
{
    return CALL(p) + CALL(q);
}

/* expect: loads=1 stores=1 */
void generic_lvalue(int a, int b)
{
    _Generic(a, int: a, long: b) = b;
}

/* expect: calls=1 loads=0 */
int generic_nested(void)
{
    return _Generic(f(1), int: _Generic((char)1, char: f(2), int: f(3)), default: f(4));
}

#define CASE(type, call, p) type: call((void *)(p))
#define CALL_BY_CASE(p) _Generic(*(p), CASE(struct s, fs, p), CASE(struct t, ft, p))

/* expect: calls=2 loads=2 */
int generic_made_by_macros(struct s *p, const struct t *q)
{
    return CALL_BY_CASE(p) + CALL_BY_CASE(q);
}
