#include "symbols/object.h"

#include <elfutils/libdwelf.h>
#include <string.h>
#include <unistd.h>

#include "symbols/debuginfo.h"
#include "symbols/open.h"
#include "symbols/spot.h"

enum { MOST_SPOTS = 1 << 15, MOST_SYMBOLS = 1 << 20 };

static char *hex(const uint8_t *bytes, size_t n)
{
    GString *text = g_string_sized_new(2 * n);
    for (size_t i = 0; i < n; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}

static const char *judge_elf(struct object *object, Elf *elf, const char *build_id)
{
    GElf_Ehdr header;
    if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header))
        return "not an ELF file";
    if ((header.e_machine != EM_X86_64 && header.e_machine != EM_386) ||
        (header.e_type != ET_DYN && header.e_type != ET_EXEC))
        return "not a program or library for x86";
    object->is_64 = header.e_machine == EM_X86_64;
    const void *bytes;
    ssize_t size = dwelf_elf_gnu_build_id(elf, &bytes);
    g_autofree char *found = size > 0 ? hex(bytes, (size_t)size) : NULL;
    if (build_id && g_strcmp0(found, build_id) != 0)
        return "the file is of another build than the one that ran";
    object->build_id = g_strdup(build_id);
    return NULL;
}

/* A look before libdwfl gets the descriptor, which it then owns. */
static const char *judge_file(struct object *object, int fd, const char *build_id)
{
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    const char *why = judge_elf(object, elf, build_id);
    elf_end(elf);
    return why;
}

static const Dwfl_Callbacks callbacks = {
    .find_debuginfo = debuginfo_find,
    .section_address = dwfl_offline_section_address,
};

static bool report(struct object *object, int fd, const struct symbols_options *options)
{
    object->dwfl = dwfl_begin(&callbacks);
    dwfl_report_begin(object->dwfl);
    /* Added to the addresses of the program headers: nothing. */
    object->module = dwfl_report_elf(object->dwfl, object->path, object->path, fd, 0, true);
    if (!object->module) {
        close(fd);
        return false;
    }
    void **userdata;
    dwfl_module_info(object->module, &userdata, NULL, NULL, NULL, NULL, NULL, NULL);
    *userdata = (void *)(uintptr_t)options;
    dwfl_report_end(object->dwfl, NULL, NULL);
    return true;
}

/* Without the ELF file there is no build-id, and without that no debug file is found: the order matters. */
static void load(struct object *object)
{
    GElf_Addr bias;
    if (!dwfl_module_getelf(object->module, &bias)) {
        object->unresolved = "not an ELF file that can be read";
        return;
    }
    g_autofree char *folder = g_path_get_dirname(object->path);
    Dwarf *dwarf = dwfl_module_getdwarf(object->module, &bias);
    object->no_lines = dwarf ? debuginfo_refusal(dwarf, folder) : "it has no debug information";
    object->cfi[0] = dwfl_module_eh_cfi(object->module, &object->cfi_bias[0]);
    if (!object->no_lines)
        object->cfi[1] = dwfl_module_dwarf_cfi(object->module, &object->cfi_bias[1]);
}

struct object *object_open_elf(const char *path, const char *build_id, uint64_t serial,
                               const struct symbols_options *options)
{
    struct object *object = g_new0(struct object, 1);
    object->path = g_strdup(path);
    object->serial = serial;
    object->link.data = object;
    object->texts = g_string_chunk_new(4096);
    object->tails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    object->spots = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, spot_free);
    int fd = open_regular(path, &object->unresolved);
    if (fd < 0)
        return object;
    object->unresolved = judge_file(object, fd, build_id);
    if (object->unresolved)
        close(fd);
    else if (!report(object, fd, options))
        object->unresolved = "not an ELF file that can be read";
    else
        load(object);
    return object;
}

void object_free(struct object *object)
{
    g_hash_table_unref(object->spots);
    g_hash_table_unref(object->tails);
    g_clear_pointer(&object->symbols, g_hash_table_unref);
    g_clear_pointer(&object->units, g_array_unref);
    g_string_chunk_free(object->texts);
    dwfl_end(object->dwfl);
    g_free(object->path);
    g_free(object->build_id);
    g_free(object->key);
    g_free(object);
}

static Elf *elf_of(const struct object *object)
{
    GElf_Addr bias;
    return object->module ? dwfl_module_getelf(object->module, &bias) : NULL;
}

/* Segments are mapped by pages: what lies before one in its first page is in the mapping too. */
bool object_address(const struct object *object, uint64_t offset, uint64_t *ret_address)
{
    Elf *elf = elf_of(object);
    size_t n = 0;
    if (!elf || elf_getphdrnum(elf, &n) != 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD || !(segment.p_flags & PF_X))
            continue;
        if (offset < segment.p_offset || offset - segment.p_offset >= segment.p_filesz)
            continue;
        *ret_address = segment.p_vaddr + (offset - segment.p_offset);
        return true;
    }
    return false;
}

bool object_offset(const struct object *object, uint64_t address, uint64_t *ret_offset)
{
    Elf *elf = elf_of(object);
    size_t n = 0;
    if (!elf || elf_getphdrnum(elf, &n) != 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD || address < segment.p_vaddr ||
            address - segment.p_vaddr >= segment.p_filesz)
            continue;
        *ret_offset = segment.p_offset + (address - segment.p_vaddr);
        return true;
    }
    return false;
}

const struct spot *object_spot(struct object *object, uint64_t address)
{
    struct spot *spot = g_hash_table_lookup(object->spots, &address);
    if (!spot) {
        spot = spot_new(object, address);
        g_hash_table_insert(object->spots, &spot->address, spot);
    }
    return spot;
}

void object_trim(struct object *object)
{
    if (g_hash_table_size(object->tails) >= MOST_SPOTS)
        g_hash_table_remove_all(object->tails);
    if (g_hash_table_size(object->spots) < MOST_SPOTS)
        return;
    g_hash_table_remove_all(object->spots);
    g_string_chunk_clear(object->texts);
}

/* A name that stands for two functions (static ones of two files) stands for none. */
static GHashTable *symbols_of(struct object *object)
{
    GHashTable *symbols = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    int n = object->module ? MIN(dwfl_module_getsymtab(object->module), MOST_SYMBOLS) : 0;
    for (int i = 1; i < n; i++) {
        GElf_Sym symbol;
        GElf_Addr address;
        const char *name = dwfl_module_getsym_info(object->module, i, &symbol, &address, NULL, NULL, NULL);
        if (!name || !*name || GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF)
            continue;
        const uint64_t *known = g_hash_table_lookup(symbols, name);
        uint64_t stored = known && *known != address ? UINT64_MAX : address;
        g_hash_table_insert(symbols, g_strdup(name), g_memdup2(&stored, sizeof stored));
    }
    return symbols;
}

bool object_symbol(struct object *object, const char *name, uint64_t *ret_address)
{
    if (!object->symbols)
        object->symbols = symbols_of(object);
    const uint64_t *address = g_hash_table_lookup(object->symbols, name);
    if (!address || *address == UINT64_MAX)
        return false;
    *ret_address = *address;
    return true;
}
