#include "pool.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const struct blit_ops *const formats[] = { &argb_ops, &rgb_ops, &gray_ops };
static uint8_t screen[1 << 20];

static void serve(int sock, unsigned fmt)
{
	pool_t p;
	unsigned i;

	if (pool_import(sock, &p) < 0)
		return;
	for (i = 0; i < POOL_FRAMES; i++)
		formats[fmt % 3]->blit(&p, i, screen, sizeof screen);
	pool_collect(&p, screen, sizeof screen);
	if (pool_tally(&p) == 0)
		pool_drop(&p);
	else
		pool_close(&p);
}

int main(int argc, char **argv)
{
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	int c;

	(void)argv;
	if (s < 0 || listen(s, 1) < 0)
		return 1;
	c = accept(s, NULL, NULL);
	if (c < 0)
		return 1;
	serve(c, (unsigned)argc);
	close(c);
	return 0;
}
