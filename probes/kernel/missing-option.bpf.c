// A configuration option that no kernel has and that the program requires, because it is not weak.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern int CONFIG_NO_SUCH_OPTION __kconfig;

SEC("socket") int option(void *context)
{
    return CONFIG_NO_SUCH_OPTION;
}
