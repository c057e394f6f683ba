// Functions whose symbols have neither type nor size, as assemblers and LLVM before 8 write them.
#include "../include/bpf.h"

asm(".section socket,\"ax\",@progbits\n"
    ".globl calls\n"
    "calls:\n"
    "    call four\n"
    "    r0 += 3\n"
    "    exit\n"
    ".globl jumps\n"
    "jumps:\n"
    "    r0 = 2\n"
    "    if r0 == 2 goto inside\n"
    "    r0 = 1\n"
    "inside:\n"
    "    exit\n"
    ".text\n"
    "four:\n"
    "    r0 = 4\n"
    "    exit\n");

char LICENSE[] SEC("license") = "GPL";
