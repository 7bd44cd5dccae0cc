/* GNU C vector types: operated on whole, or by element. */
typedef int v4 __attribute__((vector_size(16)));
typedef float f4 __attribute__((vector_size(16)));
#define ADD(a, b) ((a) + (b))

/* expect: loads=3 stores=1 */
v4 plain(v4 a, v4 b)
{
    a = b * b;
    return a;
}

/* expect: loads=2 */
v4 macro(v4 a, v4 b)
{
    return ADD(a, b);
}

/* expect: loads=2 stores=1 indexes=2 */
int nested(v4 a, int i)
{
    a[1] = 2;
    return a[i];
}

/* expect: loads=0 stores=4 zeros=0 */
void initialised(void)
{
    v4 v = {1, 2, 3, 4};
}

/* expect: loads=1 */
f4 reinterpreted(v4 a)
{
    return (f4)a;
}
