/* C11 6.7.3p7: every access to a volatile object is there, and no other. */
struct s { int a; volatile int b; };
volatile int v;
#define READ(x) (*(volatile typeof(x) *)&(x))
#define WRITE(x, y) (READ(x) = (y))

/* expect: loads=2 stores=1 volatile=3 */
int plain(void)
{
    v = 1;
    v;
    return v;
}

/* expect: loads=1 volatile=1 */
int macro(int x)
{
    return READ(x);
}

/* expect: loads=1 stores=1 volatile=1 */
void write_macro(int x, int y)
{
    WRITE(x, y);
}

/* expect: loads=7 volatile=3 */
int member(struct s *p, volatile struct s *q)
{
    return p->a + p->b + q->a - v * 0;
}

/* expect: loads=1 stores=2 volatile=3 */
void nested(void)
{
    /* v++ is read and written; its old value is written back: v is not read a second time */
    v = v++;
}

/* expect: loads=0 stores=2 volatile=2 */
void chain(void)
{
    /* the value of the inner assignment is not read again */
    volatile int w;
    w = v = 3;
}

/* expect: loads=0 stores=1 volatile=1 */
void initialised(void)
{
    volatile int x = 1;
}

/* expect: loads=1 volatile=0 */
volatile int *pointer(volatile int *p)
{
    return p;
}
