// Declared extern in a section that says nothing of where it comes from.
#include "../include/bpf.h"

extern int somewhere __attribute__((section(".elsewhere")));

SEC("socket")
int read(void *ctx)
{
    return somewhere;
}
