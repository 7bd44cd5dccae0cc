#include "camlink.h"
#include <sys/ipc.h>
#include <sys/shm.h>

int cam_attach(cam_t *c, int key)
{
	struct shmid_ds ds;

	c->id = shmget((key_t)key, 0, 0);
	if (c->id < 0 || shmctl(c->id, IPC_STAT, &ds) < 0)
		return -1;
	if (ds.shm_segsz < sizeof(cam_seg))
		return -1;
	void *p = shmat(c->id, NULL, SHM_RDONLY);
	if (p == (void *)-1)
		return -1;
	c->seg = p;
	return 0;
}

void cam_detach(cam_t *c)
{
	shmdt(c->seg);
	c->seg = NULL;
}
