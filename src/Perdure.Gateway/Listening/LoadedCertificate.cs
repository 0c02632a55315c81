using System.Net.Security;
using Perdure.Model;

namespace Perdure.Gateway.Listening;

/// <summary>A certificate as it was read from its files, and when those were written.</summary>
internal sealed record LoadedCertificate(TlsModel Model, (DateTime Certificate, DateTime Key) Stamp, SslStreamCertificateContext Context);
