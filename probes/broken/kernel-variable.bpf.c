// An extern variable in a section that does not tell where the variable comes from.
#include "../include/bpf.h"

extern int somewhere __attribute__((section(".elsewhere")));

SEC("socket")
int read(void *ctx)
{
    return somewhere;
}
