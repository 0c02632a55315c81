namespace Perdure.Model.Reading;

/// <summary>Reads system files. Never throws for what is wrong with a file; reports everything that is wrong at once.</summary>
public static class SystemFileReader
{
    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    public static SystemFileResult Read(string path, SystemFileOptions options) => throw new NotImplementedException();

    /// <summary>Reads <paramref name="text"/> as if it stood in <paramref name="fileName"/>, which need not exist.</summary>
    public static SystemFileResult Parse(string text, string fileName, SystemFileOptions options) => throw new NotImplementedException();
}
