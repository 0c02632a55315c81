namespace Perdure.Coordination.Tests.Support;

/// <summary>A test that needs a real etcd; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EtcdFactAttribute : FactAttribute
{
    public EtcdFactAttribute()
    {
        if (EtcdProcess.Program is null) Skip = "etcd is not installed: on Debian, apt-get install etcd-server";
    }
}
