import Foundation
import HostTenancy
import Logging
import PostgresClient
import Testing

@testable import HostPlugins

@Suite("The store of bundles", .timeLimit(.minutes(3)))
struct BundleStoreTests {
    @Test("gives a bundle that was installed at one host to another, byte for byte, in parts and empty files too")
    func twoHosts() async throws {
        let world = try await StoreWorld()
        let large = (0..<9_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let contents = try world.contents(more: ["static/large": large], signedBy: world.key)
        let addition = try await world.add(contents)
        #expect(addition.isNew && addition.bundle.isServing && addition.bundle.signedBy == "release")
        let serving = try await world.two.serving()
        #expect(serving == [addition.bundle])
        let opened = try await world.two.open(serving[0], policy: world.policy)
        #expect(opened.trust == .signed(by: "release", keyId: world.key.id) && opened.damage.isEmpty)
        #expect(opened.bundle.digest == contents.digest)
        #expect(try BundleContents.read(opened.bundle.directory).bytes == contents.bytes)
        #expect(opened.bundle.libraryPath.contains("/two/\(contents.digest)/"))
        // The second time nothing is fetched: without the parts it still opens.
        _ = try await world.database.host.query("DELETE FROM app.bundle_parts")
        _ = try await world.two.open(serving[0], policy: world.policy)
        await world.close()
    }

    @Test("is idempotent, keeps one content a version, and puts further versions beside the one that serves")
    func versions() async throws {
        let world = try await StoreWorld()
        let first = try world.contents()
        #expect(try await world.add(first).isNew)
        #expect(try await !world.add(first).isNew)
        #expect(try await world.audit() == ["plugin.install \(world.plugin)/1.0.0"], "the second time nothing was changed")
        let other = try world.contents(more: ["static/more": [1]])
        let error = await #expect(throws: BundleStoreError.self) { try await world.add(other) }
        #expect(error?.code == .versionTaken && error?.message.contains(first.digest.prefix(12)) == true)
        let second = try await world.add(try world.contents(version: "1.1.0"))
        #expect(second.isNew && !second.bundle.isServing)
        #expect(try await world.one.bundles(plugin: world.plugin).map(\.version) == ["1.1.0", "1.0.0"])
        #expect(try await world.one.serving().map(\.version) == ["1.0.0"])
        try await world.database.host.withSession { session in
            _ = try await session.transaction { try await BundleStore.serve(second.bundle, in: $0) }
        }
        #expect(try await world.two.serving().map(\.version) == ["1.1.0"])
        // The same content with a signature gains its signer.
        let signed = try await world.add(try world.contents(signedBy: world.key))
        #expect(!signed.isNew && signed.bundle.signedBy == "release")
        await world.close()
    }

    @Test("tells every host of an installation, and nobody before it is committed")
    func told() async throws {
        let world = try await StoreWorld()
        let feed = ChangeFeed(database: world.database, logger: Logger(label: "test"))
        let (heard, continuation) = AsyncStream.makeStream(of: TenancyNotification.self)
        feed.add { continuation.yield($0) }
        feed.start()
        var iterator = heard.makeAsyncIterator()
        #expect(await iterator.next() == .connected)
        try await world.add(try world.contents())
        guard case .bundles(let first) = await iterator.next() else { throw TestProblem("no word of the bundle") }
        #expect(try await world.two.serving().count == 1)
        _ = try await world.one.remove(plugin: world.plugin, origin: .commandLine)
        guard case .bundles(let second) = await iterator.next() else { throw TestProblem("no word of the removal") }
        #expect(second > first)
        await feed.stop()
        await world.close()
    }

    @Test("opens nothing that is not signed by a key this host trusts, whoever installed it")
    func trust() async throws {
        let world = try await StoreWorld()
        let unsigned = try await world.add(try world.contents()).bundle
        let error = await #expect(throws: BundleError.self) { try await world.two.open(unsigned, policy: world.policy) }
        #expect(error?.description.contains("signature.json: missing") == true)
        let stranger = SigningKey()
        let foreign = try await world.add(try world.contents(version: "2.0.0", signedBy: stranger)).bundle
        let refused = await #expect(throws: BundleError.self) { try await world.two.open(foreign, policy: world.policy) }
        #expect(refused?.description.contains("signed with the key \(stranger.id), which is not trusted here") == true)
        let lax = BundlePolicy(trustedKeys: [], isDevelopment: true)
        #expect(try await world.two.open(unsigned, policy: lax).trust == .unsigned)
        await world.close()
    }

    @Test("opens a host's own copy by the signature beside it and for its own plugin, whatever the database says of it")
    func copies() async throws {
        let world = try await StoreWorld()
        func open(_ contents: BundleContents, of plugin: String, _ policy: BundlePolicy) async throws -> BundleTrust {
            // The database names the trusted key for each.
            try await world.one.open(copy: contents.digest, of: plugin, formerKeyId: world.key.id, name: "it", policy: policy).trust
        }
        let signed = try world.contents(signedBy: world.key)
        let foreign = try world.contents(version: "2.0.0", signedBy: SigningKey())
        let unsigned = try world.contents(version: "3.0.0")
        for contents in [signed, foreign, unsigned] { _ = try world.one.cache.place(contents) }
        await world.one.removeRemains()
        #expect(try await open(signed, of: world.plugin, world.policy) == .signed(by: "release", keyId: world.key.id))
        let other = await #expect(throws: BundleStoreError.self) { try await open(signed, of: "other", world.policy) }
        #expect(other?.code == .damaged && other?.message.contains("is a bundle of \(world.plugin)") == true)
        let stranger = await #expect(throws: BundleError.self) { try await open(foreign, of: world.plugin, world.policy) }
        #expect(stranger?.description.contains("which is not trusted here") == true, "\(String(describing: stranger))")
        let nobody = await #expect(throws: BundleError.self) { try await open(unsigned, of: world.plugin, world.policy) }
        #expect(nobody?.description.contains("signature.json: missing") == true, "\(String(describing: nobody))")
        #expect(try await open(unsigned, of: world.plugin, BundlePolicy(trustedKeys: [], isDevelopment: true)) == .unsigned)
        await world.close()
    }

    @Test("A copy that a release made which kept no signatures serves on by the key that was noted, until its bundle comes signed again")
    func formerCopies() async throws {
        let world = try await StoreWorld()
        let (signed, bare) = (try world.contents(signedBy: world.key), try world.contents())
        let cache = world.one.cache
        // As that release left the folder.
        let place = try cache.place(bare).directory
        try FileManager.default.removeItem(atPath: cache.folder + "/.former-copies")
        await world.one.removeRemains()
        func open(_ keyId: String?) async throws -> BundleTrust {
            try await world.one.open(copy: signed.digest, of: world.plugin, formerKeyId: keyId, name: "it", policy: world.policy).trust
        }
        let trust = BundleTrust.signed(by: "release", keyId: world.key.id)
        #expect(try await open(world.key.id) == trust)
        for keyId in [SigningKey().id, nil] {
            await #expect(throws: BundleStoreError.self) { try await open(keyId) }
        }
        #expect(try cache.place(signed).directory == place)
        #expect(try await open(nil) == trust, "the signature lies beside it now")
        try FileManager.default.removeItem(atPath: place + "/signature.json")
        try Data("{}".utf8).write(to: URL(fileURLWithPath: place + "/signature.json"))
        await #expect(throws: BundleError.self) { try await open(world.key.id) }
        await world.close()
    }

    @Test("refuses what was changed in the database, and names the file")
    func damaged() async throws {
        let world = try await StoreWorld()
        let bundle = try await world.add(try world.contents(signedBy: world.key)).bundle
        _ = try await world.database.host.query(
            "UPDATE app.bundle_parts SET content = set_byte(content, 70, get_byte(content, 70) # 1) WHERE path = 'libTest.so'")
        let error = await #expect(throws: BundleStoreError.self) { try await world.two.open(bundle, policy: world.policy) }
        #expect(error?.code == .damaged && error?.message.contains("libTest.so: was changed") == true)
        _ = try await world.database.host.query("DELETE FROM app.bundle_parts WHERE path = 'queries/list.sql'")
        let missing = await #expect(throws: BundleStoreError.self) { try await world.two.open(bundle, policy: world.policy) }
        #expect(missing?.message.contains("queries/list.sql: was changed: 0 bytes") == true)
        _ = try await world.database.host.query("UPDATE app.bundle_files SET sha256 = $1 WHERE path = 'plugin.yaml'", .text(bundle.digest))
        let listed = await #expect(throws: BundleStoreError.self) { try await world.two.open(bundle, policy: world.policy) }
        #expect(listed?.code == .damaged)
        // Whoever changes list and address alike still lacks the key.
        _ = try await world.database.host.query("UPDATE app.bundles SET signature = NULL")
        await #expect(throws: (any Error).self) { try await world.two.open(bundle, policy: world.policy) }
        await world.close()
    }

    @Test("removes code for nobody who has it enabled, and names them; data and settings stay")
    func removal() async throws {
        let world = try await StoreWorld()
        try await world.add(try world.contents())
        try await world.add(try world.contents(version: "1.1.0"))
        try await world.enable("alpha")
        try await world.enable("north")
        let error = await #expect(throws: BundleStoreError.self) {
            try await world.one.remove(plugin: world.plugin, origin: .commandLine)
        }
        #expect(error?.code == .inUse && error?.message.contains("alpha, north") == true)
        #expect(try await world.one.remove(plugin: world.plugin, version: "1.1.0", origin: .commandLine).map(\.version) == ["1.1.0"])
        await #expect(throws: BundleStoreError.self) {
            try await world.one.remove(plugin: world.plugin, version: "1.0.0", origin: .commandLine)
        }
        try await world.enable("alpha", false)
        try await world.enable("north", false)
        #expect(try await world.one.remove(plugin: world.plugin, origin: .commandLine).map(\.version) == ["1.0.0"])
        #expect(try await world.two.bundles().isEmpty)
        for table in ["app.bundle_files", "app.bundle_parts", "app.serving_bundles"] {
            #expect(try await world.database.host.query(Statement("SELECT 1 FROM \(table)")).rowCount == 0)
        }
        #expect(try await world.database.host.query("SELECT 1 FROM app.plugin_instances").rowCount == 2)
        let gone = await #expect(throws: BundleStoreError.self) { try await world.one.remove(plugin: world.plugin, origin: .commandLine) }
        #expect(gone?.code == .notInstalled)
        #expect(try await world.audit().suffix(2) == ["plugin.uninstall \(world.plugin)/1.1.0", "plugin.uninstall \(world.plugin)/1.0.0"])
        await world.close()
    }

    @Test("keeps a version that an upgrade stands on")
    func upgrade() async throws {
        let world = try await StoreWorld()
        let first = try await world.add(try world.contents()).bundle
        let second = try await world.add(try world.contents(version: "1.1.0")).bundle
        try await world.enable("alpha")
        _ = try await world.database.host.query(
            """
            INSERT INTO app.plugin_rollouts (plugin, rollout, revision, base_digest, from_version, from_digest, to_version, to_digest, state,
                started_by, changed_by) VALUES ($1, 1, 1, $2, '1.0.0', $2, '1.1.0', $3, 'running', 'test', 'test')
            """, .text(world.plugin), .text(first.digest), .text(second.digest))
        let error = await #expect(throws: BundleStoreError.self) {
            try await world.one.remove(plugin: world.plugin, version: "1.1.0", origin: .commandLine)
        }
        #expect(error?.code == .inUse)
        await world.close()
    }
}

/// A step of a test that did not come about.
struct TestProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
