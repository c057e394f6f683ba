using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using BpfGen.Generator.Tests.Support;
using Xunit;

namespace BpfGen.Generator.Tests;

/// <summary>
/// The source in <c>common/</c> is compiled into the generator and into the runtime. So this source must not depend on types or packages
/// that only one of these two projects has.
/// </summary>
public sealed class CommonSourceTests
{
    private const string Forbidden =
        @"Microsoft\.CodeAnalysis|LibraryImport|DllImport|\bElf\w*|System\.IO\b|System\.Linq\b"
        + @"|BpfGen\.(Interop|Generator|Loading\.\w+Loader|Errors|Maps|Programs|Links)\b";

    [Fact]
    public void The_folder_common_uses_no_ELF_no_Roslyn_and_no_system_calls()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "common"), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        var mentions =
            from file in files
            from match in Regex.Matches(File.ReadAllText(file), Forbidden)
            select $"{file} mentions {match.Value}";
        Assert.Empty(mentions);
    }
}
