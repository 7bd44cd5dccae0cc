/* C11 6.3.1.7: complex numbers. */
#define TWICE(z) ((z) + (z))

/* expect: loads=2 */
_Complex double plain(_Complex double a, double b)
{
    return a + b;
}

/* expect: loads=2 */
_Complex double macro(_Complex double z)
{
    return TWICE(z);
}

/* expect: loads=2 stores=1 indexes=3 */
double nested(_Complex double z)
{
    __imag__ z = 1;
    return __real__ z + 0 * sizeof(z) + __imag__ z;
}

/* expect: loads=1 stores=3 indexes=2 */
_Complex double initialised(void)
{
    /* the parts of one, and the other whole */
    _Complex double z = {1, 2}, w = -2.0i;
    return w;
}
