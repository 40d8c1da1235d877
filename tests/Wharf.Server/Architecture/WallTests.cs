namespace Wharf.Server.Tests.Architecture;

/// <summary>The walls of the house: a module may use the mechanisms and the caller's identity, never another module.</summary>
public sealed class WallTests
{
    const string Root = "Wharf.Server.";

    static readonly string[] Modules = ["Accounts", "Files", "Buckets", "Feeds", "Profiles", "Relay", "Health"];
    static readonly string[] Mechanisms = ["Database", "Storage", "Jobs", "Observability", "Paging", "Proxies"];

    static readonly ILookup<string, (Type From, Type To)> Uses = TypeUses.Of(typeof(Program).Assembly)
        .Where(use => Room(use.From) is not null && Room(use.To) is not null && Room(use.From) != Room(use.To))
        .ToLookup(use => Room(use.From)!);

    [Fact]
    public void The_uses_of_types_are_found() => Assert.Contains(Uses["Health"], use => use.To.Name == nameof(Wharf.Server.Storage.IObjectStorage));

    [Fact]
    public void A_module_uses_no_other_module_but_the_identity_of_Accounts() => Assert.Empty(
        from module in Modules
        from use in Uses[module]
        where Modules.Contains(Room(use.To))
        where !(Room(use.To) == "Accounts" && use.To.Name is "Caller" or "ImportedUsers" or "ImportedUser" or "ImportOutcome" or "SampleUsers")
        select $"{use.From} uses {use.To}");

    [Fact]
    public void A_mechanism_uses_no_module() => Assert.Empty(
        from mechanism in Mechanisms
        from use in Uses[mechanism]
        where Modules.Contains(Room(use.To))
        select $"{use.From} uses {use.To}");

    [Fact]
    public void Only_the_composition_knows_the_console() => Assert.Empty(
        Modules.Concat(Mechanisms).SelectMany(room => Uses[room]).Where(use => Room(use.To) == "WebConsole").Select(use => $"{use.From} uses {use.To}"));

    [Fact]
    public void Every_folder_is_a_module_or_a_mechanism()
    {
        var rooms = typeof(Program).Assembly.GetTypes().Select(Room).OfType<string>().Distinct();
        Assert.Empty(rooms.Except([.. Modules, .. Mechanisms, "WebConsole"]));
    }

    static string? Room(Type type) =>
        type.Namespace?.StartsWith(Root, StringComparison.Ordinal) == true ? type.Namespace[Root.Length..].Split('.')[0] : null;
}
