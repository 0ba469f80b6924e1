import Testing

@testable import HostPlugins

@Suite("The secrets of a version that is installed and not served yet", .timeLimit(.minutes(5)))
struct StagedSecretTests {
    private static let services = "services: [hashinsight.secrets/1]\n"
    private static let account = "account: {description: where it is billed, scope: installation}"
    private static let key = "api_key: {description: of the account, required: true, scope: tenant}"

    @Test("What it lists beyond the one that serves is known before its upgrade begins, and is nothing new once it serves") func staged()
        async throws
    {
        let world = try await UpgradeWorld.make()
        try await world.install("1", more: Self.services + "secrets: {\(Self.account)}\n")
        let host = try await world.host()
        #expect(try await world.service.stagedSecrets(of: world.id, configured: nil) == [])
        try await world.install("2", more: Self.services + "secrets: {\(Self.account), \(Self.key)}\n")
        let staged = try await world.service.stagedSecrets(of: world.id, configured: nil)
        #expect(staged.map(\.version) == ["2.0.0"] && staged.map(\.declaration.name) == ["api_key"], "\(staged)")
        #expect(staged.first?.declaration.isRequired == true && staged.first?.declaration.scope == .tenant)
        #expect(try await world.service.overview(of: world.id, configured: nil)?.secrets == staged)
        let impact = try await world.service.impact(world.request("2"), snapshot: world.snapshot)
        #expect(impact.secretsAdded == staged.map(\.declaration))
        #expect(try await world.service.store.rollout(of: world.id) == nil, "nothing has begun")
        // Nobody has the plugin's secrets here, so nobody is brought over; the version serves once the row says so.
        _ = try await world.upgrade("2", .tenants([]))
        let rollout = try #require(try await world.service.store.rollout(of: world.id))
        _ = try await world.service.store.end(rollout, as: .done, reason: nil, origin: .commandLine)
        #expect(try await world.service.stagedSecrets(of: world.id, configured: nil) == [], "the older one lists nothing more")
        await host.plugins.close()
    }
}
