// A program that needs a function that no kernel has, and a program that does not need it.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern int bpfgen_no_such_function(int value) __ksym;

SEC("socket") int needs_it(void *ctx) { return bpfgen_no_such_function(1); }

SEC("socket") int works(void *ctx) { return 5; }

char LICENSE[] SEC("license") = "GPL";
