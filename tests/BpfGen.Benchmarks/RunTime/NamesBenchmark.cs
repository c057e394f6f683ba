using System;
using System.Collections.Generic;
using System.Linq;
using BpfGen.Btf;
using BpfGen.Loading;

namespace BpfGen.Benchmarks;

/// <summary>
/// Finds functions in the kernel's BTF by their names, as the loader does for an object that refers to kernel functions. Each run opens the
/// BTF again, because a program usually loads only one object.
/// </summary>
internal static class NamesBenchmark
{
    private static readonly string[] Names =
    [
        "vfs_read", "vfs_write", "vfs_open", "vfs_unlink", "do_exit", "wake_up_new_task", "tcp_connect", "tcp_close",
        "udp_sendmsg", "ip_rcv", "tcp_v4_connect", "security_file_open", "tcp_sendmsg", "tcp_recvmsg", "filemap_get_pages",
        "try_to_wake_up",
    ];

    public static void Run(int count)
    {
        var symbols = Names.Select(name => new KernelSymbol(name, KernelSymbolKind.Function)).ToArray();
        List<int> indexes = [.. Enumerable.Range(0, symbols.Length)];
        for (var i = 0; i < count; i++)
        {
            var start = Measure.ProcessorTime();
            using var types = KernelBtfIndex.TryOpen() ?? throw new InvalidOperationException("The kernel does not provide its BTF.");
            var found = types.Find(symbols, indexes);
            Measure.Row("names", Measure.ProcessorTime() - start);
            if (Array.IndexOf(found, null) is >= 0 and var missing)
            {
                throw new InvalidOperationException($"The kernel has no function {Names[missing]}.");
            }
        }
    }
}
