using System;
using System.IO;
using System.Linq;
using Xunit;

namespace BpfGen.Build.Tests;

public sealed class DependencyTests
{
    [Theory]
    [InlineData("probe.o: probe.bpf.c event.h\n", "probe.bpf.c|event.h")]
    [InlineData("my\\ probe.o: a\\ b/probe.bpf.c \\\n  /usr/linux/bpf.h \\\r\n  c.h\n", "a b/probe.bpf.c|/usr/linux/bpf.h|c.h")]
    [InlineData("C:\\obj\\probe.o: C:\\src\\probe.bpf.c \\\n  C:\\src\\my\\ own.h\n", "C:\\src\\probe.bpf.c|C:\\src\\my own.h")]
    [InlineData("p.o: a$$b.c c\\#d.h", "a$b.c|c#d.h")]
    [InlineData("p.o: \\\n  a.c\n", "a.c")]
    [InlineData("", "")]
    public void DependencyFile_reads_the_files_of_a_make_rule(string rule, string expected) =>
        Assert.Equal(expected, string.Join("|", DependencyFile.Read(rule)));

    [Fact]
    public void A_Zig_source_depends_on_the_files_that_it_imports_embeds_and_includes()
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-zig-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "include"));
        Write("probe.zig", "const std = @import(\"std\");\nconst a = @import(\"a.zig\");\nconst c = @cImport(@cInclude(\"event.h\"));");
        Write("a.zig", "const text = @embedFile( \"text.bin\" ); const self = @import(\"probe.zig\");");
        Write("text.bin", "@import(\"never.zig\")");
        Write("include/event.h", "#include <more.h>\n# include \"gone.h\"");
        Write("include/more.h", "");
        try
        {
            var found = ZigSources.Find(Path.Combine(folder, "probe.zig"), [Path.Combine(folder, "include")]);

            Assert.Equal(
                ["probe.zig", "a.zig", "include/event.h", "text.bin", "include/more.h"],
                found.Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }

    [Fact]
    public void IsCurrent_is_false_after_a_source_file_the_key_or_the_object_file_changes()
    {
        var folder = Directory.CreateTempSubdirectory("bpfgen-state-").FullName;
        try
        {
            var (state, target, header) = (Path.Combine(folder, "p.state"), Path.Combine(folder, "p.o"), Path.Combine(folder, "a b.h"));
            File.WriteAllText(target, "object");
            File.WriteAllText(header, "one");
            Assert.False(IsCurrent("key"));
            CompiledState.Write(state, "key", target, folder, new ContentHashes(), ["a b.h"]);

            Assert.True(IsCurrent("key"));
            Assert.False(IsCurrent("other"));

            // A new time stamp alone does not make the object outdated.
            File.SetLastWriteTimeUtc(header, DateTime.UtcNow.AddDays(1));
            Assert.True(IsCurrent("key"));

            File.WriteAllText(header, "two");
            Assert.False(IsCurrent("key"));
            File.WriteAllText(header, "one");
            File.WriteAllText(target, "damaged");
            Assert.False(IsCurrent("key"));
            File.WriteAllText(target, "object");
            File.Delete(header);
            Assert.False(IsCurrent("key"));

            bool IsCurrent(string key) => CompiledState.IsCurrent(state, key, target, folder, new ContentHashes(), out _);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
