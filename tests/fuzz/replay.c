/* Stands in for libFuzzer where it is not: feeds each file of the folders named on the command line to the target once. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replay(const char *folder)
{
    unsigned n = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *data = NULL;
        gsize size;
        if (!g_file_get_contents(path, &data, &size, NULL))
            continue;
        /* An exact-size copy, so that reading one byte behind it is seen. */
        g_autofree uint8_t *exact = g_memdup2(data, size);
        LLVMFuzzerTestOneInput(exact, size);
        n++;
    }
    return n;
}

int main(int argc, char **argv)
{
    unsigned n = 0;
    for (int i = 1; i < argc; i++)
        n += replay(argv[i]);
    printf("%u inputs replayed\n", n);
    return n ? 0 : 1;
}
