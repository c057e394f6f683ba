using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace BpfGen.Package.Tests.Support;

/// <summary>A frame of a flame graph, as the SVG file describes it.</summary>
internal sealed class FlameGraphFrame(XElement frame)
{
    public string Name { get; } = frame.Elements().Single(element => element.Name.LocalName == "text").Attribute("data-name")!.Value;

    public string Title { get; } = frame.Elements().Single(element => element.Name.LocalName == "title").Value;

    public long Samples { get; } = Number(frame, "data-samples");

    public long Depth { get; } = Number(frame, "data-depth");

    private long Start { get; } = Number(frame, "data-start");

    /// <summary>
    /// Whether the other frame lies above this frame. This means that this frame's function called the other frame's function, directly or
    /// through other functions.
    /// </summary>
    public bool Contains(FlameGraphFrame other) =>
        other.Depth > Depth && other.Start >= Start && other.Start + other.Samples <= Start + Samples;

    private static long Number(XElement frame, string name) => long.Parse(frame.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
