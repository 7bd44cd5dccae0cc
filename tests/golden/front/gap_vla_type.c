/* C11 6.5.3.4p2: sizeof a variable-length array *type* evaluates its bounds. libclang shows the bounds, twice, but not the element
 * type, so the size is unknown. */

/* expect: loads=1 */
unsigned long size(int n)
{
    return sizeof(int[n]);
}
