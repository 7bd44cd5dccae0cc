/* expect: asms=1 loads=2 rets=1 operands=2 volatile=0 */
unsigned long read_register(unsigned index)
{
    unsigned long value;
    asm volatile("rdpkru # %1" : "=a"(value) : "c"(index) : "rdx");
    return value;
}
