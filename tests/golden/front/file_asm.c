/* asm outside of functions stands among the initialisers, in source order; no other declaration is taken for one. */
/* expect .init: stores=1 asms=2 */
int before = 1;
asm("first:\n\t"
    "ret");
;
_Static_assert(sizeof(int) == 4, "asm (\"bndcl\")");
__asm__(".byte 0x0f, 0x01, 0xef");

/* expect: loads=1 */
int after(void)
{
    return before;
}
