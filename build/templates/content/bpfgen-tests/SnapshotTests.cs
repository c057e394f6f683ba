using System.Reflection;
using System.Text.Json;
using BpfGen.Testing;
using Xunit;

namespace BpfTests;

/// <summary>
/// Compares the public members of the generated class, and the layout of its types, with those that you have approved, in the file
/// <c>Filter.approved.txt</c>. A difference shows what a change of the probe means for the code that uses it: other maps, variables, types
/// or programs, or a field at another offset. A new version of BpfGen can also change them. To approve the current state, run the tests
/// with APPROVE_SNAPSHOTS=1 and commit the file: <c>APPROVE_SNAPSHOTS=1 dotnet test</c>.
/// </summary>
public sealed class SnapshotTests
{
    [Fact]
    public void The_members_and_layouts_of_the_generated_class_are_the_approved_ones()
    {
        var generated = ProbeGenerator.Run(Path.Combine(Setting("ObjectFolder"), "probes", "filter.o"));

        Assert.Empty(generated.Diagnostics);
        var lines = PublicMembers(generated.Source).Concat(Layouts(generated.Contents));
        Compare("Filter.approved.txt", string.Concat(lines.Select(line => line + "\n")));
    }

    /// <summary>
    /// The first line of each public member. The tables with the code of the programs are private: their bytes depend on the version of
    /// the compiler, so they are not in the snapshot.
    /// </summary>
    private static IEnumerable<string> PublicMembers(string source)
    {
        var isPrivate = false;
        foreach (var line in source.Split('\n'))
        {
            isPrivate = line.StartsWith("    private static class ", StringComparison.Ordinal) || (isPrivate && line != "    }");
            if (!isPrivate && line.TrimStart().StartsWith("public ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    /// <summary>The size of each struct in the maps, records and variables of the object, and the offsets of its fields.</summary>
    private static IEnumerable<string> Layouts(string contents)
    {
        using var json = JsonDocument.Parse(contents);
        foreach (var type in json.RootElement.GetProperty("types").EnumerateArray())
        {
            var name = type.GetProperty("name").GetString();
            yield return $"{name}: {type.GetProperty("size")} bytes";
            foreach (var member in type.GetProperty("members").EnumerateArray())
            {
                yield return $"{name}: {member.GetString()}";
            }
        }
    }

    private static void Compare(string file, string actual)
    {
        var path = Path.Combine(Setting("ProjectFolder"), file);
        if (Environment.GetEnvironmentVariable("APPROVE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing. To create it, run the tests with APPROVE_SNAPSHOTS=1.");
        var approved = File.ReadAllText(path).ReplaceLineEndings("\n");
        Assert.True(
            approved == actual,
            $"{path} differs:\n{Changes(approved, actual)}To approve the new state: APPROVE_SNAPSHOTS=1 dotnet test");
    }

    /// <summary>The lines that only one of the texts has.</summary>
    private static string Changes(string approved, string actual)
    {
        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        var lines = before.Except(after).Select(line => "- " + line.Trim()).Concat(after.Except(before).Select(line => "+ " + line.Trim()));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <summary>A setting that the project file writes into the assembly.</summary>
    private static string Setting(string name) => typeof(SnapshotTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(setting => setting.Key == name).Value!;
}
