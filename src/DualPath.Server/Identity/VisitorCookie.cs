using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace DualPath.Server.Identity;

/// <summary>
/// Tells one visitor's browser from another's: 128 random bits in a cookie that only this server can make. It names nobody, and it is
/// given with pages only, so that no two requests of one page differ in it.
/// </summary>
public sealed class VisitorCookie(IDataProtectionProvider protection)
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "dualpath-visitor";

    // The longest a browser keeps a cookie.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly IDataProtector _protector = protection.CreateProtector("DualPath.Visitor.v1");

    /// <summary>The visitor's id; null when the request carries no cookie of this server's making.</summary>
    public string? Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Cookies.TryGetValue(Name, out string? cookie) || string.IsNullOrEmpty(cookie))
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Gives the visitor a new cookie with this response.</summary>
    public void Issue(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        context.Response.Cookies.Append(Name, _protector.Protect(id), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = Lifetime,
            Path = "/",
            IsEssential = true,
        });
    }
}
