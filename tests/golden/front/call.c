/* C11 6.5.2.2; variadic functions, K&R definitions. */
typedef __builtin_va_list va_list;
#define va_start(ap, last) __builtin_va_start(ap, last)
#define va_copy(to, from) __builtin_va_copy(to, from)
#define va_end(ap) __builtin_va_end(ap)
#define va_arg(ap, type) __builtin_va_arg(ap, type)
struct s { int a; };
int f(int, ...);
__attribute__((noreturn)) void stop(int);
void (*hook)(int);
#define CALL(g, ...) g(__VA_ARGS__)

/* expect: calls=1 loads=3 extends=1 */
int plain(int x, char c, long l)
{
    return f(x, c, l);
}

/* expect: calls=2 */
int macro(void)
{
    return CALL(f, 1, CALL(f, 2));
}

/* expect: calls=3 */
int nested(void)
{
    return f(f(1), f(2));
}

/* expect: calls=1 loads=1 */
void through_pointer(void)
{
    hook(1);
}

/* expect: calls=3 vaargs=2 stores=2 loads=2 */
int variadic(int n, ...)
{
    va_list ap, copy;
    va_start(ap, n);
    va_copy(copy, ap);
    int x = va_arg(ap, int);
    char *p = va_arg(copy, char *);
    va_end(ap);
    return x + (p != 0);
}

/* expect: vaargs=1 loads=1 */
double of_parameter(va_list ap)
{
    return va_arg(ap, double);
}

/* expect: calls=1 loads=2 truncs=0 */
int knr(a, b) int a; char b;
{
    return f(a, b);
}

/* expect: calls=1 rets=0 loads=1 unreachables=1 */
int noreturn(int x)
{
    stop(x);
}

/* expect: calls=1 rets=1 loads=3 unreachables=1 branches=1 */
int noreturn_nested(int x)
{
    return x ? (stop(x), 0) : x;
}

/* expect: rets=0 unreachables=1 */
int unreachable(void)
{
    __builtin_unreachable();
}
