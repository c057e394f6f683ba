// A variable of the kernel's configuration, which this version does not resolve.
#include "../include/bpf.h"

extern unsigned long CONFIG_HZ __attribute__((section(".kconfig")));

SEC("socket")
int ticks(void *ctx)
{
    return CONFIG_HZ;
}
