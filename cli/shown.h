/* Text from outside on its way to a terminal. */
#ifndef CLI_SHOWN_H
#define CLI_SHOWN_H

/* Valid UTF-8 in which nothing drives the terminal or turns the order of the letters: control and format characters
 * (Unicode's Cc and Cf), and line separators, stand as \x{HEX}; at most some 2000 bytes. NULL is "". g_free. */
char *shown(const char *text);

#endif
