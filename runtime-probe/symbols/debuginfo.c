#include "symbols/debuginfo.h"

#include <dwarf.h>
#include <elfutils/libdwelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbols/open.h"
#include "symbols/symbols.h"

static const char system_folder[] = "/usr/lib/debug";

/* What the debug file must be. */
struct wanted {
    const uint8_t *build_id;
    int build_id_size; /* 0: none, then the checksum decides */
    GElf_Word checksum;
    const char *beside, *link; /* link NULL: the file names none */
};

/* The checksum of .gnu_debuglink: CRC-32 as in RFC 1952, over the whole file. */
static GElf_Word checksum_of(int fd)
{
    uint32_t sum = 0xffffffff;
    uint8_t bytes[65536];
    for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;)
        for (ssize_t i = 0; i < n; i++) {
            sum ^= bytes[i];
            for (int bit = 0; bit < 8; bit++)
                sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
        }
    lseek(fd, 0, SEEK_SET);
    return ~sum;
}

static bool has_build_id(int fd, const struct wanted *wanted)
{
    const void *found;
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    bool is_same = elf && dwelf_elf_gnu_build_id(elf, &found) == wanted->build_id_size &&
                   memcmp(found, wanted->build_id, (size_t)wanted->build_id_size) == 0;
    elf_end(elf);
    return is_same;
}

/* Takes the path. libdwfl frees *ret_path with free(). */
static int try_path(char *path, const struct wanted *wanted, char **ret_path)
{
    const char *why;
    int fd = open_regular(path, &why);
    if (fd >= 0 && (wanted->build_id_size > 0 ? has_build_id(fd, wanted) : checksum_of(fd) == wanted->checksum)) {
        *ret_path = strdup(path);
        g_free(path);
        return fd;
    }
    if (fd >= 0)
        close(fd);
    g_free(path);
    return -1;
}

static char *build_id_path(const char *folder, const struct wanted *wanted)
{
    GString *path = g_string_new(folder);
    g_string_append_printf(path, "/.build-id/%02x/", wanted->build_id[0]);
    for (int i = 1; i < wanted->build_id_size; i++)
        g_string_append_printf(path, "%02x", wanted->build_id[i]);
    return g_string_free(g_string_append(path, ".debug"), FALSE);
}

static int in_folder(const char *folder, const struct wanted *wanted, char **ret_path)
{
    int fd = -1;
    if (wanted->build_id_size > 1)
        fd = try_path(build_id_path(folder, wanted), wanted, ret_path);
    if (fd < 0 && wanted->link)
        fd = try_path(g_strconcat(folder, wanted->beside, "/", wanted->link, NULL), wanted, ret_path);
    if (fd < 0 && wanted->link)
        fd = try_path(g_build_filename(folder, wanted->link, NULL), wanted, ret_path);
    return fd;
}

/* The places of "Separate Debug Files" in GDB's manual, those that the user names first. */
static int find(const struct wanted *wanted, const char *const *folders, char **ret_path)
{
    int fd = -1;
    for (; folders && *folders && fd < 0; folders++)
        fd = in_folder(*folders, wanted, ret_path);
    if (fd < 0 && wanted->link)
        fd = try_path(g_build_filename(wanted->beside, wanted->link, NULL), wanted, ret_path);
    if (fd < 0 && wanted->link)
        fd = try_path(g_build_filename(wanted->beside, ".debug", wanted->link, NULL), wanted, ret_path);
    return fd < 0 ? in_folder(system_folder, wanted, ret_path) : fd;
}

int debuginfo_find(Dwfl_Module *module, void **userdata, const char *name, Dwarf_Addr base, const char *file,
                   const char *link, GElf_Word checksum, char **ret_path)
{
    (void)name, (void)base;
    const struct symbols_options *options = *userdata;
    GElf_Addr where;
    struct wanted wanted = {.checksum = checksum};
    wanted.build_id_size = MAX(dwfl_module_build_id(module, &wanted.build_id, &where), 0);
    g_autofree char *beside = g_path_get_dirname(file ? file : "/");
    wanted.beside = beside;
    wanted.link = file && link && *link && !strchr(link, '/') ? link : NULL;
    return find(&wanted, options->debug_folders, ret_path);
}

static bool is_safe_path(const char *path)
{
    struct stat status;
    return stat(path, &status) != 0 || S_ISREG(status.st_mode);
}

/* libdw looks for split DWARF under the name that the skeleton unit gives, in the folder that it gives. */
static const char *skeleton_refusal(Dwarf_Die *unit)
{
    static const unsigned names[] = {DW_AT_dwo_name, DW_AT_GNU_dwo_name};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        Dwarf_Attribute attribute;
        const char *name = dwarf_formstring(dwarf_attr(unit, names[i], &attribute));
        if (!name)
            continue;
        const char *folder = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
        g_autofree char *path = g_build_filename(name[0] != '/' && folder ? folder : "/", name, NULL);
        if (!is_safe_path(path) || !is_safe_path(name))
            return "its split debug information is no regular file";
    }
    return NULL;
}

static const char *split_refusal(Dwarf *dwarf)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Half version;
    uint8_t type;
    Dwarf_Die die;
    const char *refusal = NULL;
    while (!refusal && dwarf_get_units(dwarf, unit, &unit, &version, &type, &die, NULL) == 0)
        if (type == DW_UT_skeleton)
            refusal = skeleton_refusal(&die);
    return refusal;
}

/* Supplementary DWARF (dwz): libdw opens <debug folder>/.build-id/…, else the path that the file names. */
static const char *supplement_refusal(Dwarf *dwarf, const char *folder)
{
    const char *name;
    const void *build_id;
    if (dwelf_dwarf_gnu_debugaltlink(dwarf, &name, &build_id) <= 0)
        return NULL;
    g_autofree char *path = g_build_filename(name[0] == '/' ? "/" : folder, name, NULL);
    if (!is_safe_path(path))
        return "its supplementary debug information is no regular file";
    return NULL;
}

const char *debuginfo_refusal(Dwarf *dwarf, const char *folder)
{
    const char *refusal = supplement_refusal(dwarf, folder);
    return refusal ? refusal : split_refusal(dwarf);
}
