using System.Text.Json;
using System.Text.Json.Serialization;

namespace DualPath.Contracts;

/// <summary>Writes an enumeration's values as camel-case words, and refuses numbers: numbers would not survive a reordering.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
