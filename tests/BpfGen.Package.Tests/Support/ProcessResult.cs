using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>How a program ended, and what it said.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    public ProcessResult ShouldSucceed()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    public ProcessResult ShouldFail()
    {
        Assert.True(ExitCode != 0, $"it succeeded\n{Output}\n{Error}");
        return this;
    }
}
