using System.Linq;
using Xunit;

namespace BpfGen.Build.Tests;

public sealed class CompilerMessageTests
{
    [Theory]
    [InlineData(
        "probes/a.bpf.c:9:12: error: use of undeclared identifier 'x'",
        MessageKind.Error, "probes/a.bpf.c", 9, 12, "use of undeclared identifier 'x'", null)]
    [InlineData("a b.c:1:2: fatal error: 'e.h' file not found", MessageKind.Error, "a b.c", 1, 2, "'e.h' file not found", null)]
    [InlineData(
        "C:\\x\\a.c:3:4: warning: unused variable 'k' [-Wunused-variable]",
        MessageKind.Warning, "C:\\x\\a.c", 3, 4, "unused variable 'k'", "Wunused-variable")]
    [InlineData(
        "a.c:3:4: error: unused variable 'k' [-Werror,-Wunused-variable]",
        MessageKind.Error, "a.c", 3, 4, "unused variable 'k'", "Wunused-variable")]
    [InlineData("a.c:3:4: note: expanded from macro 'M'", MessageKind.Note, "a.c", 3, 4, "expanded from macro 'M'", null)]
    [InlineData("clang: error: unknown argument: '-x'", MessageKind.Error, "", 0, 0, "unknown argument: '-x'", null)]
    [InlineData("fatal error: error in backend: no", MessageKind.Error, "", 0, 0, "error in backend: no", null)]
    [InlineData(
        "<unknown>:0:0: in function f i32 (ptr): too many arguments",
        MessageKind.Error, "", 0, 0, "in function f i32 (ptr): too many arguments", null)]
    [InlineData(
        "a.c:7:1: in function f i32 (ptr): too many arguments\r",
        MessageKind.Error, "a.c", 7, 1, "in function f i32 (ptr): too many arguments", null)]
    internal void A_compiler_message_is_parsed_into_kind_file_line_column_text_and_option(
        string line, MessageKind kind, string file, int row, int column, string text, string? option) =>
        Assert.Equal(new CompilerMessage(kind, file, row, column, text, option), Assert.Single(CompilerMessage.Read([line])));

    [Fact]
    public void Quoted_source_lines_and_error_counts_are_not_read_as_messages() =>
        Assert.Empty(CompilerMessage.Read(["    9 |     return x;", "      |            ^", "1 error generated.", ""]));

    [Fact]
    public void Compiler_messages_keep_their_order() => Assert.Equal(
        ["one", "two", "three"],
        CompilerMessage.Read(["a.c:1:1: error: one", "a.c:2:1: note: two", "a.c:3:1: warning: three"]).Select(message => message.Text));
}
