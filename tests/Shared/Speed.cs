namespace BpfGen.Tests;

/// <summary>
/// A trait of tests. A slow test takes long and proves something that rarely changes: <c>dotnet test</c> and <c>.ci/slow</c> run it,
/// <c>.ci/run</c> does not.
/// </summary>
internal static class Speed
{
    public const string Trait = "speed";
    public const string Slow = "slow";
}
