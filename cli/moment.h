/* The moment that stands in the database and in reports. */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

/* Now, or the moment that SOURCE_DATE_EPOCH names, so that runs can be repeated to the byte; ISO 8601. g_free. */
char *moment_text(void);

#endif
