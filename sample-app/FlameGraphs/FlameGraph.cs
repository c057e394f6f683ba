using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace BpfGen.Sample;

/// <summary>Writes an interactive flame graph: one SVG file that contains its script and opens in any browser.</summary>
/// <remarks>The children of a frame are sorted by their names, so that the same stacks always produce the same file.</remarks>
internal static class FlameGraph
{
    private const string SvgNamespace = "http://www.w3.org/2000/svg";
    private const int Width = 1200;
    private const int Margin = 10;
    private const int HeaderHeight = 40;
    private const int FooterHeight = 50;
    private const int FrameHeight = 16;
    private const int BaseLine = 12; // The distance in pixels from the top of a frame to the base line of its text.
    private const int TextPadding = 3;
    private const double CharacterWidth = 7.3;
    private const double MinFrameWidth = 0.1; // In pixels. Narrower frames are left out to keep the file small.

    /// <param name="output">The file to write.</param>
    /// <param name="stacks">The stacks, outermost function first, each with its number of samples. A stack may occur several times.</param>
    public static void Write(Stream output, IEnumerable<(IEnumerable<string> Stack, ulong Samples)> stacks)
    {
        var root = new Frame();
        foreach (var (stack, samples) in stacks)
        {
            root.Add(stack, samples);
        }

        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var svg = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, Encoding = encoding });
        Write(svg, root);
    }

    private static void Write(XmlWriter svg, Frame root)
    {
        var height = HeaderHeight + (root.Height * FrameHeight) + FooterHeight;
        svg.WriteStartElement("svg", SvgNamespace);
        svg.WriteAttributeString("width", $"{Width}");
        svg.WriteAttributeString("height", $"{height}");
        svg.WriteAttributeString("viewBox", $"0 0 {Width} {height}");
        svg.WriteElementString("style", Resource("flamegraph.css"));
        WriteText(svg, "title", Width / 2, 24, "Flame graph");

        // Place the buttons and texts next to the outermost frames, because a reader of a tall graph begins there.
        WriteText(svg, "details", Margin, height - FooterHeight + 18, "");
        WriteText(svg, "matched", Width - Margin, height - FooterHeight + 18, "");
        WriteText(svg, "reset", Margin, height - Margin, "Reset zoom");
        WriteText(svg, "search", Width - Margin, height - Margin, "Search");

        svg.WriteStartElement("g");
        svg.WriteAttributeString("id", "frames");
        if (root.Samples > 0)
        {
            Write(svg, new Layout(root.Samples, height - FooterHeight), root, "all", start: 0, depth: 0);
        }

        svg.WriteEndElement();
        svg.WriteStartElement("script");
        svg.WriteCData(Resource("flamegraph.js"));
        svg.WriteEndElement();
        svg.WriteEndElement();
    }

    private static void Write(XmlWriter svg, Layout layout, Frame frame, string name, ulong start, int depth)
    {
        var width = layout.Scale(frame.Samples);
        if (width < MinFrameWidth)
        {
            return;
        }

        var y = layout.Bottom - ((depth + 1) * FrameHeight);
        svg.WriteStartElement("g");
        svg.WriteAttributeString("class", "frame");
        svg.WriteAttributeString("data-start", $"{start}");
        svg.WriteAttributeString("data-samples", $"{frame.Samples}");
        svg.WriteAttributeString("data-depth", $"{depth}");
        svg.WriteElementString("title", $"{Printable(name)} ({frame.Samples} samples, {100.0 * frame.Samples / layout.Samples:F2}%)");
        svg.WriteStartElement("rect");
        svg.WriteAttributeString("x", Number(Margin + layout.Scale(start)));
        svg.WriteAttributeString("y", $"{y}");
        svg.WriteAttributeString("width", Number(width));
        svg.WriteAttributeString("height", $"{FrameHeight - 1}");
        svg.WriteAttributeString("fill", Color(name));
        svg.WriteEndElement();

        svg.WriteStartElement("text");
        svg.WriteAttributeString("x", Number(Margin + layout.Scale(start) + TextPadding));
        svg.WriteAttributeString("y", $"{y + BaseLine}");
        svg.WriteAttributeString("data-name", Printable(name));
        svg.WriteString(Cut(Printable(name), width));
        svg.WriteFullEndElement();
        svg.WriteEndElement();

        foreach (var (childName, child) in frame.Children)
        {
            Write(svg, layout, child, childName, start, depth + 1);
            start += child.Samples;
        }
    }

    private static void WriteText(XmlWriter svg, string id, int x, int y, string text)
    {
        svg.WriteStartElement("text");
        svg.WriteAttributeString("id", id);
        svg.WriteAttributeString("x", $"{x}");
        svg.WriteAttributeString("y", $"{y}");
        svg.WriteString(text);
        svg.WriteFullEndElement();
    }

    /// <summary>Replaces characters that XML does not allow. <see cref="XmlWriter"/> escapes the others.</summary>
    private static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            text.Append(Rune.IsControl(rune) || rune.Value is 0xfffe or 0xffff ? "?" : rune.ToString());
        }

        return text.ToString();
    }

    /// <summary>Cuts a name to the width of its frame. When the user zooms, the script in the file does the same.</summary>
    private static string Cut(string name, double width)
    {
        var room = (int)((width - (2 * TextPadding)) / CharacterWidth);
        return room < 3 ? "" : name.Length <= room ? name : $"{name[..(room - 2)]}..";
    }

    /// <summary>Chooses a color by the name, so that a function has the same color in every graph. Kernel functions are yellow.</summary>
    private static string Color(string name)
    {
        var hash = 2166136261u; // The FNV-1a hash of the name.
        foreach (var character in name)
        {
            hash = (hash ^ character) * 16777619;
        }

        var hue = (name.EndsWith("_[k]", System.StringComparison.Ordinal) ? 36 : 6) + (hash % 24);
        return $"hsl({hue},{75 + (hash / 24 % 20)}%,{62 + (hash / 480 % 12)}%)";
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(FlameGraph).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private sealed record Layout(ulong Samples, int Bottom)
    {
        /// <summary>Converts a number of samples to pixels.</summary>
        public double Scale(ulong samples) => (double)samples / Samples * (Width - (2 * Margin));
    }

    /// <summary>A frame of the graph: the samples of a function with the same callers.</summary>
    private sealed class Frame
    {
        public SortedDictionary<string, Frame> Children { get; } = new(System.StringComparer.Ordinal);

        public ulong Samples { get; private set; }

        /// <summary>The height of the subtree in frames, with this frame.</summary>
        public int Height => 1 + Children.Values.Select(child => child.Height).DefaultIfEmpty().Max();

        public void Add(IEnumerable<string> stack, ulong samples)
        {
            var frame = this;
            frame.Samples += samples;
            foreach (var name in stack)
            {
                if (!frame.Children.TryGetValue(name, out var child))
                {
                    frame.Children.Add(name, child = new Frame());
                }

                frame = child;
                frame.Samples += samples;
            }
        }
    }
}
