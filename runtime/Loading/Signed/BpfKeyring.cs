using System.Globalization;

namespace BpfGen;

/// <summary>
/// A keyring of the kernel, with the certificates that signatures of objects are compared with: see <c>keyrings(7)</c> and
/// <c>keyctl show</c>.
/// </summary>
/// <param name="Id">The serial number of the keyring, or one of the numbers of the properties of this struct.</param>
public readonly record struct BpfKeyring(int Id)
{
    /// <summary>The certificates that were built into the kernel (<c>.builtin_trusted_keys</c>).</summary>
    public static BpfKeyring Builtin => new(0);

    /// <summary>
    /// The certificates that were built into the kernel, and those that an administrator added which one of them has signed
    /// (<c>.secondary_trusted_keys</c>).
    /// </summary>
    public static BpfKeyring Secondary => new(1);

    /// <summary>The certificates of the machine's firmware (<c>.platform</c>).</summary>
    public static BpfKeyring Platform => new(2);

    /// <summary>The keyring of the calling thread (<c>KEY_SPEC_THREAD_KEYRING</c>).</summary>
    public static BpfKeyring Thread => new(-1);

    /// <summary>The keyring of the process (<c>KEY_SPEC_PROCESS_KEYRING</c>).</summary>
    public static BpfKeyring Process => new(-2);

    /// <summary>
    /// The keyring of the session (<c>KEY_SPEC_SESSION_KEYRING</c>). Every process of the session can add certificates to it, so it shows
    /// that the object is undamaged, but not who made it.
    /// </summary>
    public static BpfKeyring Session => new(-3);

    /// <summary>The keyring of the user (<c>KEY_SPEC_USER_KEYRING</c>), to which every process of the user can add certificates.</summary>
    public static BpfKeyring User => new(-4);

    /// <summary>The default session keyring of the user (<c>KEY_SPEC_USER_SESSION_KEYRING</c>).</summary>
    public static BpfKeyring UserSession => new(-5);

    /// <summary>
    /// Returns the name of the property of this struct and that of <c>keyctl</c>, such as <c>Session (@s)</c>, or the serial number.
    /// </summary>
    public override string ToString() => Id switch
    {
        0 => "Builtin (.builtin_trusted_keys)",
        1 => "Secondary (.secondary_trusted_keys)",
        2 => "Platform (.platform)",
        -1 => "Thread (@t)",
        -2 => "Process (@p)",
        -3 => "Session (@s)",
        -4 => "User (@u)",
        -5 => "UserSession (@us)",
        _ => Id.ToString(CultureInfo.InvariantCulture),
    };
}
