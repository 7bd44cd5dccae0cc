/* C11 6.5.3.4, 6.7.6.2: what sizeof, alignof, typeof and offsetof name is not evaluated. */
struct s { int a; struct { char b, c[8]; }; };
int f(int);
#define BUILD_BUG_ON_ZERO(e) ((int)(sizeof(struct { int : (-!!(e)); })))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))

/* expect: loads=0 calls=0 */
unsigned long plain(int x, int *p)
{
    return sizeof(x) + sizeof(f(x)) + sizeof *p + _Alignof(int) + sizeof(int[3]);
}

/* expect: loads=1 calls=0 stores=2 */
int types(int x)
{
    typeof(f(x)) y = x;
    typeof(f(1)) *z = &y;
    return 0;
}

/* expect: loads=0 calls=0 */
unsigned long macro(int x)
{
    int a[4];
    return ARRAY_SIZE(a) + BUILD_BUG_ON_ZERO(sizeof(f(x)) != 4);
}

/* expect: loads=1 calls=0 volatile=1 */
int read_once(int x)
{
    return READ_ONCE(x);
}

/* expect: loads=2 volatile=1 */
int read_once_member(struct s *p)
{
    return READ_ONCE(p->a);
}

/* expect: loads=0 calls=0 */
unsigned long nested(int x)
{
    return sizeof(({ int y = f(x); y; })) + _Alignof(typeof(f(x))) + sizeof(sizeof(f(x)));
}

/* expect: loads=0 */
unsigned long offsets(void)
{
    return __builtin_offsetof(struct s, c) + __builtin_offsetof(struct s, c[3]);
}

/* expect: loads=1 */
unsigned long variable_offset(int i)
{
    return __builtin_offsetof(struct s, c[i]);
}
