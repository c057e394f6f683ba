using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Callbacks: functions whose addresses a program passes to helpers.</summary>
[Collection(KernelTests.Name)]
public sealed class CallbackTests
{
    [Fact]
    public void A_helper_calls_the_callback_of_a_program()
    {
        Kernel.Required();
        using var callbacks = Callbacks.Load();
        Packets.SendUntil(callbacks.AddUp, () => Volatile.Read(ref callbacks.Bss.Sum) != 0, "the callback");

        Assert.Equal(5050ul, callbacks.Bss.Sum);
    }
}
