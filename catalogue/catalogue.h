/* The knowledge: which interfaces there are, how they are spelled, what each argument means. Loaded from XML that a RELAX NG schema
 * validates (catalogue.rng), built in plus the user's overlays. One catalogue feeds prefilter, scanner, rules, probe and
 * reports. Everything here is const and lives as long as the catalogue; strings are borrowed. Names are as in
 * the XML (catalogue/README.md explains every element). */
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Argument tags of the seed. */
enum { TAG_USER = 1, TAG_KERNEL = 2, TAG_TOCTOU = 4, TAG_OPTIONAL = 8 };

/* What an argument is to the rules. */
#define ARGUMENT_ROLES(X)                                                                                              \
    X(OTHER, "other") X(ADDRESS, "address") X(LENGTH, "length") X(KEY, "key") X(PROT, "prot") \
    X(RIGHTS, "rights") X(OP, "op") X(FLAGS, "flags") X(SOURCE, "source")                          \
    X(DESTINATION, "destination") X(SELECTOR, "selector") X(VALUE_IN, "value")
#define ENUM(identifier, name) ARGUMENT_##identifier,
enum argument_role { ARGUMENT_ROLES(ENUM) };
#undef ENUM

/* What one value of an `op` argument does. */
enum op_effect { OP_NONE, OP_CREATE, OP_ENABLE, OP_DISABLE, OP_SET, OP_GET };

/* What lies behind a pointer argument: bytes that the call reads, bytes that it writes, or an address range whose mapping matters. */
enum pointee { POINTEE_NONE, POINTEE_INPUT, POINTEE_OUTPUT, POINTEE_RANGE };

struct catalogue_value {
    const char *name; /* PROT_READ; when is_pattern a glob over the upper-cased name that the program uses: "*_ENABLE*" */
    int64_t number;   /* nothing when is_pattern */
    bool is_bit, is_pattern;
    enum op_effect effect;
};

/* Inclusive limits of a key or of rights on an ABI ("x86_64", "i386", "x32", "ppc64", "arm64"; "*" for any). */
struct catalogue_limit {
    const char *abi;
    int64_t low, high;
};

struct catalogue_argument {
    const char *name, *type;
    enum argument_role role;
    unsigned tags;
    enum pointee pointee;
    int length_of;     /* for a length: index of the address argument it belongs to, else -1 */
    unsigned input_bytes;         /* of an input pointee without a length argument; 0 not said */
    int written_from, written_to; /* bytes of an input pointee that the call itself overwrites, inclusive; -1 none */
    GArray *values;    /* struct catalogue_value */
    GArray *limits;    /* struct catalogue_limit */
};

/* The ways in which an interface appears in a program. */
#define SPELLING_KINDS(X)                                                                                              \
    X(SPELLING_CALL, "call")           /* a function's name */                                                         \
    X(SPELLING_SYSCALL, "syscall")     /* syscall(number, …): name is SYS_x without prefix, numbers per ABI */         \
    X(SPELLING_PRCTL, "prctl")         /* first argument of prctl: number, name */                                     \
    X(SPELLING_INTRINSIC, "intrinsic") /* a compiler builtin or the header function around it */                       \
    X(SPELLING_ASM, "asm")             /* mnemonic and/or opcode bytes in an asm template */                           \
    X(SPELLING_FLAG, "flag")           /* compiler flag, exact or ending in * */                                       \
    X(SPELLING_CONSTANT, "constant")   /* a macro or enumerator whose mention is a site */                             \
    X(SPELLING_IMPLEMENTATION, "implementation") /* a function definition of this name implements the interface */    \
    X(SPELLING_DEVICE, "device")       /* a path in a string literal; * for any part of a name: /dev/cpu/N/msr */
#define ENUM(identifier, name) identifier,
enum spelling_kind { SPELLING_KINDS(ENUM) };
#undef ENUM

struct catalogue_number {
    const char *abi;
    int64_t number;
};

struct catalogue_spelling {
    enum spelling_kind kind;
    const char *name;      /* mnemonic, function, flag, constant; NULL when only bytes or a number are known */
    int arity;             /* number of arguments that it must have, or -1: recognised by name and arity */
    const char *side;      /* "user", "kernel", or NULL for either */
    GArray *numbers;       /* struct catalogue_number */
    const uint8_t *bytes;  /* opcode bytes of an asm spelling */
    unsigned n_bytes;
    const int *arguments;  /* for each argument of the interface the spelling's argument that carries it, or -1 absent; as long
                            * as the interface's args, never NULL; syscall() and prctl() count behind the number or option */
    const char *fixed;     /* "NAME=C text": an argument of the interface that this spelling says without having it, or NULL */
};

/* Argument indexes (of the interface) of a fetch; -1 where it has none. */
struct catalogue_fetch {
    int source, length, destination; /* destination -1: the result carries or points to the copy */
    int count;            /* the length is multiplied by this argument; -1 not */
    int64_t implied_size; /* bytes when no length argument: 0 = size of the destination's or source's pointee, -1 = not known */
    bool partial, forces_nul, returns_copy;
};

/* A source of memory that somebody else can write: what call gives it and when. */
struct catalogue_shared {
    const char *principal; /* "user" "process" "device" "host" "thread" */
    int through;           /* argument index whose pointee is shared, or -1: the result */
    const char *flag;      /* only when the flags argument holds this value's name, or NULL */
    const char *heirs;     /* with this flag besides, only processes that are begun later have it; or NULL */
    bool is_perhaps;       /* whose memory it is, the call does not say */
};

/* What nobody may rely on behind the call, on success: a mapping that is gone or another one, an object of the heap, a key
 * that the next allocation may hand out. */
enum ended { ENDED_MAPPING, ENDED_OBJECT, ENDED_KEY };
struct catalogue_end {
    int argument; /* that names it */
    enum ended what;
    const char *flag; /* only when the flags argument holds this value's name, or NULL */
    bool renews;      /* something new of the caller's takes its place at once */
};

/* A call that lets a function, or another process, run at the same time, or waits for one. */
struct catalogue_thread {
    int function, data; /* arguments: the function, and what it is given; -1 none */
    char **fields;      /* the function is what is stored into record members of these names; or NULL */
    int signal;         /* argument: of a handler, which signal calls it; -1: not said */
    bool is_handler;    /* it interrupts: a signal handler */
    bool waits;         /* until such a function, or process, has ended */
    bool is_process;    /* another process is begun, or waited for; it has what is mapped shared */
};

/* A call that takes or gives back what only one can hold. */
struct catalogue_lock {
    int argument;
    bool releases;
    bool is_shared; /* it is taken so that others can take it the same way: of readers */
    bool waits;     /* it is given away while the call waits, and taken again before it returns */
    bool tries;     /* it may not be taken, which the result says: the interface's `failure` */
};

/* A call that makes a set of signals, or keeps those of a set off from the thread. Arguments; -1: none. */
struct catalogue_mask {
    int set, adds; /* the set; the signal that is put into it */
    int how;       /* what becomes of the set: by the effect of its value it is kept off, let through, or all that is kept off */
    bool fills;    /* all signals are put into the set */
    bool waits;    /* it waits with other signals kept off than before */
};

/* A call behind which `function` has been run, once for each `control`. */
struct catalogue_once {
    int function, control;
};

/* Functions through which what a program gives comes into a kernel. Arguments of the interface with the tag U and the
 * pointee `input` are addresses of the program's memory. */
struct catalogue_entry {
    const char *by; /* what the program does: "ioctl" */
    char **fields;  /* "record.member" that such functions are stored into; or NULL */
    char **names;   /* globs of their names; or NULL */
};

struct catalogue_probe {
    const char *symbol, *abi;
    const char *filter; /* e.g. "nr==56", or NULL */
};

enum failure { FAILURE_NONE, FAILURE_NEGATIVE, FAILURE_NONZERO, FAILURE_NULL, FAILURE_MAP_FAILED };

struct interface {
    const char *family, *name, *doc;
    const char *since, *removed; /* "Linux 4.9", "GCC 9"; or NULL */
    bool protects;
    bool result_matters;         /* an ignored result is a defect (result-ignored) */
    bool accessor;               /* a way to read, known to the analyses; its uses are no sites */
    enum failure failure;        /* how the result says that the call failed */
    GPtrArray *args;             /* struct catalogue_argument * */
    GArray *spellings;           /* struct catalogue_spelling */
    const struct catalogue_fetch *fetch;   /* or NULL */
    const struct catalogue_shared *shared; /* or NULL */
    GArray *ends;                          /* struct catalogue_end */
    const struct catalogue_thread *thread; /* or NULL */
    const struct catalogue_lock *lock;     /* or NULL */
    const struct catalogue_mask *mask;     /* or NULL */
    const struct catalogue_once *once;     /* or NULL */
    const struct catalogue_entry *entry;   /* or NULL */
    GArray *probes;              /* struct catalogue_probe */
};

/* A header of ours that turns macro-only interfaces into calls: `text` is appended to the header that ends in `header` and
 * contains a line that defines the macro `defines`. */
struct catalogue_model {
    const char *header, *defines, *text;
    bool prefix; /* to be -include'd at the front instead; only where a file named `header` is among the unit's forced includes */
    bool absent; /* to be -include'd at the front instead; only where a header that the glob `header` fits was asked for and is
                  * not there, and nothing else defines the macro */
    bool own;    /* to be -include'd at the front instead, where a file of the code that the glob `header` fits defines the
                  * macro; the model's line `#define MACRO…` replaces that definition */
};

struct catalogue;

#define CATALOGUE_ERROR catalogue_error_quark()
GQuark catalogue_error_quark(void);

/* The built-in catalogue with overlays (paths of XML files, NULL-terminated, or NULL) applied in order. NULL and an error with
 * file and line when one is not valid. Free with catalogue_free. */
struct catalogue *catalogue_load(const char *const *overlays, GError **error);
void catalogue_free(struct catalogue *catalogue);

/* All interfaces, ordered by family and name; struct interface *. Models: struct catalogue_model. */
const GPtrArray *catalogue_interfaces(const struct catalogue *catalogue);
const GArray *catalogue_models(const struct catalogue *catalogue);
/* Hex digest of everything loaded. */
const char *catalogue_digest(const struct catalogue *catalogue);
const struct interface *catalogue_interface(const struct catalogue *catalogue, const char *name);

/* One row for each spelling of one kind that has this exact name; several interfaces may share a name (prctl), so a GPtrArray
 * of struct catalogue_match *, empty when none; never NULL; owned by the catalogue. */
struct catalogue_match {
    const struct interface *interface;
    const struct catalogue_spelling *spelling;
};
const GPtrArray *catalogue_by_name(const struct catalogue *catalogue, enum spelling_kind kind, const char *name);
/* By number on an ABI: syscalls and prctl options. */
const GPtrArray *catalogue_by_number(const struct catalogue *catalogue, enum spelling_kind kind, const char *abi, int64_t number);
/* All spellings of one kind: for asm, flags and devices, which are matched by content. */
const GPtrArray *catalogue_by_kind(const struct catalogue *catalogue, enum spelling_kind kind);

/* The catalogue's ABI word for a target triple: "x86_64" "i386" "x32" "arm64" "arm" "ppc64" …, or the triple's first part. */
const char *catalogue_abi(const char *triple);

#endif
