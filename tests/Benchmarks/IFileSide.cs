using System.Net;

namespace Wharf.Benchmarks;

/// <summary>One server under measurement: takes the same multipart request as the other, and sends the file back.</summary>
interface IFileSide
{
    /// <summary>Whether a download gives back the form that was sent and not the file in it, as the bare server does.</summary>
    bool KeepsForm { get; }

    /// <summary>Sends the file; done when the server has answered.</summary>
    Task Upload(GeneratedFile file);

    /// <summary>Whatever the server still does with it in the background, so that it does not run into the next measurement.</summary>
    Task Settle();

    Task<HttpResponseMessage> Download();

    Task Delete();
}

/// <summary>The endpoints of <see cref="BareServer"/> and <see cref="StorageServer"/>.</summary>
sealed class BareSide(HttpMessageInvoker http, Uri address, bool keepsForm, string query = "") : IFileSide
{
    readonly Uri file = new(address, "/file" + query);

    public bool KeepsForm => keepsForm;

    public async Task Upload(GeneratedFile file)
    {
        using var response = await http.Send(new(HttpMethod.Post, this.file) { Content = file.AsForm() }, HttpStatusCode.OK);
    }

    public Task Settle() => Task.CompletedTask;

    public Task<HttpResponseMessage> Download() => http.Send(new(HttpMethod.Get, file), HttpStatusCode.OK);

    public async Task Delete()
    {
        using var response = await http.Send(new(HttpMethod.Delete, file), HttpStatusCode.OK);
    }
}
