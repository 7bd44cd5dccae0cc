/* Which units are worth parsing: those that can hold a site, a fetch or a source of shared memory by what their text
 * says.
 *
 * A unit's own text (the file, and each *.c that it includes) counts as a whole, in any branch of any condition: a
 * catalogued name in it as a whole word, a shape (bytes of an instruction, the path of a device), or a flag of the
 * command. What headers contain counts only when it can come into the unit: a macro that expands to a catalogued name,
 * or a function whose body says one, makes its own name one to look for (input/web.h), and so on through all project
 * headers. Thus a header that only declares mprotect(), or has a member named so, makes nobody wanted. Live text of a
 * header (input/outline.h) does so for all who include it. Names made of parts: input/paste.h. What `#include MACRO`
 * may mean is worked out from the definitions in the headers (input/computed.h). In doubt a unit is wanted: when it
 * cannot be read or is too large, says `#include MACRO` itself, or reaches one that comes to no file of the tree, to
 * too many, or whose macros the unit's own text or flags define.
 *
 * Accessors (READ_ONCE, locks) make nobody wanted: they are no sites, and stand in three of four units of a kernel.
 * What starts a thread does; and so does what the unit's own text, without its headers, says of memory that others
 * write: volatile objects, atomic loads, READ_ONCE (input/volatile.h), unless the family shared is left out.
 *
 * Numbers alone are no reason, as `syscall` and `prctl` are catalogued words.
 *
 * What a tree's own functions in other files do is not seen here: their names come back by prefilter_extend, until
 * nothing is added. The same calls give the same verdicts. Commands with the same include path are judged together, by
 * all headers that any of them includes: asked for alone, a unit may be wanted less, never more. Not for several
 * threads at once. Memory: the names and definitions of headers that have words, the include lines of all files, and
 * one file at a time.
 *
 * Not seen: parts of a name that are pasted of several words each, or are strings put side by side ("wr" "msr"); two
 * opcode bytes that a macro is given far from its .byte; an #include "x" that is relative to a symbolic link's folder;
 * a computed include one of whose macros is a number, if the others alone come to a file; volatile members that only a
 * header declares. */
#ifndef INPUT_PREFILTER_H
#define INPUT_PREFILTER_H

#include "catalogue/catalogue.h"
#include "input/command.h"

struct prefilter;

/* For the tree at `root` (absolute), the folder whose headers are the project's; others are not looked at. `without`:
 * families that are not asked for (NULL-terminated, or NULL): {"fetch", "shared"} where sites are enough. The catalogue
 * may go afterwards. NULL and an error when an overlay has more names than can be matched. */
struct prefilter *prefilter_new(const struct catalogue *catalogue, const char *root, const char *const *without,
                                GError **error);
void prefilter_free(struct prefilter *prefilter);

/* More names to look for from now on: functions and macros of the tree that hand their arguments on. */
void prefilter_extend(struct prefilter *prefilter, const char *const *names);

/* Functions whose definition makes a unit wanted from now on: values that somebody else made are handed to them. */
void prefilter_ask(struct prefilter *prefilter, const char *const *names);

/* Members of records that hold shared memory: units of programs whose own text says one, or a function or macro of a
 * header that does, are wanted from now on. */
void prefilter_add_members(struct prefilter *prefilter, const char *const *names);

struct interest {
    gboolean wanted;
    const char *name; /* the catalogued name, or why else the unit is wanted; NULL when it is not */
    const char *word; /* the word that stands there and leads to the name; the name itself when it is that */
    const char *file; /* where: absolute; the command's file for a flag */
    unsigned line;    /* 0 when it has none */
};

/* One struct interest for each of the commands (struct command *), in their order. Strings belong to the prefilter. Ask
 * for many at once: headers of all commands together say which names lead to a catalogued one. NULL and an error as
 * prefilter_new. */
GArray *prefilter_sift(struct prefilter *prefilter, const GPtrArray *commands, GError **error);

/* What was read so far. */
struct prefilter_counts {
    guint headers, unreadable; /* files of the tree that were included; those of them that could not be read */
    guint leading;             /* words that are looked for by now */
};
struct prefilter_counts prefilter_count(const struct prefilter *prefilter);

#endif
