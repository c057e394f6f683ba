// An option that no kernel's configuration has, and that the program cannot do without.
#include "../include/bpf.h"
#include "../include/kernel.h"

extern int CONFIG_NO_SUCH_OPTION __kconfig;

SEC("socket") int option(void *context)
{
    return CONFIG_NO_SUCH_OPTION;
}
