using BpfGen.Generator.Collections;
using BpfGen.Generator.Diagnostics;

namespace BpfGen.Generator.Model;

/// <summary>What came of one object file.</summary>
/// <param name="Path">The file's path, as the build names it.</param>
/// <param name="Model">The linked object, or null where it could not be taken apart.</param>
/// <param name="Problems">What is wrong with the object, whatever a contract asks of it.</param>
internal sealed record ObjectResult(string Path, ObjectModel? Model, EquatableArray<Problem> Problems);
