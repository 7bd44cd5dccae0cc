/* The rules' pages (docs/rules/ID.md), which travel inside the program. */
#ifndef CLI_PAGES_H
#define CLI_PAGES_H

/* Markdown; "" when there is none. g_free. */
char *page_of(const char *rule_id);

#endif
