using Microsoft.Playwright;
using Wharf.TestHost;

namespace Wharf.BrowserTests;

public sealed class ConsoleTests(WharfHost host, Browser browser) : IClassFixture<WharfHost>, IClassFixture<Browser>
{
    [Fact]
    public async Task The_console_offers_every_contract_and_calls_an_operation()
    {
        var page = await browser.OpenAsync(host.Client.BaseAddress!);
        await page.GotoAsync("/swagger/index.html");

        var contracts = page.Locator("#select");
        Assert.Contains("Wharf Health", await contracts.InnerTextAsync(), StringComparison.Ordinal);
        await contracts.SelectOptionAsync(new SelectOptionValue { Label = "Wharf Health" });

        var operation = page.Locator("#operations-Health-getHealth");
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        var response = operation.Locator(".live-responses-table tbody .response-col_status").First;
        await Assertions.Expect(response).ToContainTextAsync("200");
        await Assertions.Expect(operation.Locator(".live-responses-table")).ToContainTextAsync("\"status\": \"ok\"");
    }
}
