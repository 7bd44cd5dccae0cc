/* C11 6.3.1.4, 6.3.1.5, 6.3.1.8. */
#define HALF(x) ((x) * 0.5)

/* expect: loads=2 floatcasts=1 */
double plain(int i, double d)
{
    return i + d;
}

/* expect: loads=1 floatcasts=2 */
int macro(int i)
{
    return HALF(i);
}

/* expect: loads=2 floatcasts=1 tobools=1 */
_Bool nested(float f, double d)
{
    return f + d;
}

/* expect: loads=1 branches=1 */
int truth(double d)
{
    if (d)
        return 1;
    return 0;
}
