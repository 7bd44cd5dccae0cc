/* The #include lines of a text (and its #define lines, as far as those need them), and which file of the tree each of
 * them names. Conditions are not evaluated: a line counts in whatever branch it stands, also in a comment; that finds
 * too much, never too little. */
#ifndef INPUT_INCLUDES_H
#define INPUT_INCLUDES_H

#include "input/command.h"
#include "input/text.h"

enum include_kind { INCLUDE_QUOTE, INCLUDE_ANGLE, INCLUDE_NEXT, INCLUDE_COMPUTED };

struct include {
    enum include_kind kind;
    const char *name; /* into the text, not terminated; what stands behind the word for INCLUDE_COMPUTED */
    size_t length;
    size_t offset; /* of its # */
};

/* GArray of struct include, in the order of the text; at most INCLUDES_MAX of a file. */
GArray *includes_find(const struct text *text);
#define INCLUDES_MAX 65536
/* The line of the first #define of one of the words (a set of char *); 0 without any. */
unsigned includes_defines(const struct text *text, GHashTable *words);

struct includes;

/* Of the files below `root` (an absolute path). Everything is looked up once: a tree that changes meanwhile is seen as
 * it was. Memory grows with the number of different folders, names and files. Freed by includes_free. */
struct includes *includes_new(const char *root);
void includes_free(struct includes *includes);

/* A number for where this command looks for headers; commands that look in the same folders share it. */
unsigned includes_path(struct includes *includes, const struct command *command);

/* Files have numbers too, by their real path. INCLUDES_NONE when it is missing, no regular file, or out of the root. */
#define INCLUDES_NONE G_MAXUINT32
guint32 includes_file(struct includes *includes, const char *path);
guint32 includes_n_files(const struct includes *includes);
/* Absolute; borrowed. */
const char *includes_file_path(const struct includes *includes, guint32 file);
/* The absolute path, without . and .., by which it was found; NULL when it was found by several, or when that is no
 * path to it because of links. Borrowed. */
const char *includes_file_spelling(const struct includes *includes, guint32 file);

/* An include line as a file keeps it: the same in all files that write the same. */
struct include_line {
    enum include_kind kind;
    guint32 name;
    guint32 beside; /* the file of that name in the folder of the file with the line, for INCLUDE_QUOTE */
};
struct include_line includes_line(struct includes *includes, const struct include *include, const char *folder);

/* Appends to `ret_files` (guint32) what the line means on that path: one file or none, as the preprocessor searches;
 * for INCLUDE_NEXT all that it may mean; for INCLUDE_COMPUTED none. Fast for many lines of one path in a row. */
void includes_resolve(struct includes *includes, unsigned path, struct include_line line, GArray *ret_files);

/* The files that the command's -include and -imacros name. */
void includes_forced(struct includes *includes, const struct command *command, GArray *ret_files);

#endif
