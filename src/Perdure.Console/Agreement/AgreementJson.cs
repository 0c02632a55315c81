using System.Text.Json.Serialization;

namespace Perdure.Console.Agreement;

/// <summary>How these pages read and write JSON: camelCase, nothing by reflection; a body with members that are not known is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CampaignBody))]
[JsonSerializable(typeof(AcquireBody))]
[JsonSerializable(typeof(LeaseBody))]
[JsonSerializable(typeof(MemberBody))]
[JsonSerializable(typeof(StandingAnswer))]
[JsonSerializable(typeof(LockStandingAnswer))]
[JsonSerializable(typeof(MemberStandingAnswer))]
[JsonSerializable(typeof(LeaderEvent))]
[JsonSerializable(typeof(ElectionAnswer))]
[JsonSerializable(typeof(ElectionListAnswer))]
[JsonSerializable(typeof(LockAnswer))]
[JsonSerializable(typeof(LockListAnswer))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(DirectoryAnswer))]
[JsonSerializable(typeof(MemberListAnswer))]
[JsonSerializable(typeof(MemberAnswer[]))]
internal sealed partial class AgreementJson : JsonSerializerContext;
