using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>
/// Memory order of the buffers: two threads pass records through the memory of each kind of buffer. On x86-64, the tests detect only memory
/// accesses that the compiler reorders. On arm64, they also detect accesses that the processor reorders.
/// </summary>
public sealed class MemoryOrderTests
{
    private const int Records = 300_000;

    [Fact]
    public void Every_record_of_a_ring_buffer_is_complete_when_it_is_read() => Assert.Equal(0, RingStress.OfRing(Records));

    [Fact]
    public void Every_record_of_a_perf_ring_is_complete_when_it_is_read() => Assert.Equal(0, RingStress.OfPerfRing(Records));

    [Fact]
    public void Every_record_of_a_user_ring_buffer_is_complete_when_it_is_read() => Assert.Equal(0, RingStress.OfUserRing(Records));
}
