/* C11 6.8.4.2: fall-through, default anywhere, GNU ranges. */
int f(int);
enum e { A, B = 5, C };
#define CASES(lo, hi) case lo ... hi

/* expect: loads=1 calls=2 switches=1 cases=2 */
void plain(int x)
{
    switch (x) {
    case 1:
        f(1);
        break;
    case 2:
        f(2);
    }
}

/* expect: loads=1 calls=3 switches=1 cases=3 */
void ranges(int x)
{
    switch (x) {
    case 1 ... 3:
        f(1);
        break;
    case 5:
    case 7 ... 9:
        f(2);
        break;
    default:
        f(3);
    }
}

/* expect: loads=1 calls=2 switches=1 cases=2 */
void macro(unsigned char x)
{
    switch (x) {
        CASES('a', 'z'):
        CASES('0', '9'):
            f(1);
            /* falls through */
        default:
            f(2);
    }
}

/* expect: loads=2 calls=3 switches=2 cases=3 */
void nested(int x, enum e y)
{
    switch (x) {
    case 1:
        switch (y) {
        case A:
            f(1);
            break;
        case B:
            f(2);
        default:;
        }
        break;
        f(3);
    }
}

/* expect: loads=7 stores=5 switches=1 cases=4 branches=1 */
void duff(char *to, char *from, int n)
{
    /* n; from in each of four; n of --n; to of the cast; the stores: four, and --n */
    switch (n & 3) {
    case 0:
        do {
            to = from;
    case 3:
            to = from;
    case 2:
            to = from;
    case 1:
            to = from;
        } while (--n > 0);
    }
    (void)to;
}

/* expect: loads=1 switches=1 cases=1 calls=1 */
void not_compound(int x)
{
    switch (x)
    case 4:
        f(1);
}

/* expect: loads=1 switches=1 cases=0 calls=1 */
void only_default(int x)
{
    switch (x) {
    default:
        f(1);
    }
}

/* expect: loads=1 calls=1 switches=0 branches=0 */
void decided(long x)
{
    /* per-CPU macros choose by size; what no way leads to, and has nothing to say, is not there */
    switch (sizeof(x)) {
    case 1:
    case 4:
        return;
    case 8:
        f(x);
        break;
    default:
        return;
    }
}
