using System.Collections.Generic;

namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// Every rule that BpfGen checks. The meaning of an id never changes, and the id of a removed rule is never used again. Each rule has a
/// line in AnalyzerReleases.Unshipped.md (or Shipped) and a page in docs/diagnostics. A test checks that both exist.
/// </summary>
internal static class Rules
{
    // Rules about the object file: BPFGEN001 to 005.

    public static readonly Rule Unreadable = new(
        "BPFGEN001", "The object file cannot be read", "The eBPF object cannot be read: {0}.");

    public static readonly Rule NotElf = new(
        "BPFGEN002", "The file is not an ELF object", "This is not an ELF object file: {0}.");

    public static readonly Rule Malformed = new(
        "BPFGEN003", "The object file is truncated or damaged", "The object file is truncated or damaged: {0}. Compile it again.");

    public static readonly Rule NotBpf = new(
        "BPFGEN004", "The object is not compiled for eBPF", "This is not an eBPF object: {0}. Compile it with 'clang -target bpf'.");

    public static readonly Rule WrongByteOrder = new(
        "BPFGEN005",
        "The object has the wrong byte order",
        "The object is {0}-endian, but the project is built for {1}, which is {2}-endian. "
        + "A {2}-endian kernel rejects the object's instructions. "
        + "Compile the object with '-target {3}', or build for a platform that is {0}-endian: '-r {4}'.");

    // Rules about the requirements of the project: BPFGEN006 to 010.

    public static readonly Rule MissingSection = new(
        "BPFGEN006", "A required section is missing", "{0} has no section {1}; it has {2}.{3}");

    public static readonly Rule MissingMap = new(
        "BPFGEN007", "A required map is missing", "{0} has no map {1}; it has {2}.{3}");

    public static readonly Rule MapDiffers = new(
        "BPFGEN008", "A required map has a different type or size", "Map {0} of {1} does not match its [RequiresMap]: {2}");

    public static readonly Rule MissingProgram = new(
        "BPFGEN009", "A required program is missing", "{0} has no program {1}; it has {2}.{3}");

    public static readonly Rule MissingRelocation = new(
        "BPFGEN010", "A required relocation is missing", "No program in section {0} of {1} refers to map {2}; {3}.{4}");

    // Rules about the contents of the object: BPFGEN011 to 019.

    public static readonly Rule UnknownSection = new(
        "BPFGEN011",
        "The section of a program is unknown",
        "Program {0} is in section {1}, whose name is not a known eBPF program type.{2} A section name begins with a program type, such as "
        + "'xdp', 'kprobe/…' or 'tracepoint/…'. "
        + "Name the section in the project file: BpfPrograms=\"{3}: xdp\" on the AdditionalFiles item. "
        + "To leave the program out: BpfPrograms=\"{3}: skip\".");

    public static readonly Rule UnresolvedRelocation = new(
        "BPFGEN012", "A relocation cannot be resolved", "Instruction {0} of function {1} cannot be relocated: {2}");

    public static readonly Rule UnknownRelocation = new(
        "BPFGEN013",
        "A relocation has an unsupported type",
        "Section {0} has a relocation that eBPF code cannot have: {1}. Compile the object again.");

    public static readonly Rule BadMapDefinition = new(
        "BPFGEN014", "A map definition is not valid", "The definition of {0} in section {1} is not valid: {2}");

    public static readonly Rule OverlappingMaps = new(
        "BPFGEN015",
        "Two map definitions overlap",
        "Map {0}, at offset {1} of section {2}, begins inside the definition of map {3}, which ends at offset {4}. Correct the offset or "
        + "the size of one of the symbols.");

    public static readonly Rule NameCollision = new(
        "BPFGEN016",
        "Two properties would have the same C# name",
        "{0} {1} and {2} {3} would both become the C# property '{4}'. "
        + "Rename one of them in the eBPF source, or in the project file: Bpf{5}=\"{6}: as OtherName\" on the AdditionalFiles item.");

    public static readonly Rule GplOnlyHelper = new(
        "BPFGEN017",
        "A GPL-only helper is called under another license",
        "Program {0} calls {1} at instruction {2}. The kernel allows this helper only to programs with a GPL-compatible license, and {3}. "
        + "Declare such a license in the eBPF source ('char LICENSE[] SEC(\"license\") = \"GPL\";'), or set BpfLicense=\"GPL\" on the "
        + "AdditionalFiles item.");

    public static readonly Rule BadLicense = new(
        "BPFGEN018", "The license is not valid", "The license is not valid: {0}. The kernel accepts at most 63 bytes.");

    public static readonly Rule BadProgram = new(
        "BPFGEN019", "The code of a function is not valid", "The code of function {0} in section {1} is not valid: {2}.");

    // Rules about classes and metadata: BPFGEN020 to 025.

    public static readonly Rule ObjectNotFound = new(
        "BPFGEN020",
        "[BpfObject] names an object that the project does not have",
        "The project has no AdditionalFiles item {0}; {1}. Add '<AdditionalFiles Include=\"{2}\" />' to the project file, or correct "
        + "the path.");

    public static readonly Rule ObjectAmbiguous = new(
        "BPFGEN021",
        "[BpfObject] matches more than one object",
        "The path {0} matches several objects of the project: {1}. Add more folders to the path.");

    public static readonly Rule BadClass = new(
        "BPFGEN022", "The class cannot have [BpfObject]", "Class '{0}' cannot have [BpfObject]: {1}");

    public static readonly Rule ClassCollision = new(
        "BPFGEN023",
        "Two objects would generate the same class",
        "The class '{0}' is already generated for {1}. Set a different BpfClass or BpfNamespace on one of the items.");

    public static readonly Rule BadMetadata = new(
        "BPFGEN024", "The value of item metadata is not valid", "{0}=\"{1}\" is not valid: {2}");

    public static readonly Rule QualifiedByFolder = new(
        "BPFGEN025",
        "The object's folder becomes part of the namespace",
        "Another object of the project would also generate the class '{0}', so the class of this object is '{1}', with the folder in its "
        + "namespace. Set BpfClass or BpfNamespace to choose another name.",
        Severity.Info);

    // Rules about unusual objects: BPFGEN026 to 028.

    public static readonly Rule LegacySectionName = new(
        "BPFGEN026",
        "A section name has a legacy spelling",
        "Section {0} is read as '{1}', as other loaders do. libbpf 1.0 and later reject this name; write SEC(\"{1}\") instead.",
        Severity.Info);

    public static readonly Rule CodeWithoutProgram = new(
        "BPFGEN027",
        "A code section has no function",
        "Section {0} has {1} bytes of code but no function symbol, so no program is generated from it. In assembly, declare the function "
        + "with '.globl NAME'.",
        Severity.Warning);

    public static readonly Rule BadPinning = new(
        "BPFGEN028", "The pinning of a map is not supported", "The pinning of map {0} is not supported: {1}");

    // Rules about functions: BPFGEN030 and 031.

    public static readonly Rule StaticFunction = new(
        "BPFGEN030",
        "A program is static",
        "Function {0} in section {1} is static. No function calls it, so it is loaded as a program, as in cilium/ebpf. libbpf rejects "
        + "static programs: remove 'static'.",
        Severity.Info);

    public static readonly Rule BadExceptionCallback = new(
        "BPFGEN031",
        "An exception callback is missing or not global",
        "The exception callback {1} of program {0} {2}. Define it in the eBPF source as a global function without SEC().");

    // Rules about objects that no kernel accepts, and about incomplete objects: BPFGEN032 to 036.

    public static readonly Rule SizeNotSet = new(
        "BPFGEN032",
        "A size or the inner map of a map is left to the load options",
        "{0} in the object. Set it at load: Load(new() {{ Maps = {{ {1} = {{ {2} }} }} }}); or in the eBPF source. If it is not set, Load "
        + "throws.",
        Severity.Info);

    public static readonly Rule NoMapType = new(
        "BPFGEN033",
        "A map type does not exist",
        "Map {0} has type {1}, which does not exist. The types are 1 (BPF_MAP_TYPE_HASH) to {2}. Correct the 'type' of its definition.");

    public static readonly Rule ImpossibleMap = new(
        "BPFGEN034", "No kernel accepts a map", "No kernel accepts map {0} ({1}): {2}. {3}.");

    public static readonly Rule IncompleteHook = new(
        "BPFGEN035",
        "The hook in a section name is incomplete",
        "Program {0} is in section {1}, whose hook {2} is incomplete, so Attach() without arguments cannot attach it. "
        + "Write SEC(\"{4}/{3}\"); or SEC(\"{4}\") if you always call Attach with arguments.",
        Severity.Warning);

    public static readonly Rule NoTypes = new(
        "BPFGEN036",
        "The object has no BTF",
        "The object has no BTF, which section {0} requires. Compile it with -g, and do not strip the section '.BTF'.");

    // Rules about the project file: BPFGEN037 to 039. The package's build files (BpfGen.targets) report BPFGEN039; the generator reports
    // the others.

    public static readonly Rule UnknownMetadata = new(
        "BPFGEN037",
        "Item metadata has an unknown name",
        "BpfGen has no item metadata {0}, so this metadata has no effect.{1}",
        Severity.Warning);

    public static readonly Rule EmptyInclude = new(
        "BPFGEN038",
        "An item matches no file",
        "Include={0} matches no file, so {1}. Correct the pattern, or create the files before this project is built.",
        Severity.Warning);

    public static readonly Rule ForgottenObject = new(
        "BPFGEN039",
        "An object is not in AdditionalFiles",
        "The project has the object {0}, but no AdditionalFiles item, so no class is generated. Add <AdditionalFiles Include=\"{0}\" />.",
        Severity.Warning);

    // A rule about kernel symbols: BPFGEN040.

    public static readonly Rule BadExtern = new(
        "BPFGEN040", "An extern declaration is not valid", "{0} is declared extern, but the declaration is not valid: {1}");

    // A rule about variables: BPFGEN041.

    public static readonly Rule AddressInData = new(
        "BPFGEN041",
        "A variable is initialized with an address",
        "Variable {0} in section {1} is initialized with the address of {2}, and program {3} uses the variable. "
        + "The kernel cannot put addresses into variables, so the program would read the number {4}. "
        + "Store the data itself in the variable, for example 'const char names[][16]' instead of 'const char *names[]', or choose it in "
        + "the program with a switch.");

    // Rules about helpers: BPFGEN042 and 043.

    public static readonly Rule ForbiddenHelper = new(
        "BPFGEN042",
        "A program calls a helper that its type does not allow",
        "Program {0} calls {1} at instruction {2}. "
        + "No kernel allows this helper to programs of type {3}, so the kernel would reject the program. "
        + "Call another helper, or move the call to a program of another type.");

    public static readonly Rule ForbiddenHelperOptional = new(
        "BPFGEN043",
        "A program may call a helper that its type does not allow",
        "Program {0} calls {1} at instruction {2}. No kernel allows this helper to programs of type {3}. "
        + "The program loads only if the verifier finds that it never reaches the call.",
        Severity.Warning);

    // The rule about limits of BpfGen: BPFGEN044.

    public static readonly Rule LimitExceeded = new(
        "BPFGEN044",
        "The object exceeds a limit",
        "The object exceeds a limit of BpfGen: {0}. The limits are for malformed objects, whose parts share bytes. If a compiler wrote "
        + "this object, please report it and attach the object file.");

    // Rules about C# types: BPFGEN050 to 059.

    public static readonly Rule UnknownType = new(
        "BPFGEN050", "A requested type is not available", "The type {0} of {1} is not available: {2}");

    public static readonly Rule NoRecords = new(
        "BPFGEN051",
        "A map with a record type has no records",
        "Map {0} of {1} has no records, because its type is {2}. Only ring buffers and perf event arrays have records.");

    public static readonly Rule StructDiffers = new(
        "BPFGEN052", "A [BpfStruct] does not match the object's struct", "Struct '{0}' does not match {1}: {2}");

    public static readonly Rule FieldDiffers = new(
        "BPFGEN053", "A field of a [BpfStruct] does not match the object's member", "Field '{0}' does not match {1}: {2}");

    public static readonly Rule StructHasPadding = new(
        "BPFGEN054",
        "A struct for the kernel has padding",
        "Struct '{0}' has padding: {1}. The kernel compares all bytes of a key. BpfGen sends padding as zeros; the eBPF program must clear "
        + "it too, for example with __builtin_memset.",
        Severity.Info);

    public static readonly Rule UnclearedPadding = new(
        "BPFGEN055",
        "The padding of a struct cannot be cleared",
        "BpfGen cannot clear the padding of struct '{0}', because {1}. The kernel would get old bytes of the stack in it, and lookups "
        + "would fail. {2}",
        Severity.Warning);

    public static readonly Rule UntypedRecords = new(
        "BPFGEN056",
        "A buffer has no record type",
        "{0} {1} has no record type, so its records are bytes. "
        + "Set BpfRecords=\"{2}:struct event\" on the AdditionalFiles item, with the name of your struct, or add __type(value, struct "
        + "event) to the map's definition.",
        Severity.Info);

    // Rules about the project's language and target framework: BPFGEN060 and 061. The package's build files (BpfGen.targets) report these
    // rules, not the generator.

    public static readonly Rule WrongLanguage = new(
        "BPFGEN060",
        "The project is not a C# project",
        "The project is not a C# project, so the requirements of {0} are not checked, and no class is generated. BpfGen generates C#. "
        + "Move the object to a C# class library, and reference it.");

    public static readonly Rule WrongFramework = new(
        "BPFGEN061",
        "The project does not use .NET 10 and C# 14",
        "BpfGen requires .NET 10 and C# 14, but the project has {0}. {1}.");

    // Rules about the kernels that the project supports: BPFGEN062 to 068.

    public static readonly Rule NewerKernel = new(
        "BPFGEN062", "The object requires a newer kernel than BpfMinKernel", "{0}, which came with Linux {1}; BpfMinKernel is {2}");

    public static readonly Rule NewerKernelOptional = new(
        "BPFGEN063",
        "An optional part of the object requires a newer kernel than BpfMinKernel",
        "{0}, which came with Linux {1}; BpfMinKernel is {2}. It is optional: on older kernels, skip it in the load "
            + "options, or make sure that "
        + "the program does not reach the code.",
        Severity.Info);

    public static readonly Rule MissingInKernel = new(
        "BPFGEN064", "A supported kernel lacks what the object uses", "{0}, which kernel {1} does not have.{2}");

    public static readonly Rule MissingInKernelOptional = new(
        "BPFGEN065",
        "A supported kernel lacks what an optional program uses",
        "{0}, which kernel {1} does not have.{2} The program is optional: do not load it on this kernel.",
        Severity.Info);

    public static readonly Rule BadKernelBtf = new(
        "BPFGEN066",
        "The BTF of a supported kernel cannot be read",
        "The file {0}. BpfKernelBtf requires BTF files, such as those of BTFHub.");

    public static readonly Rule CannotEmbed = new(
        "BPFGEN067",
        "The values for a kernel cannot be embedded",
        "The values for this kernel cannot be embedded: {0}.");

    public static readonly Rule EmbeddedSize = new(
        "BPFGEN068",
        "Values of CO-RE relocations are embedded",
        "The values of the {0} different CO-RE relocations for {1} kernels take {2} bytes: {3} different tables. "
        + "All objects of the project share the keys of the kernels, which take {4} bytes.",
        Severity.Info);

    // The rule about the project of tests on other kernels: BPFGEN069. The package BpfGen.Testing.Kernels.Xunit reports it, not the
    // generator.

    public static readonly Rule NoKernelTests = new(
        "BPFGEN069",
        "A project with kernel tests is not a test program of xUnit.net v3",
        "BpfGen.Testing.Kernels.Xunit requires a test program of xUnit.net v3, but {0}.");

    // Rules about compiling eBPF sources: BPFGEN070 to 073. The package's build task (CompileBpf) reports these rules, not the generator.

    public static readonly Rule NoCompiler = new(
        "BPFGEN070",
        "No compiler for the eBPF sources",
        "BpfCompile needs {0}, but no such compiler for eBPF is on the path. {1}");

    public static readonly Rule NotCompiled = new("BPFGEN071", "An eBPF source does not compile", "{0}");

    public static readonly Rule BadCompileSetting = new(
        "BPFGEN072", "A setting of BpfCompile is not valid", "{0} is '{1}', which is not valid: {2}");

    public static readonly Rule CompilerWarning = new(
        "BPFGEN073", "The compiler warns of an eBPF source", "{0}", Severity.Warning);

    // Rules about architectures: BPFGEN074 and 075.

    public static readonly Rule ObjectForOtherArchitecture = new(
        "BPFGEN074",
        "The object is for another architecture",
        "{0} is compiled for {1}, but the project is built for {2}. Add an object for {2}, which has other registers.");

    public static readonly Rule VariantsDiffer = new(
        "BPFGEN075",
        "The objects of a class differ",
        "{0} and {1} are one class, which carries both, but they differ: {2}. Give both the same maps, programs and types, or two classes "
        + "(BpfClass), or build for one platform (RuntimeIdentifier).");

    // Rules about programs that do not work on the processor of the project: BPFGEN080 to 084.

    public static readonly Rule WrongArchitecture = new(
        "BPFGEN080",
        "A program is for another architecture",
        "Program {0} {1}. Only {2} has that, but the project is built for {3}. {4}");

    public static readonly Rule ForeignRegisters = new(
        "BPFGEN082",
        "A big-endian program is for a little-endian architecture",
        "Program {0} {1}. Only {2} has that, but the project is built for {3}, where the program does not work. {4}",
        Severity.Warning);

    public static readonly Rule UnalignedAtomic = new(
        "BPFGEN081",
        "An atomic operation is not aligned",
        "Function {0} accesses {1} bytes of map {2} atomically at an address that is not a multiple of {1}: {3}. An arm64 kernel stops "
        + "with a fault at such an instruction.",
        Severity.Warning);

    // Rules about signed objects: BPFGEN085 and 086.


    public static readonly Rule CannotSign = new(
        "BPFGEN085", "The object cannot be signed", "The object cannot be signed: {0}. To load it without a signature, remove BpfSign.");

    public static readonly Rule BadSigningKey = new("BPFGEN086", "The signing key is not valid", "The signing key {0}.");

    // Rules about C# code that uses an object: BPFGEN090 to 094. Analyzers report these rules, not the generator.

    public static readonly Rule DroppedResult = new(
        "BPFGEN090",
        "A loaded object or a reader is dropped",
        "'{0}' returns {1}, which this statement drops: {2}. Declare a variable for it, with 'using'.",
        Severity.Warning);

    public static readonly Rule KeptRecord = new(
        "BPFGEN091",
        "A record is used after its iteration",
        "'{0}' is a record in the memory of the buffer, which the kernel overwrites after this iteration. Copy it before you keep "
        + "it{1}.",
        Severity.Warning);

    public static readonly Rule NotPartial = new(
        "BPFGEN092",
        "A class with [BpfObject] is not partial",
        "'{0}' must be partial, so that the generator can add members.",
        Severity.Hidden);

    public static readonly Rule MisspeltName = new(
        "BPFGEN093", "An attribute names nothing in the object", "The object has no {0} '{1}'. It has '{2}'.", Severity.Hidden);

    public static readonly Rule StructToMatch = new(
        "BPFGEN094",
        "The fields of a [BpfStruct] are not those of the object",
        "The fields of '{0}' are not those of the object's struct.",
        Severity.Hidden);

    // The rule for exceptions that a bug in BpfGen causes: BPFGEN099.

    public static readonly Rule Internal = new(
        "BPFGEN099",
        "The generator failed",
        "BpfGen failed: {0}. This is a bug in BpfGen, not in your project. Please report it and attach the object file.");

    /// <summary>All rules, in the order of their ids.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        Unreadable, NotElf, Malformed, NotBpf, WrongByteOrder,
        MissingSection, MissingMap, MapDiffers, MissingProgram, MissingRelocation,
        UnknownSection, UnresolvedRelocation, UnknownRelocation, BadMapDefinition, OverlappingMaps, NameCollision, GplOnlyHelper,
        BadLicense, BadProgram,
        ObjectNotFound, ObjectAmbiguous, BadClass, ClassCollision, BadMetadata, QualifiedByFolder,
        LegacySectionName, CodeWithoutProgram, BadPinning,
        StaticFunction, BadExceptionCallback, SizeNotSet, NoMapType, ImpossibleMap, IncompleteHook, NoTypes,
        UnknownMetadata, EmptyInclude, ForgottenObject,
        BadExtern, AddressInData, ForbiddenHelper, ForbiddenHelperOptional, LimitExceeded,
        UnknownType, NoRecords, StructDiffers, FieldDiffers, StructHasPadding, UnclearedPadding, UntypedRecords,
        WrongLanguage, WrongFramework,
        NewerKernel, NewerKernelOptional, MissingInKernel, MissingInKernelOptional, BadKernelBtf, CannotEmbed, EmbeddedSize,
        NoKernelTests,
        NoCompiler, NotCompiled, BadCompileSetting, CompilerWarning, ObjectForOtherArchitecture, VariantsDiffer,
        WrongArchitecture, UnalignedAtomic, ForeignRegisters,
        CannotSign, BadSigningKey,
        DroppedResult, KeptRecord, NotPartial, MisspeltName, StructToMatch,
        Internal,
    ];
}
