using System.Buffers.Binary;
using System.Text;

namespace DualPath.Torch.Native;

/// <summary>
/// Finds one entry in the version needs (<c>.gnu.version_r</c>) of a 64-bit little-endian ELF file. Knows nothing about what the
/// entry is for. Layout: the ELF gABI, and the Linux Standard Base chapter on symbol versioning.
/// </summary>
internal static class ElfVersionNeed
{
    /// <summary>The bit of <c>vna_flags</c> that lets the loader go on when the version is absent.</summary>
    public const ushort Weak = 2;

    private const uint SectionTypeVersionNeed = 0x6ffffffe;
    private const int SectionHeaderSize = 64;

    /// <summary>Offset in the file of the <c>vna_flags</c> field of the entry called <paramref name="version"/>; null if there is none.</summary>
    /// <exception cref="BadImageFormatException">The file is not a 64-bit little-endian ELF file, or its tables point outside of it.</exception>
    public static int? FindFlags(ReadOnlySpan<byte> file, string version)
    {
        // Magic, then class 2 (64 bit) and data 1 (little-endian).
        if (file.Length < 64 || !file[..4].SequenceEqual("\u007fELF"u8) || file[4] != 2 || file[5] != 1)
        {
            throw new BadImageFormatException("not a 64-bit little-endian ELF file");
        }

        ulong sections = BinaryPrimitives.ReadUInt64LittleEndian(file[40..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[60..]);
        byte[] name = [.. Encoding.ASCII.GetBytes(version), 0];
        for (int i = 0; i < count; i++)
        {
            var header = Slice(file, sections + (ulong)(i * SectionHeaderSize), SectionHeaderSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionTypeVersionNeed)
            {
                continue;
            }

            uint link = BinaryPrimitives.ReadUInt32LittleEndian(header[40..]);
            var names = Slice(file, sections + ((ulong)link * SectionHeaderSize), SectionHeaderSize);
            return FindInSection(file, SectionOffset(header), BinaryPrimitives.ReadUInt32LittleEndian(header[44..]), SectionOffset(names), name);
        }

        return null;
    }

    private static int? FindInSection(ReadOnlySpan<byte> file, ulong start, uint needs, ulong names, ReadOnlySpan<byte> wanted)
    {
        ulong need = start;
        for (uint i = 0; i < needs; i++)
        {
            var needEntry = Slice(file, need, 16);
            int auxiliaries = BinaryPrimitives.ReadUInt16LittleEndian(needEntry[2..]);
            ulong auxiliary = need + BinaryPrimitives.ReadUInt32LittleEndian(needEntry[8..]);
            for (int j = 0; j < auxiliaries; j++)
            {
                var entry = Slice(file, auxiliary, 16);
                ulong nameAt = names + BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
                if (nameAt + (ulong)wanted.Length <= (ulong)file.Length && Slice(file, nameAt, wanted.Length).SequenceEqual(wanted))
                {
                    return checked((int)auxiliary + 4);
                }

                auxiliary += BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            }

            need += BinaryPrimitives.ReadUInt32LittleEndian(needEntry[12..]);
        }

        return null;
    }

    private static ulong SectionOffset(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> file, ulong offset, int length) =>
        offset <= (ulong)file.Length && (ulong)length <= (ulong)file.Length - offset
            ? file.Slice((int)offset, length)
            : throw new BadImageFormatException("a table points outside of the file");
}
