using System.Linq;
using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>
/// The requests of the project that change how an object is read. They request further C# types, and change the settings of programs and
/// maps.
/// </summary>
/// <param name="Types">The requested types, such as <c>struct event</c> or <c>event</c>.</param>
/// <param name="Records">The record types of buffers.</param>
internal sealed record TypeRequests(EquatableArray<string> Types, EquatableArray<RecordRequest> Records)
{
    /// <summary>The user's structs that replace structs of the object.</summary>
    public EquatableArray<UserStruct> Structs { get; init; }

    /// <summary>The changes to programs.</summary>
    public EquatableArray<ProgramRequest> Programs { get; init; } = [];

    /// <summary>The changes to maps.</summary>
    public EquatableArray<MapRequest> Maps { get; init; } = [];

    public static TypeRequests None { get; } = new([], []);

    /// <summary>
    /// Gets the requests of a contract without the places of the attributes. So if an edit only moves an attribute, the result is the same,
    /// and the object is not read again.
    /// </summary>
    public static TypeRequests Of(Contract contract) => new(
        contract.Requirements.OfType<RequestedType>().Select(request => request.Type).Distinct().ToEquatableArray(),
        contract.Requirements.OfType<RequestedRecord>()
            .Select(request => new RecordRequest(request.Map, request.Type))
            .Distinct()
            .ToEquatableArray())
    {
        Structs = contract.Requirements.OfType<RequestedStruct>().Select(request => request.Struct).ToEquatableArray(),
        Programs = contract.Requirements.OfType<RequestedProgram>().Select(request => request.Request).ToEquatableArray(),
        Maps = contract.Requirements.OfType<RequestedMap>().Select(request => request.Request).ToEquatableArray(),
    };

    /// <returns>
    /// The project's settings for a program. If several requests name the program, the first value of each property counts.
    /// </returns>
    public ProgramRequest? OfProgram(string name)
    {
        var requests = Programs.Where(request => request.Program == name).ToList();
        return requests.Count == 0 ? null : new ProgramRequest(
            name,
            requests.Select(request => request.Section).FirstOrDefault(section => section is not null),
            requests.Select(request => request.Member).FirstOrDefault(member => member is not null),
            requests.Exists(request => request.IsSkipped));
    }
}

/// <summary>The type of the records in a buffer.</summary>
/// <param name="Map">The name of the ring buffer or perf event array.</param>
/// <param name="Type">The name of the type.</param>
internal readonly record struct RecordRequest(string Map, string Type);

/// <summary>A requested type that could not be generated.</summary>
/// <param name="Type">The type as requested.</param>
/// <param name="Reason">The reason.</param>
internal readonly record struct MissingType(string Type, string Reason);

/// <summary>The requested types of all objects.</summary>
/// <param name="Objects">The requests, by object.</param>
internal sealed record TypeRequestPlan(EquatableArray<ObjectTypeRequests> Objects)
{
    public static TypeRequestPlan Of(ContractPlan plan) => new(plan.Contracts
        .Select(contract => new ObjectTypeRequests(contract.ObjectPath, TypeRequests.Of(contract)))
        .ToEquatableArray());

    public TypeRequests Of(string objectPath) =>
        Objects.FirstOrDefault(item => item.ObjectPath == objectPath)?.Requests ?? TypeRequests.None;
}

/// <summary>The requested types of an object.</summary>
/// <param name="ObjectPath">The object's path.</param>
/// <param name="Requests">The requests.</param>
internal sealed record ObjectTypeRequests(string ObjectPath, TypeRequests Requests);
