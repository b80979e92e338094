namespace DualPath.Model.Kernels;

/// <summary>
/// exp(x) = 2^n · p(x − n·ln 2), n = round(x / ln 2), p the Taylor polynomial of degree 7 on |r| ≤ ln 2 / 2 (relative error below
/// 1e-7). Adding <see cref="Shift"/> = 1.5·2^23 rounds to an integer and leaves it in the lowest mantissa bits. ln 2 is split in two
/// so that n·ln 2 loses nothing.
/// </summary>
internal static class ExpConstants
{
    public const float Low = -87f;
    public const float High = 88f;
    public const float Log2E = 1.44269504f;
    public const float Shift = 12582912f;
    public const float MinusLn2High = -0.693359375f;
    public const float MinusLn2Low = 2.12194440e-4f;
    public const float C7 = 1f / 5040;
    public const float C6 = 1f / 720;
    public const float C5 = 1f / 120;
    public const float C4 = 1f / 24;
    public const float C3 = 1f / 6;
    public const float C2 = 1f / 2;
}
