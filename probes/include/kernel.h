// Macros for declarations of functions and variables that the kernel defines.
#pragma once

#define __ksym __attribute__((section(".ksyms")))
#define __kconfig __attribute__((section(".kconfig")))
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
#define preserved __attribute__((preserve_access_index))

enum libbpf_tristate { TRI_NO = 0, TRI_YES = 1, TRI_MODULE = 2 };

// A symbol that is declared __weak has a non-zero address if the running kernel has it.
#define bpf_ksym_exists(symbol) (!!&symbol)
