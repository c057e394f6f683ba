// Programs with different section names, without maps. The section name alone sets the type of a program.
#include "include/bpf.h"

#define PROGRAM(section, name) SEC(section) int name(void *ctx) { return 0; }

PROGRAM("socket", socket_filter)
PROGRAM("kprobe/do_nanosleep", on_nanosleep)
PROGRAM("tracepoint/sched/sched_switch", on_switch)
PROGRAM("raw_tp/sched_switch", on_raw_switch)
PROGRAM("xdp", drop_nothing)
PROGRAM("tc", pass)
PROGRAM("cgroup_skb/egress", egress)
PROGRAM("perf_event", sample)
PROGRAM("sk_msg", message)
PROGRAM("sk_reuseport", select)
PROGRAM("flow_dissector", dissect)
PROGRAM("cgroup/connect4", connect4)
