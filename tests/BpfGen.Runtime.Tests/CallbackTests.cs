using System.Threading;
using BpfGen.Runtime.Tests.Support;
using Xunit;

namespace BpfGen.Runtime.Tests;

/// <summary>Functions whose addresses are handed to helpers.</summary>
[Collection(KernelTests.Name)]
public sealed class CallbackTests
{
    [Fact]
    public void A_callback_is_called()
    {
        Kernel.Required();
        using var callbacks = Callbacks.Load();
        Packets.SendUntil(callbacks.AddUp, () => Volatile.Read(ref callbacks.Bss.Sum) != 0, "the callback");

        Assert.Equal(5050ul, callbacks.Bss.Sum);
    }
}
