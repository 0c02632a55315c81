namespace Perdure.Model.Yaml;

/// <summary>A place in the file: line and column, both from 1, the column in UTF-16 code units as editors count.</summary>
internal readonly record struct Mark(int Line, int Column);
