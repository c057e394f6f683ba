namespace BpfGen.Runtime.Tests.Faults;

/// <content>Lives in a process whose only privilege is a token.</content>
internal static partial class Lives
{
    private static void Token(Stage stage) => CountPackets(stage, new() { TokenPath = stage.TokenPath });

    private static void TokenAtUsualPath(Stage stage) => CountPackets(stage, null);

    /// <summary>Creates an inner map after the load, which needs the token of the object.</summary>
    private static void CountPackets(Stage stage, Slots.LoadOptions? options)
    {
        using var slots = Slots.Load(options);
        using var inner = slots.ByIndex.CreateInner("later");
        slots.ByIndex.Set(3, inner);
        using var socket = PacketSocket.Open("lo");
        using var link = slots.Count.Attach(socket);
        Stage.Until(() => inner[0] > 0, stage.SendPacket);
    }

    private static void TokenForMap(Stage stage)
    {
        using var map = SkStorage<ulong>.Create(new() { TokenPath = stage.TokenPath });
        Expect(map.Type == MapType.SkStorage);
    }

    private static void TokenAndXdp(Stage stage)
    {
        using var xdp = Runtime.Tests.Xdp.Load(new() { TokenPath = stage.TokenPath });
        using var link = xdp.Count.Attach("lo");
        Stage.Until(() => xdp.Bss.Value.Passed > 0, stage.SendPacket);
    }
}
