/* Trees of the Linux kernel: how to tell them, and what their build gives every file. */
#ifndef INPUT_KERNEL_H
#define INPUT_KERNEL_H

#include <glib.h>

/* The top of the kernel tree that the folder lies in, or is; NULL when there is none. g_free. */
char *kernel_top(const char *folder);

/* Of a file of that tree (`top` may be NULL: no kernel tree), which includes the headers `names` (const char *): is it
 * code of the kernel or of a module, and not a program? */
gboolean kernel_is_code(const char *top, const char *file, const GPtrArray *names);
/* Whether only a C library has a header of that name: whoever includes it is a program. */
gboolean kernel_is_library(const char *name);

/* Appends the flags that its Makefile would give the file, in the forms of input/command.h (owned strings). With `top`
 * NULL: those of a module whose kernel is elsewhere. Of a tree that was never configured, also what any configuration
 * of the machine says. */
void kernel_flags(const char *top, const char *file, GPtrArray *flags);

/* The folders that those flags search, absolute, in order. GPtrArray of owned strings; empty without `top`. */
GPtrArray *kernel_folders(const char *top, const char *file);

/* The folder below arch/ that the file is read for. g_free. */
char *kernel_arch(const char *top, const char *file);

/* For that machine, the headers that a build makes (scripts/Makefile.asm-generic): those that only forward to the generic
 * ones, and the sizes of kernel/bounds.c. Path and text by turns, of those that are not there. */
GPtrArray *kernel_stand_ins(const char *top, const char *arch);

#endif
