using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Wharf.Server.Database;

/// <summary>
/// The keys that protect tokens, kept in the database: what one node issues, every node reads. Whoever reads the table can forge
/// tokens, as can whoever writes any table: the database is the trust boundary, so the keys are not encrypted a second time.
/// </summary>
sealed class SharedKeys(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = database.OpenConnection();
        return connection.Query<string>("SELECT xml FROM data_protection_keys ORDER BY created_at, name").Select(XElement.Parse).ToList();
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = database.OpenConnection();
        connection.Execute(
            """
            INSERT INTO data_protection_keys (name, xml)
            VALUES (@name, @xml)
            ON CONFLICT (name) DO UPDATE SET xml = excluded.xml
            """,
            new { name = friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
    }
}

static class SharedKeysRegistration
{
    public static IServiceCollection AddSharedKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("wharf");
        // The database opens after registration, so the repository is asked for when the first key is.
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
            new ConfigureOptions<KeyManagementOptions>(options =>
                options.XmlRepository = new SharedKeys(provider.GetRequiredService<NpgsqlDataSource>())));
        return services;
    }
}
