using System;
using System.IO;
using System.Text;
using Xunit;

namespace BpfGen.Build.Tests;

public sealed class ObjectRewriterTests
{
    private static readonly string Probes = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "probes"));

    [Theory]
    [InlineData("probe-zig-debug.o")]
    [InlineData("probe-zig-debug.eb.o")]
    public void Objects_that_differ_only_in_the_source_folder_are_equal_after_Rewrite(string probe)
    {
        var original = File.ReadAllBytes(Path.Combine(Probes, probe));

        var (one, two) = (Rewrite(original, "./probe.zig"), Rewrite(original, "./folder/with/another/length/probe.zig"));

        Assert.NotEqual(one, two);
        Assert.Equal(
            one,
            ObjectRewriter.Rewrite(two, path => path.Replace("./folder/with/another/length/", "./", StringComparison.Ordinal)));
        Assert.DoesNotContain("/tmp/", Encoding.Latin1.GetString(one), StringComparison.Ordinal);
        Assert.Contains("./probe.zig\0", Encoding.Latin1.GetString(one), StringComparison.Ordinal);
    }

    [Fact]
    public void Rewrite_does_not_change_bytes_that_are_not_an_object()
    {
        var original = File.ReadAllBytes(Path.Combine(Probes, "probe-zig-debug.o"));

        for (var length = 0; length < original.Length; length += 7)
        {
            _ = ObjectRewriter.Rewrite(original[..length], path => path);
        }

        Assert.Equal([1, 2, 3], ObjectRewriter.Rewrite([1, 2, 3], path => path));
    }

    private static byte[] Rewrite(byte[] bytes, string name) =>
        ObjectRewriter.Rewrite(bytes, path => path.StartsWith("/tmp/", StringComparison.Ordinal) ? name : Path.GetFileName(path));
}
