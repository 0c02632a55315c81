namespace Perdure.Coordination.Shared;

/// <summary>Shows one kind of keys to the outside. Told of every change, one after the other.</summary>
internal interface ISharedView
{
    /// <summary>A key has changed, or may have.</summary>
    void Refresh(string key, SharedPicture picture);
}
