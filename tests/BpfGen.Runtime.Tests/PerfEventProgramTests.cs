using System;
using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Programs that are attached to perf events.</summary>
[Collection(KernelTests.Name)]
public sealed class PerfEventProgramTests
{
    [Fact]
    public void A_CPU_clock_event_runs_the_program_on_every_CPU()
    {
        Kernel.Required();
        using var tracer = Profile.Load();

        using (var link = tracer.OnSample.Attach(PerfEventSource.CpuClock(frequency: 500)))
        {
            Assert.Equal(Environment.ProcessorCount, Assert.IsType<BpfLinkSet>(link).Count);
            Poll.Until(() => Spin() && tracer.Bss.Samples > 10, "samples of the CPU's clock");
        }

        Thread.Sleep(20);
        var samples = tracer.Bss.Samples;
        Thread.Sleep(20);
        Assert.Equal(samples, tracer.Bss.Samples);
    }

    [Fact]
    public void A_perf_event_program_reads_its_cookie()
    {
        Kernel.Required();
        using var tracer = Cookies.Load();

        using var link = tracer.OnSample.Attach(PerfEventSource.CpuClock(frequency: 500), cookie: 3);

        Poll.Until(() => Spin() && tracer.Bss.SampleCookie == 3, "the cookie of a sample");
    }

    [Fact]
    public void Page_faults_of_the_current_process_run_the_program()
    {
        Kernel.Required();
        using var tracer = Profile.Load();

        using (tracer.OnSample.AttachToCallingThread(PerfEventSource.Software(SoftwareEvent.PageFaults)))
        {
            // The first access to each page causes a page fault. There are fewer faults if the kernel uses huge pages.
            var memory = new byte[64 << 20];
            for (var i = 0; i < memory.Length; i += 4096)
            {
                memory[i] = 1;
            }

            GC.KeepAlive(memory);
        }

        Assert.NotEqual(0ul, tracer.Bss.Samples);
    }

    /// <summary>Many virtual machines have no hardware counters. There, the error must name this cause.</summary>
    [Fact]
    public void A_hardware_event_is_counted_or_reported_as_unsupported()
    {
        Kernel.Required();
        using var tracer = Profile.Load();
        BpfLink? link = null;
        try
        {
            link = tracer.OnSample.AttachToCallingThread(PerfEventSource.Hardware(HardwareEvent.CpuCycles, period: 100_000));
        }
        catch (BpfException exception)
        {
            Assert.Contains("on hardware event CpuCycles", exception.Message);
            Assert.Contains("This machine does not support the event", exception.Message);
            return;
        }

        using (link)
        {
            Poll.Until(() => Spin() && tracer.Bss.Samples > 10, "samples of the processor's cycles");
        }
    }

    [Fact]
    public void Attaching_a_perf_event_program_to_one_CPU_creates_one_link()
    {
        Kernel.Required();
        using var tracer = Profile.Load();

        using var link = tracer.OnSample.Attach(PerfEventSource.CpuClock(frequency: 500), cpu: 0);

        Assert.Equal(LinkType.PerfEvent, Assert.IsType<KernelLink>(link).Type);
    }

    [Fact]
    public void A_perf_event_requires_either_a_period_or_a_frequency()
    {
        Kernel.Required();
        using var tracer = Profile.Load();

        Assert.Throws<ArgumentException>(() => tracer.OnSample.Attach(new PerfEventSource(1, 0)));
        Assert.Throws<ArgumentException>(() => tracer.OnSample.Attach(new PerfEventSource(1, 0) { Period = 1, Frequency = 1 }));
    }

    [Fact]
    public void The_error_for_an_unknown_event_or_CPU_names_the_event()
    {
        Kernel.Required();
        using var tracer = Profile.Load();

        var exception = Assert.Throws<BpfException>(() => tracer.OnSample.Attach(PerfEventSource.Software((SoftwareEvent)1000)));
        var noCpu = Assert.Throws<BpfException>(() => tracer.OnSample.Attach(PerfEventSource.CpuClock(99), cpu: 100_000));

        Assert.Contains("on software event 1000", exception.Message);
        Assert.Contains("software event CpuClock", noCpu.Message);
    }

    private static bool Spin()
    {
        Thread.SpinWait(100_000);
        return true;
    }
}
