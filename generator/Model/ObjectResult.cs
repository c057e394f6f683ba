using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>The result of reading an object file.</summary>
/// <param name="Path">The file's path as in the project.</param>
/// <param name="Model">The linked object; null if the file could not be parsed.</param>
/// <param name="Problems">The problems of the object itself, independent of the project's requirements.</param>
internal sealed record ObjectResult(string Path, ObjectModel? Model, EquatableArray<Problem> Problems);
