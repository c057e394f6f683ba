using System;
using System.Collections.Generic;
using System.IO;

namespace BpfGen.Agent.Web;

/// <summary>The files of the page, which are inside the program.</summary>
internal static class Resources
{
    private static readonly Dictionary<string, (string Name, string Type)> Paths = new(StringComparer.Ordinal)
    {
        ["/"] = ("page.html", "text/html; charset=utf-8"),
        ["/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
        ["/icon.svg"] = ("icon.svg", "image/svg+xml"),
        ["/favicon.ico"] = ("icon.svg", "image/svg+xml"),
    };

    /// <summary>Opens the file at a path.</summary>
    /// <returns>The file and its media type; null if there is none.</returns>
    public static (Stream File, string Type)? Open(string path) => Paths.TryGetValue(path, out var found)
        ? (typeof(Resources).Assembly.GetManifestResourceStream(found.Name)!, found.Type)
        : null;
}
