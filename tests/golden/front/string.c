/* C11 6.4.5, 6.7.9p14, 6.4.2.2. */
typedef __WCHAR_TYPE__ wchar_t;
int puts(const char *);
#define NAME(x) #x "\n"

/* expect: stores=1 */
void pointer(void)
{
    const char *s = "a" "b";
}

/* expect: copies=1 */
void array(void)
{
    char s[] = "abc";
}

/* expect: copies=1 zeros=0 */
void array_in_braces(void)
{
    char s[10] = {"abc"};
}

/* expect: calls=1 */
int macro(void)
{
    return puts(NAME(abc));
}

/* expect: stores=1 copies=1 zeros=1 */
void nested(void)
{
    struct { char name[8]; int n, m; } s = {"abc", 1};
}

/* expect: calls=2 */
int function_name(void)
{
    return puts(__func__) + puts(__FUNCTION__);
}

/* expect: stores=1 copies=1 */
void wide(void)
{
    const wchar_t *w = L"ab";
    wchar_t a[] = L"cd";
}

/* expect: loads=1 indexes=1 */
char element(void)
{
    return "abc"[1];
}
