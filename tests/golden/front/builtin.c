/* Builtins that are decided while compiling evaluate nothing; the others are calls. */
int f(int);
typedef unsigned long size_t;
#define likely(x) __builtin_expect(!!(x), 1)
#define SIZE(p) __builtin_object_size(p, 0)

/* expect: loads=1 compares=2 */
int plain(int x)
{
    return __builtin_expect(!!x, 0);
}

/* expect: calls=0 loads=0 */
int constant_p(int x)
{
    return __builtin_constant_p(x) + __builtin_constant_p(3) + __builtin_constant_p(f(1));
}

/* expect: loads=1 branches=1 calls=1 */
void macro(int x)
{
    if (likely(x))
        f(1);
}

/* expect: calls=0 loads=0 */
size_t object_size(char *p)
{
    return SIZE(p) + SIZE(p + f(1));
}

/* expect: calls=1 loads=1 */
int constant_or_not(int x)
{
    return __builtin_constant_p(x) ? f(1) + x : f(x);
}

/* expect: loads=2 branches=1 calls=1 */
int nested(int x, int y)
{
    if (likely(x) && !__builtin_constant_p(y))
        return f(y);
    return 0;
}

/* expect: calls=1 loads=2 */
int called(int a, int b)
{
    int sum;
    return __builtin_add_overflow(a, b, &sum);
}

/* expect: allocas=1 loads=1 */
void *room(int n)
{
    return __builtin_alloca(n);
}
