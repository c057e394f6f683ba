using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using BpfGen.Package.Tests.Support;
using Xunit;

namespace BpfGen.Package.Tests;

/// <summary>
/// The C code of the pages in <c>docs/</c> compiles in a project that references the package. The kernel rejects the examples of verifier
/// errors with the messages that the page shows, and accepts the corrected examples.
/// </summary>
public sealed class ProbePageTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    private const string Errors = "## Ten errors of the verifier";
    private const string Header = "// common.h\n";

    /// <summary>The lines of a fragment that has no includes of its own.</summary>
    private const string Includes = "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n";

    private static readonly string Pages = Path.Combine(PackedPackage.Repository, "docs");
    private static readonly string Vmlinux = Path.Combine(
        PackedPackage.Repository, "build", "templates", "content", "bpfgen", "probes", "vmlinux.h");

    [Fact]
    public async Task Every_C_code_block_of_the_documentation_pages_compiles()
    {
        var project = await ProbeProject.Create(package);
        project.Write("probes/vmlinux.h", await File.ReadAllTextAsync(Vmlinux, TestContext.Current.CancellationToken));
        var blocks = Directory.GetFiles(Pages, "*.md").SelectMany(page => Blocks(File.ReadAllText(page).Split(Errors)[0], "c")).ToList();
        Assert.InRange(blocks.Count, 8, int.MaxValue);
        for (var i = 0; i < blocks.Count; i++)
        {
            var start = blocks[i].Contains("#include", StringComparison.Ordinal) ? "" : Includes;
            project.Write($"probes/block{i}.bpf.c", start + blocks[i]);
        }

        (await project.Build("-warnaserror")).ShouldSucceed();
    }

    [Fact]
    public async Task The_kernel_rejects_each_example_of_a_verifier_error_and_accepts_its_correction()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Requires root, or CAP_BPF and CAP_PERFMON.");
        var page = (await File.ReadAllTextAsync(Path.Combine(Pages, "writing-probes.md"), TestContext.Current.CancellationToken))
            .Split(Errors)[1];
        var examples = page.Split("\n### ").Skip(1).Select(Example.Parse).ToList();
        Assert.Equal(10, examples.Count);
        var project = await ProbeProject.Create(package);
        project.Write("probes/common.h", Assert.Single(Blocks(page, "c"), block => block.StartsWith(Header, StringComparison.Ordinal)));
        foreach (var example in examples)
        {
            project.Write($"probes/{example.Name}.bpf.c", example.Rejected);
            project.Write($"probes/{example.Name}_fixed.bpf.c", example.Accepted);
        }

        project.Write("Program.cs", Program(examples));
        (await project.Build()).ShouldSucceed();
        var answers = (await Dotnet.Run(project.Folder, "run", "--no-build")).ShouldSucceed().Output.Split("== ").Skip(1)
            .ToDictionary(answer => answer.Split('\n')[0], answer => answer[answer.IndexOf('\n')..].Trim());

        Assert.All(examples, example =>
        {
            Assert.Equal("loaded", answers[example.Class + "Fixed"]);
            Assert.All(example.Messages, message => Assert.Contains(message, answers[example.Class], StringComparison.Ordinal));
        });
    }

    private static IEnumerable<string> Blocks(string page, string language) =>
        Regex.Matches(page, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value);

    /// <summary>A program that loads each object, and prints its class with the error or <c>loaded</c>.</summary>
    private static string Program(IEnumerable<Example> examples) => "using System;\nusing App;\n\n"
        + string.Concat(examples.SelectMany(example => new[] { example.Class, example.Class + "Fixed" })
            .Select(name => $"Say(\"{name}\", () => {name}.Load());\n"))
        + """

        static void Say(string name, Func<IDisposable> load)
        {
            Console.WriteLine($"== {name}");
            try
            {
                load().Dispose();
                Console.WriteLine("loaded");
            }
            catch (BpfGen.BpfException exception)
            {
                Console.WriteLine(exception.Message.Replace("== ", "=  "));
            }
        }
        """;

    /// <param name="Name">The name of the program, which is also that of its file.</param>
    /// <param name="Rejected">The source that the verifier rejects.</param>
    /// <param name="Accepted">The corrected source.</param>
    /// <param name="Messages">The parts of the message: the place and the verifier's lines, without the part in between.</param>
    private sealed record Example(string Name, string Rejected, string Accepted, string[] Messages)
    {
        public string Class => string.Concat(Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

        public static Example Parse(string section)
        {
            var sources = Blocks(section, "c").ToList();
            Assert.Equal(2, sources.Count);
            var name = Regex.Match(sources[0], @"^SEC\(.*\nint (?:BPF_\w+\()?(\w+)", RegexOptions.Multiline).Groups[1].Value;
            var message = Assert.Single(Blocks(section, "text")).Replace("== ", "=  ", StringComparison.Ordinal).Split('…');

            // The page shows the words of one kernel; the words of others differ.
            var lines = Environment.OSVersion.Version is { Major: 6, Minor: 18 } ? message[1].Trim().Split('\n') : [];
            return new(name, sources[0], sources[1], [message[0].Trim(), .. lines.Select(line => line.Trim())]);
        }
    }
}
