/* Private to reports/: strings out of a database are anything at all; these make them fit to be shown. */
#ifndef REPORTS_LEGAL_H
#define REPORTS_LEGAL_H

/* Valid UTF-8 of characters that XML 1.0 allows (§2.2): every other byte or character becomes U+FFFD. Never NULL;
 * g_free. */
char *legal_xml(const char *text);

/* For a terminal, on one line: control characters, line ends, and the characters that turn the direction of writing are
 * spelled as \n, \xHH or \u{HHHH}. Takes legal XML. g_free. */
char *legal_terminal(const char *text);

/* JSON fit to stand inside a script element: '<' (which could end the element) and the characters that turn the
 * direction of writing are spelled as \uHHHH. Outside of strings JSON has none of them. g_free. */
char *legal_island(const char *json);

/* A path as a URI: relative paths stay relative, absolute ones get file://; all that a URI may not hold is
 * percent-encoded. g_free. */
char *legal_uri(const char *path);

#endif
