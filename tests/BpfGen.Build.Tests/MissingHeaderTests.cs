using Xunit;

namespace BpfGen.Build.Tests;

public sealed class MissingHeaderTests
{
    [Theory]
    [InlineData("probes/a.bpf.c", "bpfgen vmlinux -o probes/vmlinux.h (")]
    [InlineData("a.bpf.c", "bpfgen vmlinux -o vmlinux.h (")]
    [InlineData("my probes/a.bpf.c", "bpfgen vmlinux -o \"my probes/vmlinux.h\" (")]
    public void A_missing_vmlinux_h_is_reported_with_the_command_that_writes_it_beside_the_source(string source, string command)
    {
        var text = MissingHeader.Explain("'vmlinux.h' file not found", source);

        Assert.StartsWith("'vmlinux.h' file not found. ", text);
        Assert.Contains(command, text);
    }

    [Theory]
    [InlineData("'event.h' file not found")]
    [InlineData("use of undeclared identifier 'vmlinux'")]
    public void Other_messages_stay_as_the_compiler_writes_them(string text) => Assert.Equal(text, MissingHeader.Explain(text, "a.bpf.c"));
}
