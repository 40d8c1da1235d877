using System.Net;
using System.Text;

namespace Wharf.Contracts.Tests.Hosting;

public sealed class MultipartTests(EchoApp app) : IClassFixture<EchoApp>
{
    const string File = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n";
    const string End = "--b--\r\n";

    [Theory]
    [InlineData(File + End, "files:a.txt:text/plain:hello;")]
    [InlineData(File + File + End, "files:a.txt:text/plain:hello;files:a.txt:text/plain:hello;")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n" + File + End, "note:::hi;files:a.txt:text/plain:hello;")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=files; filename*=UTF-8''%c3%a9.txt\r\n\r\n\r\n" + End, "files:é.txt::;")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"é.t\"\r\n\r\nx\r\n" + End, "files:é.t::x;")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"note\"\r\nContent-Type: text/markdown\r\nX-Lang: en\r\n\r\nhi\r\n" + File + End, "note::text/markdown:hi;files:a.txt:text/plain:hello;")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"rank\"\r\n\r\n5\r\n" + File + End, "rank:::5;files:a.txt:text/plain:hello;")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n" + File + End, "meta::application/json:{\"a\":1};files:a.txt:text/plain:hello;")]
    [InlineData("preamble\r\n" + File + End + "epilogue", "files:a.txt:text/plain:hello;")]
    public async Task Parts_reach_the_handler_as_they_come(string body, string said) =>
        Assert.Equal(said, await RequestTests.SaidAsync(await PostAsync(body)));

    [Theory]
    [InlineData(End, "files", "required")]
    [InlineData(File + File + File + End, "files", "maxItems")]
    [InlineData(File + "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nhi\r\n" + End, "other", "unknown")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"files\"\r\n\r\nhello\r\n" + End, "files", "required")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a/b\"\r\n\r\nhello\r\n" + End, "files", "pattern")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"123456789\"\r\n\r\nhello\r\n" + End, "files", "maxLength")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\nContent-Type: nonsense\r\n\r\nhello\r\n" + End, "files", "contentType")]
    [InlineData(File + "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nlonger\r\n" + End, "note", "maxLength")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"note\"\r\nContent-Type: text/html\r\n\r\nhi\r\n" + File + End, "note", "contentType")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"note\"\r\nX-Lang: eng\r\n\r\nhi\r\n" + File + End, "note", "maxLength")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"rank\"\r\n\r\nhigh\r\n" + File + End, "rank", "type")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{\"b\":1}\r\n" + File + End, "meta", "required")]
    [InlineData("--b\r\nContent-Disposition: attachment; name=\"files\"\r\n\r\nhello\r\n" + End, null, "disposition")]
    [InlineData("--b\r\n\r\nhello\r\n" + End, null, "disposition")]
    [InlineData(File, null, "multipart")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nhel", null, "multipart")]
    [InlineData("", null, "multipart")]
    [InlineData("no boundary at all", null, "multipart")]
    public async Task A_body_that_breaks_the_contract_is_refused(string body, string? part, string keyword)
    {
        var error = Assert.Single(await RequestTests.ErrorsAsync(await PostAsync(body)));
        Assert.Equal(("body", part, keyword), (error.In, error.Name, error.Keyword));
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task A_boundary_that_is_missing_or_too_long_is_refused(string contentType)
    {
        var error = Assert.Single(await RequestTests.ErrorsAsync(await PostAsync(File + End, contentType)));
        Assert.Equal(("header", "Content-Type", "boundary"), (error.In, error.Name, error.Keyword));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using var response = await PostAsync($"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n{new string('x', 20_000)}\r\n{End}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    Task<HttpResponseMessage> PostAsync(string body, string contentType = "multipart/form-data; boundary=b")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return app.Client.PostAsync("/upload", content);
    }
}
