/* Which of several functions of one name is meant: the one whose file is nearest to the caller's. */
#ifndef FACTS_KINSHIP_H
#define FACTS_KINSHIP_H

/* How many folders two paths share from the top. */
static inline unsigned kinship(const char *a, const char *b)
{
    unsigned folders = 0;
    for (; *a && *a == *b; a++, b++)
        folders += *a == '/';
    return folders;
}

#endif
