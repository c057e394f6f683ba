namespace BpfGen.Wire;

/// <summary>A step of the loader program of a signed object. If the program fails, its context names the step.</summary>
internal enum LoaderStep
{
    /// <summary>The program has begun no step.</summary>
    None = 0,

    /// <summary>The program compares the hash of its data with the hash in its instructions.</summary>
    CheckData = 1,

    /// <summary>Load the types (<c>BPF_BTF_LOAD</c>).</summary>
    LoadTypes = 2,

    /// <summary>Find a symbol of the kernel. The subject is the offset of its name in the data.</summary>
    FindSymbol = 3,

    /// <summary>Create a map (<c>BPF_MAP_CREATE</c>). The subject is the index of the map.</summary>
    CreateMap = 4,

    /// <summary>Write the initial values of a map (<c>BPF_MAP_UPDATE_ELEM</c>). The subject is the index of the map.</summary>
    WriteValues = 5,

    /// <summary>Freeze a map (<c>BPF_MAP_FREEZE</c>). The subject is the index of the map.</summary>
    Freeze = 6,

    /// <summary>Put a map into a map of maps (<c>BPF_MAP_UPDATE_ELEM</c>). The subject is the index of the map of maps.</summary>
    FillMap = 7,

    /// <summary>Load a program (<c>BPF_PROG_LOAD</c>). The subject is the index of the program.</summary>
    LoadProgram = 8,

    /// <summary>Put a program into a program array (<c>BPF_MAP_UPDATE_ELEM</c>). The subject is the index of the program array.</summary>
    FillProgramArray = 9,
}
