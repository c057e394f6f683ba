// How a probe declares what the kernel defines.
#pragma once

#define __ksym __attribute__((section(".ksyms")))
#define __kconfig __attribute__((section(".kconfig")))
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
#define preserved __attribute__((preserve_access_index))

enum libbpf_tristate { TRI_NO = 0, TRI_YES = 1, TRI_MODULE = 2 };

// What is declared __weak has an address where the kernel has it.
#define bpf_ksym_exists(symbol) (!!&symbol)
