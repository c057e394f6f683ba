using Xunit;

namespace BpfGen.Agent.Tests.Support;

/// <summary>The collection of tests that run an agent, one at a time, because each costs as much as a program's start.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AgentTests
{
    public const string Name = "agent";
}
