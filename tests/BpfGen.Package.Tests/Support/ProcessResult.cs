using Xunit;

namespace BpfGen.Package.Tests.Support;

/// <summary>The exit code and the output of a program that has ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    public ProcessResult ShouldSucceed()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    public ProcessResult ShouldFail()
    {
        Assert.True(ExitCode != 0, $"the program succeeded, but should have failed\n{Output}\n{Error}");
        return this;
    }
}
