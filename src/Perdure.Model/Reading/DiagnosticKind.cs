namespace Perdure.Model.Reading;

/// <summary>What sort of thing a diagnostic is about.</summary>
public enum DiagnosticKind
{
    /// <summary>The file can't be read, or is not YAML, or uses a part of YAML that system files don't.</summary>
    Syntax,

    /// <summary>A key that is not known here, or is written twice.</summary>
    UnknownKey,

    /// <summary>A value of the wrong type, out of range, or in contradiction to another.</summary>
    Invalid,

    /// <summary>Something that has to be there is not.</summary>
    Missing,

    /// <summary>A name that refers to nothing, or in a circle.</summary>
    Reference,

    /// <summary>Part of the contract of the system file, but not of this version.</summary>
    NotSupportedYet,

    /// <summary>An environment variable that is not set, or an override from outside the file that does not fit it.</summary>
    Environment,
}
