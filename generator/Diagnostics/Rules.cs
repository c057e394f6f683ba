using System.Collections.Generic;

namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// Everything that BpfGen checks. An id is for life: a rule that goes leaves its number empty. Each has a line in
/// AnalyzerReleases.Unshipped.md (or Shipped) and a page under docs/diagnostics, and a test holds that.
/// </summary>
internal static class Rules
{
    // The file: BPFGEN001 to 005.

    public static readonly Rule Unreadable = new(
        "BPFGEN001", "The object file cannot be read", "The eBPF object cannot be read: {0}");

    public static readonly Rule NotElf = new(
        "BPFGEN002", "The file is not an ELF object", "This is not an ELF object file: {0}. Compile the probe to an object, as 'clang -target bpf -c' does.");

    public static readonly Rule Malformed = new(
        "BPFGEN003", "The object file is truncated or damaged", "The object file is truncated or damaged: {0}. Compile it again.");

    public static readonly Rule NotBpf = new(
        "BPFGEN004", "The object is not compiled for eBPF", "This is not an eBPF object: {0}. Compile it with 'clang -target bpf'.");

    public static readonly Rule WrongByteOrder = new(
        "BPFGEN005",
        "The object has the wrong byte order",
        "The object is {0}-endian and the program is built for {1}, which is {2}-endian: its kernel would refuse the instructions. Compile it with '-target {3}'.");

    // The contract: BPFGEN006 to 010.

    public static readonly Rule MissingSection = new(
        "BPFGEN006", "A required section is missing", "{0} has no section {1}; it has {2}.{3}");

    public static readonly Rule MissingMap = new(
        "BPFGEN007", "A required map is missing", "{0} has no map {1}; it has {2}.{3}");

    public static readonly Rule MapDiffers = new(
        "BPFGEN008", "A required map is of another type or size", "Map {0} of {1} is not as required: {2}");

    public static readonly Rule MissingProgram = new(
        "BPFGEN009", "A required program is missing", "{0} has no program {1}; it has {2}.{3}");

    public static readonly Rule MissingRelocation = new(
        "BPFGEN010", "A required relocation is missing", "No program in section {0} of {1} refers to map {2}; {3}.{4}");

    // What the object holds: BPFGEN011 to 019.

    public static readonly Rule UnknownSection = new(
        "BPFGEN011",
        "A program's section is not known",
        "Program {0} is in section {1}, which names no kind of eBPF program.{2} The part of the name before '/' says what the program is: 'xdp', 'kprobe/…', 'tracepoint/…'.");

    public static readonly Rule UnresolvedRelocation = new(
        "BPFGEN012", "A relocation resolves to nothing", "The relocation at instruction {0} of program {1} resolves to nothing: {2}");

    public static readonly Rule UnknownRelocation = new(
        "BPFGEN013", "A relocation is of a kind that is not understood", "Section {0} has a relocation that is not understood: {1}");

    public static readonly Rule BadMapDefinition = new(
        "BPFGEN014", "A map definition is cut short or not understood", "The definition of map {0} in section {1} is not understood: {2}");

    public static readonly Rule OverlappingMaps = new(
        "BPFGEN015", "Two map definitions overlap", "Map {0}, at offset {1} of section {2}, begins inside the definition of map {3}, which ends at offset {4}");

    public static readonly Rule NameCollision = new(
        "BPFGEN016", "Two handles would have the same C# name", "{0} {1} and {2} {3} would both be called '{4}' in C#. Rename one of them in the probe's source.");

    public static readonly Rule GplOnlyHelper = new(
        "BPFGEN017",
        "A GPL-only helper under another licence",
        "Program {0} calls {1} at instruction {2}, which the kernel allows only to programs under a GPL-compatible licence, and {3}. Declare one in the probe ('char LICENSE[] SEC(\"license\") = \"GPL\";'), or set BpfLicense=\"GPL\" on the AdditionalFiles item.");

    public static readonly Rule BadLicense = new(
        "BPFGEN018", "The licence is not usable", "The licence is not usable: {0}. The kernel takes at most 63 bytes of text that end with a zero byte.");

    public static readonly Rule BadProgram = new(
        "BPFGEN019", "A program's code is damaged", "Program {0} in section {1} is damaged: {2}. Compile the object again.");

    // Classes and metadata: BPFGEN020 to 025.

    public static readonly Rule ObjectNotFound = new(
        "BPFGEN020",
        "[BpfObject] names no object of the project",
        "No AdditionalFiles item of the project is {0}; {1}. Add '<AdditionalFiles Include=\"{2}\" />' to the project file, or correct the path.");

    public static readonly Rule ObjectAmbiguous = new(
        "BPFGEN021", "[BpfObject] names more than one object", "{0} could be any of {1}. Write more of the path.");

    public static readonly Rule BadClass = new(
        "BPFGEN022", "The class cannot become an object's handle", "Class '{0}' cannot become the handle of an eBPF object: {1}");

    public static readonly Rule ClassCollision = new(
        "BPFGEN023", "Two objects would make the same class", "The class '{0}' would be made for this object and for {1} as well. Give one of them another BpfClass or BpfNamespace.");

    public static readonly Rule BadMetadata = new(
        "BPFGEN024", "Item metadata is not understood", "{0}=\"{1}\" is not understood: {2}");

    public static readonly Rule QualifiedByFolder = new(
        "BPFGEN025",
        "Objects of one name are told apart by their folders",
        "Another object of the project would make a class '{0}' too, so this one is '{1}', after its folder. Set BpfClass or BpfNamespace to choose.",
        Severity.Info);

    // What works but deserves a word: BPFGEN026 to 028.

    public static readonly Rule CompatibleSpelling = new(
        "BPFGEN026",
        "A section name is spelled as older loaders had it",
        "Section {0} is taken as '{1}'. libbpf 1.0 and later refuse this spelling: write SEC(\"{1}\").",
        Severity.Info);

    public static readonly Rule CodeWithoutProgram = new(
        "BPFGEN027",
        "A code section has no function",
        "Section {0} has {1} bytes of code and no function symbol, so no program is made of it. In assembly, declare it with '.type NAME, @function'.",
        Severity.Warning);

    public static readonly Rule BadPinning = new(
        "BPFGEN028", "A map's pinning is not understood", "Map {0} asks to be pinned in a way that is not understood: {1}");

    // How functions stand to programs: BPFGEN030 and 031.

    public static readonly Rule StaticFunction = new(
        "BPFGEN030",
        "A static function has a section of its own",
        "Function {0} in section {1} is static. Remove 'static' where it is a program, or its SEC() where programs call it.");

    public static readonly Rule BadExceptionCallback = new(
        "BPFGEN031", "An exception callback cannot be called", "The exception callback of program {0} is {1}, {2}. Define it in the probe as a global function without SEC().");

    // What the kernel has to have: BPFGEN040 to 049.

    public static readonly Rule BadExtern = new(
        "BPFGEN040", "What is declared extern is not understood", "{0} is declared extern, and what is meant cannot be told: {1}");

    // C# types: BPFGEN050 to 059.

    public static readonly Rule UnknownType = new(
        "BPFGEN050", "A type that is asked for is not there", "Type {0} of {1} cannot be had: {2}");

    public static readonly Rule NoRecords = new(
        "BPFGEN051",
        "A map has no records",
        "Map {0} of {1} has no records whose type could be said: it is of type {2}. Ring buffers and perf event arrays have.");

    public static readonly Rule StructDiffers = new(
        "BPFGEN052", "A struct is not laid out as the object's", "Struct '{0}' does not stand for what it says in {1}: {2}");

    public static readonly Rule FieldDiffers = new(
        "BPFGEN053", "A field is not where the object has it", "Field '{0}' is not as in {1}: {2}");

    // Our own fault.

    public static readonly Rule Internal = new(
        "BPFGEN099",
        "The generator failed",
        "BpfGen failed, which is a mistake in BpfGen and not in your project: {0}. Please report it, with the object file.");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        Unreadable, NotElf, Malformed, NotBpf, WrongByteOrder,
        MissingSection, MissingMap, MapDiffers, MissingProgram, MissingRelocation,
        UnknownSection, UnresolvedRelocation, UnknownRelocation, BadMapDefinition, OverlappingMaps, NameCollision, GplOnlyHelper, BadLicense, BadProgram,
        ObjectNotFound, ObjectAmbiguous, BadClass, ClassCollision, BadMetadata, QualifiedByFolder,
        CompatibleSpelling, CodeWithoutProgram, BadPinning,
        StaticFunction, BadExceptionCallback,
        BadExtern,
        UnknownType, NoRecords, StructDiffers, FieldDiffers,
        Internal,
    ];
}
