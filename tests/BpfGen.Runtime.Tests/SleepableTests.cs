using System;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Sleepable programs, which may wait, for example until the kernel has read a page of a file.</summary>
[Collection(KernelTests.Name)]
public sealed class SleepableTests
{
    private const ulong Word = 0x1122_3344_5566_7788;

    [Fact]
    public unsafe void A_sleepable_uprobe_reads_user_memory_that_is_not_present_yet()
    {
        Kernel.Required();
        using var library = new ProbedLibrary();
        using var tracer = Sleepable.Load(new() { Programs = { OnFunction = { AutoLoad = true } } });
        using var file = new UntouchedPage(Word);
        using var link = tracer.OnFunction.Attach(library.Path, "probed_one");
        tracer.Bss.Process = (ulong)Environment.ProcessId;
        tracer.Bss.Address = (ulong)file.Address;

        library.Call(0, 1);

        const int BadAddress = 14;
        Assert.Equal((1ul, -BadAddress, 0L), (tracer.Bss.Runs, tracer.Bss.WithoutSleep, tracer.Bss.Result));
        Assert.Equal(Word, tracer.Bss.Word);
        Assert.Equal(Word, *file.Address);
    }
}
