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
    ObjectGetInfoByFd = 15,
    BtfLoad = 18,
    MapFreeze = 22,
}
