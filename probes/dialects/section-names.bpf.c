// Programs with the section names of other loaders: libbpf before 1.0, cilium/ebpf, aya and gobpf.
#include "../include/bpf.h"

#define PROGRAM(section, name, result) SEC(section) int name(void *ctx) { return result; }

PROGRAM("classifier/ingress", classifier_slash, 0)
PROGRAM("classifier_egress", classifier_underscore, 0)
PROGRAM("xdp/firewall", xdp_slash, 2)
PROGRAM("xdp_prog", xdp_underscore, 2)
PROGRAM("tc/shaper", tc_slash, 0)
PROGRAM("sockops/established", sockops_slash, 0)
PROGRAM("sk_msg/redirect", sk_msg_slash, 1)
PROGRAM("sk_skb/stream_parser/lines", parser_slash, 0)
PROGRAM("perf_event/cycles", perf_event_slash, 0)
PROGRAM("cgroup/connect4/allow", connect4_slash, 1)
PROGRAM("cgroup_skb/ingress/count", cgroup_skb_slash, 1)
PROGRAM("cgroup/skb/count", cgroup_slash_skb, 1)
PROGRAM("action/drop", action_slash, 0)
PROGRAM("socket/filter", socket_slash, 0)
PROGRAM("kprobe", kprobe_without_target, 0)
PROGRAM("uprobe", uprobe_without_target, 0)
PROGRAM("tracepoint/sched/sched_switch/extra", tracepoint_extra, 0)
PROGRAM("xdp_devmap/out", devmap, 2)
PROGRAM("sched_cls/gobpf", sched_cls, 0)
PROGRAM("sched_act/gobpf", sched_act, 0)

char LICENSE[] SEC("license") = "GPL";
