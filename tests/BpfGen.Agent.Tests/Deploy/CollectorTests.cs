using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BpfGen.Agent.Tests.Deploy.Support;
using Xunit;
using YamlDotNet.Serialization;

namespace BpfGen.Agent.Tests.Deploy;

/// <summary>
/// The configurations of the OpenTelemetry Collector are complete. The tests have no collector: they check that the pipelines use what is
/// defined, in the order that the collector recommends.
/// </summary>
public sealed class CollectorTests
{
    public static TheoryData<string> Files =>
        [Path.Combine("otel", "collector.yaml"), Path.Combine("kubernetes", "components", "otlp", "collector.yaml")];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_pipeline_of_the_collector_uses_exactly_the_components_that_are_defined(string file)
    {
        var configuration = Map(new DeserializerBuilder().Build().Deserialize(File.ReadAllText(Deployment.PathOf(file)))!);
        var service = Map(configuration["service"]);
        var pipeline = Map(Map(service["pipelines"])["metrics"]);

        foreach (var kind in new[] { "receivers", "processors", "exporters" })
        {
            Assert.Equal(Map(configuration[kind]).Keys.Order(), List(pipeline[kind]).Order());
        }

        Assert.Equal(Map(configuration["extensions"]).Keys, List(service["extensions"]));
        Assert.Equal(["memory_limiter", "batch"], List(pipeline["processors"]));
        Assert.Equal("0.0.0.0:4317", Map(Map(Map(Map(configuration["receivers"])["otlp"])["protocols"])["grpc"])["endpoint"]);
    }

    private static Dictionary<string, object> Map(object node) => ((Dictionary<object, object>)node).ToDictionary(
        pair => (string)pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static List<string> List(object node) => [.. ((List<object>)node).Cast<string>()];
}
