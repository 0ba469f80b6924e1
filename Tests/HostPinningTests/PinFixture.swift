import Ethereum
import EventLoop
import Foundation
import HostData
import HostEgress
import Logging
import PostgresClient
import TestSupport

@testable import HostPinning

/// A database of its own, services of its own, and hosts that pin there.
struct PinFixture: Sendable {
    let database: Database
    let engine: HTTPEngine
    let folder: String
    let peers: [PinningPeer.Kind: PinningPeer]
    let north = TenantKey(provider: 1)
    let south = TenantKey(provider: 2)
    static let token = "secret-of-the-installation"

    static func with(_ body: (PinFixture) async throws -> Void) async throws {
        let configuration = try await TestPostgres.shared.makeDatabase()
        let loops = try EventLoopGroup(count: 1, name: "test")
        let database = Database(configuration, passwords: RolePasswords(secret: Array("0123456789abcdef".utf8)), loops: loops)
        let engine = try HTTPEngine()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pins-\(UUID().uuidString)").path
        var peers: [PinningPeer.Kind: PinningPeer] = [:]
        for kind in PinningPeer.Kind.allCases { peers[kind] = PinningPeer(kind, token: kind == .kubo ? nil : token) }
        var failure: (any Error)?
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try await HostMigrator(pool: database.host).migrate()
            for (number, name) in [(1, "north"), (2, "south")] {
                _ = try await database.host.query(
                    "INSERT INTO app.tenants (key, id, kind, name, slots) VALUES ($1, $2, 'provider', $2, 2)",
                    .int(TenantKey(provider: UInt32(number)).rawValue), .text(name))
            }
            try await body(PinFixture(database: database, engine: engine, folder: folder, peers: peers))
        } catch {
            failure = error
        }
        for peer in peers.values { peer.stop() }
        try? FileManager.default.removeItem(atPath: folder)
        engine.cancelAll()
        await database.close()
        loops.shutdown()
        if let failure { throw failure }
    }

    func peer(_ kind: PinningPeer.Kind) -> PinningPeer { peers[kind]! }

    /// What points a host to some of the peers.
    func environment(_ kinds: PinningPeer.Kind..., folder: Bool = false) -> [String: String] {
        // Nobody waits for a minute to pass.
        var values = ["PINNING_REQUESTS_PER_MINUTE": "6000"]
        if folder { values["PINNING_FOLDER"] = self.folder }
        for kind in kinds {
            switch kind {
            case .kubo: values["KUBO_RPC"] = peer(.kubo).url
            case .pinata, .legacy:
                values["PINATA_JWT"] = Self.token
                values["PINATA_API"] = kind == .pinata ? "v3" : "legacy"
                values["PINATA_UPLOADS_URL"] = peer(kind).url
                values["PINATA_API_URL"] = peer(kind).url
            case .service:
                values["PINNING_SERVICE_URL"] = peer(.service).url
                values["PINNING_SERVICE_TOKEN"] = Self.token
            }
        }
        return values
    }

    func host(_ environment: [String: String], name: String = "one", patienceSeconds: Int = 60) throws -> Pinner {
        guard let settings = try PinningSettings({ environment[$0] }) else { throw Devnet.Problem(message: "no settings") }
        return Pinner(
            settings, database: database, engine: engine, host: name, pause: .milliseconds(20), patienceSeconds: patienceSeconds,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What waits is due now, and nobody rests: as if the time had passed.
    func hurry() async throws {
        _ = try await database.host.execute([
            (TenantContext.statement, TenantContext(tenantId: "operator", key: .operator).parameters),
            ("UPDATE app.pin_places SET next_at = now() WHERE is_open", []),
            ("UPDATE app.pin_providers SET rests_until = '-infinity'", []),
        ])
    }

    /// As if so many days had passed since anything was pinned or looked for, and two hours since somebody tried to look.
    func age(days: Int) async throws {
        _ = try await database.host.execute([
            (TenantContext.statement, TenantContext(tenantId: "operator", key: .operator).parameters),
            (
                """
                UPDATE app.pin_places SET changed_at = changed_at - $1 * interval '1 day', checked_at = checked_at - $1 * interval '1 day',
                    check_tried_at = check_tried_at - interval '2 hours'
                """, [.int(Int64(days))]
            ),
            ("UPDATE app.pin_providers SET rests_until = '-infinity'", []),
        ])
    }

    func file(_ cid: CID) -> [UInt8]? { (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(cid)"))).map(Array.init) }
}
