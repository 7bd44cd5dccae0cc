/* hvch: channel to the hypervisor's virtual devices.
 *
 * Inbound ring and receive buffer belong to the host as much as to us; in a
 * confidential guest the host is the attacker.
 */
#include <stdint.h>
#include <stddef.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

struct vmbus_channel;
void *memremap(u64 pa, size_t len, unsigned long flags);
void *vzalloc(size_t n);
int vmbus_establish_gpadl(struct vmbus_channel *ch, void *kbuf, u32 size, u32 *gpadl);
void *memcpy(void *d, const void *s, size_t n);
int memcmp(const void *a, const void *b, size_t n);

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define EINVAL 22
#define EPROTO 71
#define ENOBUFS 105
#define EAGAIN 11
#define ENOMEM 12

struct HvDesc {
    u16 Type;
    u16 Offset8;      /* of the data, in units of 8 bytes */
    u16 Len8;         /* of descriptor and data */
    u16 Flags;
    u64 TransId;
};

struct HvRing {
    u32 WriteIndex, ReadIndex, Mask, Features;
    u8  Pad[4080];
    u8  Data[16384];
};

struct HvNego {
    u16 FrameCount, MsgCount;
    u32 Version[];
};

struct HvNdis {
    u32 MsgType, MsgLen;
    u32 DataOffset, DataLen;
    u32 PpiOffset, PpiLen;
    u8  Body[];
};

struct HvPpi {
    u32 Size, Type;
    u32 Offset;
    u32 Value;
};

struct HvChan {
    struct vmbus_channel *Ch;
    struct HvRing *In;
    u8  *RecvBuf;
    u32  RecvLen;
    u32  Gpadl;
    u32  Cursor;
    u8   Packet[2048];
    u32  Versions[32];
    u32  Ppi[16];
    struct HvDesc Last;
};

int HvOpen(struct HvChan *C, u64 RingPa, u32 RecvLen)
{
    C->In = memremap(RingPa, sizeof(struct HvRing), 1);
    if (!C->In)
        return -ENOMEM;
    C->RecvBuf = vzalloc(RecvLen);
    if (!C->RecvBuf)
        return -ENOMEM;
    C->RecvLen = RecvLen;
    /* from here on the host reads and writes RecvBuf */
    return vmbus_establish_gpadl(C->Ch, C->RecvBuf, RecvLen, &C->Gpadl);
}

static struct HvDesc *HvAt(struct HvChan *C)
{
    return (struct HvDesc *)(C->In->Data + (C->Cursor & 0x1ff8u));
}

/* expect: double-load live */
int HvReadPacket(struct HvChan *C)
{
    struct HvDesc *D = HvAt(C);
    u32 Len = READ_ONCE(D->Len8) * 8u;

    if (Len > sizeof C->Packet)
        return -ENOBUFS;
    if (D->Offset8 * 8u > Len)
        return -EPROTO;
    memcpy(C->Packet, (u8 *)D + D->Offset8 * 8u, Len - D->Offset8 * 8u);
    C->Cursor += Len;
    return 0;
}

/* expect: double-load safe snapshot */
int HvReadPacketOnce(struct HvChan *C)
{
    struct HvDesc *D = HvAt(C);
    u32 Len = READ_ONCE(D->Len8) * 8u;
    u32 Off = READ_ONCE(D->Offset8) * 8u;

    if (Len > sizeof C->Packet)
        return -ENOBUFS;
    if (Off > Len)
        return -EPROTO;
    memcpy(C->Packet, (u8 *)D + Off, Len - Off);
    C->Cursor += Len;
    return 0;
}

static inline int HvDescFits(const struct HvDesc *D, u32 Room)
{
    return D->Len8 >= sizeof *D / 8 && D->Len8 * 8u <= Room;
}

/* expect: double-load live */
int HvPeekInto(struct HvChan *C, u8 *Out, u32 Room)
{
    const struct HvDesc *D = HvAt(C);

    if (!HvDescFits(D, Room))
        return -EPROTO;
    memcpy(Out, D, D->Len8 * 8u);
    return 0;
}

/* expect: double-load safe compared */
int HvPeekStable(struct HvChan *C, u32 *Kind)
{
    static const u32 Kinds[4] = { 1, 6, 7, 11 };
    struct HvDesc Second;
    const struct HvDesc *D = HvAt(C);

    memcpy(&C->Last, D, sizeof C->Last);
    if (C->Last.Type >= 4 || !HvDescFits(&C->Last, sizeof C->Packet))
        return -EPROTO;
    memcpy(&Second, D, sizeof Second);
    if (memcmp(&C->Last, &Second, sizeof Second))
        return -EAGAIN;
    *Kind = Kinds[Second.Type];
    return 0;
}

/* expect: double-load live */
int HvNegotiate(struct HvChan *C)
{
    const struct HvNego *N = (const struct HvNego *)C->RecvBuf;
    u32 I, K = 0;

    if ((u32)N->FrameCount + N->MsgCount > 32)
        return -EINVAL;
    for (I = 0; I < N->FrameCount; I++)
        C->Versions[K++] = READ_ONCE(N->Version[I]);
    for (I = 0; I < N->MsgCount; I++)
        C->Versions[K++] = READ_ONCE(N->Version[I]);
    return (int)K;
}

/* expect: double-load safe rechecked */
int HvNegotiateCapped(struct HvChan *C)
{
    const struct HvNego *N = (const struct HvNego *)C->RecvBuf;
    u32 I, K = 0, Frames, Msgs;

    if ((u32)N->FrameCount + N->MsgCount > 32)
        return -EINVAL;
    Frames = READ_ONCE(N->FrameCount);
    Msgs = READ_ONCE(N->MsgCount);
    if (Frames + Msgs > 32)
        return -EINVAL;
    for (I = 0; I < Frames; I++)
        C->Versions[K++] = READ_ONCE(N->Version[I]);
    for (I = 0; I < Msgs; I++)
        C->Versions[K++] = READ_ONCE(N->Version[I]);
    return (int)K;
}

/* expect: double-load live */
int HvPpiWalk(struct HvChan *C, u32 MsgLen)
{
    const u8 *P = C->RecvBuf, *End;
    int N = 0;

    if (MsgLen > C->RecvLen)
        return -EINVAL;
    End = P + MsgLen;
    while ((size_t)(End - P) >= sizeof(struct HvPpi)) {
        const struct HvPpi *Ppi = (const struct HvPpi *)P;

        if (Ppi->Size < sizeof *Ppi || Ppi->Size > (size_t)(End - P))
            return -EPROTO;
        if (Ppi->Type < 16) {
            C->Ppi[Ppi->Type] = READ_ONCE(Ppi->Value);
            N++;
        }
        P += Ppi->Size;
    }
    return N;
}

/* expect: double-load safe snapshot */
int HvPpiWalkCopied(struct HvChan *C, u32 MsgLen)
{
    const u8 *P = C->RecvBuf, *End;
    int N = 0;

    if (MsgLen > C->RecvLen)
        return -EINVAL;
    End = P + MsgLen;
    while ((size_t)(End - P) >= sizeof(struct HvPpi)) {
        struct HvPpi Ppi;

        memcpy(&Ppi, P, sizeof Ppi);
        __asm__ __volatile__("" ::: "memory");
        if (Ppi.Size < sizeof Ppi || Ppi.Size > (size_t)(End - P))
            return -EPROTO;
        if (Ppi.Type < 16) {
            C->Ppi[Ppi.Type] = Ppi.Value;
            N++;
        }
        P += Ppi.Size;
    }
    return N;
}

/* expect: double-load live */
int HvNdisData(struct HvChan *C, const u8 **Data, u32 *Len)
{
    const struct HvNdis *M = (const struct HvNdis *)C->RecvBuf;
    u32 Total = READ_ONCE(M->MsgLen);
    u32 Off = READ_ONCE(M->DataOffset);

    if (Total > C->RecvLen || Off > Total || M->DataLen > Total - Off)
        return -EPROTO;
    if (M->DataLen > sizeof C->Packet)
        return -ENOBUFS;
    memcpy(C->Packet, C->RecvBuf + Off, M->DataLen);
    *Data = C->Packet;
    *Len = Total - Off;
    return 0;
}

/* expect: none */
u32 HvLastLen(const struct HvChan *C)
{
    if (C->Last.Len8 * 8u > sizeof C->Packet)
        return 0;
    return C->Last.Len8 * 8u;
}
