using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Generator.Linking;
using BpfGen.Generator.Tests.Support;
using BpfGen.Tool.Disassembly;
using BpfGen.Tool.Tests.Support;
using Xunit;

namespace BpfGen.Tool.Tests;

/// <summary>The output of <c>bpfgen disassemble</c> has the syntax and the instruction numbers of the verifier's log.</summary>
public sealed class VerifierSyntaxTests
{
    /// <summary>
    /// A pattern for instructions whose text differs: the verifier's log contains addresses and numbers, and the output of
    /// <c>bpfgen disassemble</c> contains names.
    /// </summary>
    private const string Named = @"\(18\)|map\[|ksym\[|subprog\[|CO-RE";

    [Theory]
    [InlineData("probes/btf/globals.o")]
    [InlineData("probes/linking/instructions-v4.o")]
    [InlineData("probes/loading/calls.o")]
    [InlineData("probes/net/sockets.o")]
    [InlineData("probes/net/xdp.o")]
    [InlineData("probes/samples/biolatency.o")]
    [InlineData("probes/samples/runqlat.o")]
    public async Task Disassemble_prints_instructions_as_the_verifier_does(string path)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Clang.IsOnPath("bpftool"), "Requires root and bpftool.");
        Assert.SkipUnless(Directory.Exists("/sys/fs/bpf"), "Requires a BPF file system.");
        var pins = $"/sys/fs/bpf/bpfgen-tool-{Environment.ProcessId}-{Path.GetFileNameWithoutExtension(path)}";
        var log = await ToolRun.Start(Repository.Root, "bpftool", "-d", "prog", "loadall", path, pins);
        if (Directory.Exists(pins))
        {
            Directory.Delete(pins, recursive: true);
        }

        var expected = ByProgram(log.Output + log.Error);
        var compared = 0;
        foreach (var (program, instructions) in expected)
        {
            var listing = Instructions((await ToolRun.Of("disassemble", path, program)).ShouldSucceed().Output);
            foreach (var (index, text) in instructions)
            {
                var own = listing[index];
                if (!Regex.IsMatch(own, Named) && !text.StartsWith("(18)", StringComparison.Ordinal))
                {
                    Assert.Equal(text, Regex.Replace(own, @"(?<=call pc[+-]\d+)#\w+| +;.*", ""));
                    compared++;
                }
            }
        }

        Assert.True(compared > 3, $"only {compared} instructions of {path} were compared");
    }

    [Fact]
    public void InstructionText_describes_every_instruction_in_both_byte_orders()
    {
        var random = new Random(1);
        for (var code = 0; code < 256; code++)
        {
            for (var i = 0; i < 200; i++)
            {
                var word = ((ulong)random.NextInt64() & ~0xfful) | (uint)code;
                var text = InstructionText.Of(new Instruction(word, IsLittleEndian: true), 0);
                Assert.StartsWith($"({code:x2}) ", text, StringComparison.Ordinal);
                InstructionText.Of(new Instruction(word, IsLittleEndian: false), 0);
            }
        }
    }

    /// <summary>Returns the instructions in a verifier log, by program and by instruction number.</summary>
    private static Dictionary<string, Dictionary<int, string>> ByProgram(string log) =>
        Regex.Matches(log, @"prog '(\w+)': -- BEGIN PROG LOAD LOG --\n(.*?)-- END PROG LOAD LOG --", RegexOptions.Singleline)
            .ToDictionary(match => match.Groups[1].Value, match => Instructions(match.Groups[2].Value));

    private static Dictionary<int, string> Instructions(string text)
    {
        var result = new Dictionary<int, string>();
        foreach (Match match in Regex.Matches(
            text, @"^ *(\d+): (\([0-9a-f]{2}\) .*?)(?: +; R\d.*| +; frame\d.*|)$", RegexOptions.Multiline))
        {
            result[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)] = match.Groups[2].Value.TrimEnd();
        }

        return result;
    }
}
