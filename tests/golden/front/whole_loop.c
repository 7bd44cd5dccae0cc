struct node { int key; struct node *next; };

/* expect: loads=6 stores=1 branches=2 fields=2 rets=2 */
int find(struct node *list, int key)
{
    for (; list; list = list->next)
        if (list->key == key)
            return 1;
    return 0;
}
