// A program that calls a function of another file, and a program that does not.
#include "../include/bpf.h"

int of_other_file(int value);

SEC("socket") int incomplete(void *ctx) { return of_other_file(1) + of_other_file(2); }

SEC("socket") int complete(void *ctx) { return 5; }

char LICENSE[] SEC("license") = "GPL";
