/* GNU C: a scalar operand of a vector operation is spread over all elements; comparisons give a vector. The IR has no word for
 * either. */
typedef int v4 __attribute__((vector_size(16)));

/* expect: loads=1 */
v4 spread(v4 v)
{
    return v + 1;
}

/* expect: loads=2 */
v4 compared(v4 a, v4 b)
{
    return a < b;
}
