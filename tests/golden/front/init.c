/* C11 6.7.9: lists, designators, brace elision; what is not named is zero. */
struct in { int x, y; };
struct s { int a; struct in in; int list[3]; union { int u; char c; }; };
int f(int);
#define S(v) { .a = (v), .in = { .y = 2 } }

/* expect: stores=2 zeros=0 loads=0 */
void full(void)
{
    struct in in = {1, 2};
}

/* expect: stores=1 zeros=1 */
void partial(void)
{
    struct in in = {1};
}

/* expect: stores=3 zeros=1 fields=4 indexes=1 loads=1 */
void designated(int i)
{
    struct s s = {.in.y = i, .list = {[1] = 3}, .c = 'c'};
}

/* expect: stores=2 zeros=1 calls=1 */
void macro(void)
{
    struct s s = S(f(1));
}

/* expect: stores=6 zeros=0 indexes=8 */
void two_levels(void)
{
    int a[2][3] = {{1, 2, 3}, {4, 5, 6}};
}

/* expect: stores=6 zeros=1 */
void braces_left_out(void)
{
    /* nothing is left to be zeroed; the lowering looks for that only where all braces are written */
    int a[2][3] = {1, 2, 3, 4, 5, 6};
}

/* expect: stores=4 zeros=1 calls=1 */
void nested(void)
{
    /* a[1].x, a[1].y by elision behind the designator, then a[2].x and a[2].y */
    struct in a[4] = {[1].x = 1, 2, {f(3), 4}};
}

/* expect: stores=1 copies=2 zeros=1 calls=1 */
void range(void)
{
    /* GNU C: evaluated once, for [1], and copied to [2] and [3] */
    int a[5] = {[1 ... 3] = f(1)};
}

/* expect: stores=1 loads=1 copies=1 zeros=1 */
void record_member(struct in *p)
{
    struct s s = {.a = 1, .in = *p};
}

/* expect: stores=3 zeros=1 copies=1 */
void literal(void)
{
    /* the unnamed object is zeroed and stored, then copied; t's member */
    struct s s;
    s = (struct s){1, {2}};
    s.a = 3;
}

/* expect: stores=3 loads=1 zeros=0 indexes=3 */
int literal_array(void)
{
    return (int[]){1, 2}[1] + 0 * sizeof((int[]){f(1)}) + ({ int x = 3; 0; });
}

/* expect: stores=1 zeros=0 */
void scalar_in_braces(void)
{
    int x = {1};
}

/* expect: loads=1 stores=1 calls=1 */
int *address(int x)
{
    /* the literal lives as long as the block */
    return f(0) ? 0 : &(int){x};
}

/* expect: stores=0 zeros=0 */
int uninitialised(void)
{
    struct s s;
    int a[3];
    return 0;
}
