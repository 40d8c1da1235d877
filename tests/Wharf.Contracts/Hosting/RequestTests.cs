using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Wharf.Contracts.Tests.Hosting;

public sealed class RequestTests(EchoApp app) : IClassFixture<EchoApp>
{
    [Theory]
    [InlineData("/items/7", "7|25||||||||")]
    [InlineData("/items/7?limit=100&q=a+b%2Bc", "7|100|a b+c|||||||")]
    [InlineData("/items/7?tags=a&tags=b", "7|25||a+b||||||")]
    [InlineData("/items/7?tags=a,b", "7|25||a,b||||||")]
    [InlineData("/items/7?ids=1,-2,30", "7|25|||1+-2+30|||||")]
    [InlineData("/items/7?color=light-green&flag=true", "7|25||||LightGreen|True|||")]
    [InlineData("/items/7?since=2026-01-01t00:00:00.123456789%2B01:00", "7|25||||||2025-12-31T23:00:00.1234567Z||")]
    [InlineData("/items/7?since=2016-12-31T23:59:60Z", "7|25||||||2017-01-01T00:00:00Z||")]
    [InlineData("/items/7?q=%F0%9F%98%80%C3%A9", "7|25|😀é|||||||")]
    [InlineData("/items/7?q=", "7|25||||||||")]
    [InlineData("/items/7?&limit=5&", "7|5||||||||")]
    public async Task Parameters_reach_the_handler_parsed(string path, string said) => Assert.Equal(said, await SaidAsync(await app.Client.GetAsync(path)));

    [Theory]
    [InlineData("/items/0", "path", "id", "minimum")]
    [InlineData("/items/x", "path", "id", "type")]
    [InlineData("/items/1.0", "path", "id", "type")]
    [InlineData("/items/07", "path", "id", "type")]
    [InlineData("/items/99999999999", "path", "id", "format")]
    [InlineData("/items/7?limit=0", "query", "limit", "minimum")]
    [InlineData("/items/7?limit=", "query", "limit", "type")]
    [InlineData("/items/7?limit=1&limit=2", "query", "limit", "repeated")]
    [InlineData("/items/7?q=abcdef", "query", "q", "maxLength")]
    [InlineData("/items/7?q=%zz", "query", "q", "encoding")]
    [InlineData("/items/7?q=%C3", "query", "q", "encoding")]
    [InlineData("/items/7?q=%ff", "query", "q", "encoding")]
    [InlineData("/items/7?q%ff=1", "query", "q%ff", "encoding")]
    [InlineData("/items/7?nope=1", "query", "nope", "unknown")]
    [InlineData("/items/7?tags=A", "query", "tags", "pattern")]
    [InlineData("/items/7?tags=a&tags=b&tags=c&tags=d", "query", "tags", "maxItems")]
    [InlineData("/items/7?ids=1,x", "query", "ids", "type")]
    [InlineData("/items/7?color=Red", "query", "color", "enum")]
    [InlineData("/items/7?flag=yes", "query", "flag", "type")]
    [InlineData("/items/7?since=yesterday", "query", "since", "format")]
    public async Task A_parameter_that_breaks_the_contract_is_refused_by_name_and_keyword(string path, string @in, string name, string keyword)
    {
        var error = Assert.Single(await ErrorsAsync(await app.Client.GetAsync(Raw(path))));
        Assert.Equal((@in, name, keyword), (error.In, error.Name, error.Keyword));
    }

    [Theory]
    [InlineData("/items/7?limit=1000", "limit must be <= 100 (maximum), was 1000")]
    [InlineData("/items/7?ids=1,x", "ids: /1 must be integer (type), was \"x\"")]
    public async Task A_violation_says_what_is_wrong_in_the_callers_words(string path, string message) =>
        Assert.Equal(message, Assert.Single(await ErrorsAsync(await app.Client.GetAsync(path))).Message);

    [Fact]
    public async Task All_violations_are_reported_at_once()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/0?limit=1000&color=blue&nope=1");
        request.Headers.Add("X-Depth", "10");
        request.Headers.Add("Cookie", "session=12345");
        var errors = await ErrorsAsync(await app.Client.SendAsync(request));
        Assert.Equal(["nope", "id", "limit", "color", "X-Depth", "session"], errors.Select(error => error.Name));
    }

    [Fact]
    public async Task Headers_and_cookies_reach_the_handler_parsed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/7");
        request.Headers.Add("X-Depth", "9");
        request.Headers.Add("Cookie", "session=1234");
        Assert.Equal("7|25|||||||9|1234", await SaidAsync(await app.Client.SendAsync(request)));
    }

    [Theory]
    [InlineData("""{"name":"a","count":1}""", "a|1|")]
    [InlineData("""{"name":"a","count":1.0}""", "a|1|")]
    [InlineData("""{"name":"a","count":2e2}""", "a|200|")]
    [InlineData(""" { "count" : 1 , "name" : "\u00e9\ud83d\ude00" , "at" : "2026-01-01T00:00:00z" } """, "é😀|1|2026-01-01T00:00:00Z")]
    public async Task A_body_reaches_the_handler_parsed(string json, string said)
    {
        var response = await PostAsync(json);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(said, await SaidAsync(response));
    }

    [Theory]
    [InlineData("""{"name":"","count":-1}""", "/name minLength", "/count minimum")]
    [InlineData("""{"name":5,"count":"1"}""", "/name type", "/count type")]
    [InlineData("""{"name":"a"}""", " required")]
    [InlineData("""{"name":"a","count":1,"more":true}""", "/more additionalProperties")]
    [InlineData("""{"name":"a","count":5000000000}""", "/count format")]
    [InlineData("""{"name":"a","count":1.5}""", "/count type", "/count format")]
    [InlineData("""{"name":"a","count":1,"at":"2026-13-01T00:00:00Z"}""", "/at format")]
    [InlineData("""[]""", " type")]
    [InlineData("""null""", " type")]
    [InlineData("""{"name":"a","count":1""", " json")]
    [InlineData("""{"name":"a","count":1}x""", " json")]
    [InlineData("""{"name":"a","count":1}{}""", " json")]
    [InlineData("""{"name":"a","name":"b","count":1}""", "/name json")]
    [InlineData("""{"name":"a","na\u006de":"b","count":1}""", "/name json")]
    [InlineData("""{"name":"\ud800","count":1}""", " json")]
    [InlineData("\uFEFF{\"name\":\"a\",\"count\":1}", " json")]
    [InlineData("""{'name':'a'}""", " json")]
    [InlineData("   ", " json")]
    public async Task A_body_that_breaks_the_contract_is_refused_with_every_pointer(string json, params string[] expected)
    {
        var errors = await ErrorsAsync(await PostAsync(json));
        Assert.Equal(expected, errors.Select(error => $"{error.Pointer} {error.Keyword}"));
        Assert.All(errors, error => Assert.Equal("body", error.In));
    }

    [Theory]
    [InlineData("name=a+b&count=5&at=2026-01-01T00%3A00%3A00Z&tags=x&tags=y", "a b|5|2026-01-01T00:00:00Z")]
    [InlineData("count=-1&name=%C3%A9", "é|-1|")]
    public async Task A_form_reaches_the_handler_as_the_document_it_stands_for(string form, string said) =>
        Assert.Equal(said, await SaidAsync(await PostFormAsync(form)));

    [Theory]
    [InlineData("name=&count=x", "/name minLength", "/count type")]
    [InlineData("name=a", " required")]
    [InlineData("name=a&count=1&more=1", " unknown")]
    [InlineData("name=a&count=1&count=2", " repeated")]
    [InlineData("name=%zz&count=1", " encoding", " required")]
    public async Task A_form_that_breaks_the_contract_is_refused(string form, params string[] expected)
    {
        var errors = await ErrorsAsync(await PostFormAsync(form));
        Assert.Equal(expected, errors.Select(error => $"{error.Pointer} {error.Keyword}"));
    }

    Task<HttpResponseMessage> PostFormAsync(string form)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        return app.Client.PostAsync("/form", content);
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused()
    {
        using var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\",\"count\":1}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Assert.Equal("json", Assert.Single(await ErrorsAsync(await app.Client.PostAsync("/items", content))).Keyword);
    }

    [Fact]
    public async Task Json_nested_too_deeply_is_refused() =>
        Assert.Equal("json", Assert.Single(await ErrorsAsync(await PostAsync(new string('[', 5000) + new string(']', 4000)))).Keyword);

    [Fact]
    public async Task A_missing_body_is_refused()
    {
        var error = Assert.Single(await ErrorsAsync(await app.Client.PostAsync("/items", null)));
        Assert.Equal(("body", "required"), (error.In, error.Keyword));
    }

    [Fact]
    public async Task A_body_where_none_is_taken_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/7") { Content = new StringContent("{}") };
        Assert.Equal("unexpected", Assert.Single(await ErrorsAsync(await app.Client.SendAsync(request))).Keyword);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Another_content_type_is_refused_with_those_that_are_taken(string? contentType)
    {
        using var content = new ByteArrayContent("""{"name":"a","count":1}"""u8.ToArray());
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await app.Client.PostAsync("/items", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/json", response.Headers.NonValidated["Accept"].ToString());
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    public async Task The_content_type_is_matched_as_media_types_are(string contentType)
    {
        using var content = new ByteArrayContent("""{"name":"a","count":1}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await app.Client.PostAsync("/items", content);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_whether_or_not_its_length_is_told()
    {
        var json = $$"""{"name":"{{new string('a', 20_000)}}","count":1}""";
        using var told = await PostAsync(json);
        using var chunked = new StreamContent(new Unseekable(new MemoryStream(Encoding.UTF8.GetBytes(json))));
        chunked.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var untold = await app.Client.PostAsync("/items", chunked);
        Assert.Equal([HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge], [told.StatusCode, untold.StatusCode]);
    }

    [Theory]
    [InlineData("text/html", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json;q=0", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json;q=0, */*", HttpStatusCode.NotAcceptable)]
    [InlineData("text/html, */*;q=0.1", HttpStatusCode.OK)]
    [InlineData("application/*", HttpStatusCode.OK)]
    [InlineData("application/json", HttpStatusCode.OK)]
    public async Task What_the_caller_does_not_accept_is_not_sent(string accept, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/7");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await app.Client.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }

    // HttpClient mends broken percent-encodings unless it is told not to.
    Uri Raw(string path) => new(app.Address.ToString().TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    Task<HttpResponseMessage> PostAsync(string json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return app.Client.PostAsync("/items", content);
    }

    internal static async Task<string> SaidAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<Echo>())!.Said;
    }

    internal static async Task<IReadOnlyList<Problems.ProblemError>> ErrorsAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize<Problems.Problem>(text)!.Errors!;
    }

    sealed class Unseekable(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
