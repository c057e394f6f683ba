namespace BpfGen.Interop;

/// <summary>The commands of <c>bpf(2)</c> that the runtime gives: <c>enum bpf_cmd</c> of the kernel's <c>uapi/linux/bpf.h</c>.</summary>
internal enum BpfCommand
{
    MapCreate = 0,
    MapLookupElement = 1,
    MapUpdateElement = 2,
    MapDeleteElement = 3,
    MapGetNextKey = 4,
    ProgramLoad = 5,
    ObjectPin = 6,
    ObjectGet = 7,
    ProgramAttach = 8,
    ProgramDetach = 9,
    ProgramTestRun = 10,
    ObjectGetInfoByFd = 15,
    ProgramQuery = 16,
    RawTracepointOpen = 17,
    BtfLoad = 18,
    BtfGetFdById = 19,
    MapFreeze = 22,
    BtfGetNextId = 23,
    LinkCreate = 28,
    LinkUpdate = 29,
    LinkGetFdById = 30,
    LinkGetNextId = 31,
    EnableStatistics = 32,
    IteratorCreate = 33,
    LinkDetach = 34,
}
