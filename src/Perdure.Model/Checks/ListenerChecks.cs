using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>Listeners against each other, the admin listener and the disk.</summary>
internal static class ListenerChecks
{
    public static void Check(SystemModel model, ReadContext context)
    {
        Duplicates.Check(context, Paths.Listeners, model.Listeners, "name", l => l.Name);
        for (var i = 0; i < model.Listeners.Length; i++)
        {
            var path = Paths.Listeners.Item(i);
            if (context.IsSound(path.Key("address")))
            {
                CheckAddress(model, context, i);
            }

            OverloadChecks.CheckListener(model.Listeners[i], context, path);
            if (model.Listeners[i].Tls is { } tls)
            {
                CheckFile(context, path.Key("tls").Key("certificate"), tls.CertificatePath, "certificate");
                CheckFile(context, path.Key("tls").Key("key"), tls.KeyPath, "private key");
            }
        }
    }

    private static void CheckAddress(SystemModel model, ReadContext context, int index)
    {
        var (address, path) = (model.Listeners[index].Address, Paths.Listeners.Item(index).Key("address"));
        for (var i = 0; i < index; i++)
        {
            var other = Paths.Listeners.Item(i).Key("address");
            if (context.IsSound(other) && EndPoints.Collide(address, model.Listeners[i].Address))
            {
                context.Error(
                    DiagnosticKind.Invalid,
                    path,
                    context.ValueAt(path),
                    $"expected an address of its own, found one that collides with {other} on line {context.ValueAt(other).Line}",
                    "give one of the two another port");
                return;
            }
        }

        if (context.IsSound(Paths.Admin.Key("address")) && EndPoints.Collide(address, model.Admin.Address))
        {
            context.Error(
                DiagnosticKind.Invalid,
                path,
                context.ValueAt(path),
                $"expected an address of its own, found one that collides with admin.address ({model.Admin.Address})",
                "give the listener or admin.address another port");
        }
    }

    private static void CheckFile(ReadContext context, KeyPath path, string file, string what)
    {
        if (context.IsSound(path) && !File.Exists(file))
        {
            context.Error(
                DiagnosticKind.Reference,
                path,
                context.ValueAt(path),
                $"expected the file of a {what} (PEM), found no file at this path",
                "relative paths start from the directory of the system file");
        }
    }
}
