using System.Net;

namespace DualPath.Server.Hosting;

/// <summary>Settings of the service's edge, section <c>DualPath:Server</c>.</summary>
public sealed class ServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DualPath:Server";

    /// <summary>
    /// Where to listen: <c>localhost</c> (this machine only), <c>*</c> (every network this machine is on), or one IP address.
    /// Default: localhost.
    /// </summary>
    public string BindAddress { get; set; } = "localhost";

    /// <summary>TCP port; the environment variable PORT overrides it. 0 lets the system choose. Default: 8080.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>
    /// Origins of other sites that may embed the widget, such as <c>https://shop.example</c>. The server's own origin needs no entry,
    /// unless a proxy in front of it speaks https or another name. Default: none.
    /// </summary>
    public IList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// One scope for all callers of this site, so that they share cached answers and can open each other's conversations by id. Empty:
    /// every visitor has a scope of their own. Default: empty.
    /// </summary>
    public string? SharedScope { get; set; }

    /// <summary>Longest question, in UTF-16 code units. Default: 4000.</summary>
    public int MaxQuestionLength { get; set; } = 4000;

    /// <summary>Connections the server keeps open at one time, of which as many may be WebSockets. Default: 2000.</summary>
    public int MaxConnections { get; set; } = 2000;

    /// <summary>Silence after which an open event stream is sent a comment, so that proxies keep it. Default: 15 s.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a reader may leave unread what it is sent, or lag behind; then it is cut off. Default: 30 s.</summary>
    public TimeSpan ReaderPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for work in progress before it cuts it off. Default: 5 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The address to listen on, in the form Kestrel reads.</summary>
    internal string Url => BindAddress switch
    {
        // Kestrel takes localhost for both loopback addresses, and cannot choose one free port on both.
        "localhost" when Port == 0 => "http://127.0.0.1:0",
        "localhost" or "*" => $"http://{BindAddress}:{Port}",
        _ => $"http://{new IPEndPoint(IPAddress.Parse(BindAddress), Port)}",
    };

    /// <summary>Whether only this machine can connect.</summary>
    internal bool IsLoopback => BindAddress == "localhost" || (IPAddress.TryParse(BindAddress, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Bytes in which the longest question fits, however its characters are escaped.</summary>
    internal int MaxRequestBytes => (6 * MaxQuestionLength) + 4096;
}
