/* C11 6.5.16.1, 6.5.2.2, 6.8.6.4: whole records are copied, passed and returned. */
struct s { int a, b[3]; };
struct s make(void);
int take(struct s);
#define COPY(to, from) (*(to) = *(from))

/* expect: loads=2 copies=1 */
void plain(struct s *p, struct s *q)
{
    *p = *q;
}

/* expect: copies=1 */
void locals(void)
{
    struct s a, b;
    a = b;
}

/* expect: loads=2 copies=1 */
void macro(struct s *p, struct s *q)
{
    COPY(p, q);
}

/* expect: loads=3 copies=2 */
void chain(struct s *p, struct s *q, struct s *r)
{
    *p = *q = *r;
}

/* expect: calls=1 stores=1 */
void from_call(void)
{
    struct s s = make();
}

/* expect: calls=1 loads=2 */
int argument(struct s *p)
{
    return take(*p);
}

/* expect: calls=2 loads=0 */
int argument_from_call(void)
{
    return take(make());
}

/* expect: loads=2 */
struct s result(struct s *p)
{
    return *p;
}

/* expect: loads=2 copies=1 fields=1 */
int member_of_assignment(struct s *p)
{
    struct s s;
    return (s = *p).a;
}

/* expect: loads=1 copies=1 volatile=1 */
void of_volatile(volatile struct s *p)
{
    struct s s = *p;
}
