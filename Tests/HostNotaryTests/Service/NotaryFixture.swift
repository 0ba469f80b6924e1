import Ethereum
import EventLoop
import Foundation
import HostData
import HostEgress
import Logging
import PostgresClient
import TestSupport

@testable import HostNotary

/// A database of its own, a chain of its own, and hosts that anchor there.
struct NotaryFixture: Sendable {
    let database: Database
    let devnet: Devnet
    let engine: HTTPEngine
    let contract: Address
    let north = TenantKey(provider: 1)
    let south = TenantKey(provider: 2)

    static func with(_ arguments: [String] = [], _ body: (NotaryFixture) async throws -> Void) async throws {
        let configuration = try await TestPostgres.shared.makeDatabase()
        let loops = try EventLoopGroup(count: 1, name: "test")
        let database = Database(configuration, passwords: RolePasswords(secret: Array("0123456789abcdef".utf8)), loops: loops)
        let engine = try HTTPEngine()
        var devnet: Devnet?
        var failure: (any Error)?
        do {
            try await HostMigrator(pool: database.host).migrate()
            for (number, name) in [(1, "north"), (2, "south")] {
                _ = try await database.host.query(
                    "INSERT INTO app.tenants (key, id, kind, name, slots) VALUES ($1, $2, 'provider', $2, 2)",
                    .int(TenantKey(provider: UInt32(number)).rawValue), .text(name))
            }
            let chain = try await Devnet.start(arguments)
            devnet = chain
            let contract = try await chain.deploy()
            try await body(NotaryFixture(database: database, devnet: chain, engine: engine, contract: contract))
        } catch {
            failure = error
        }
        devnet?.stop()
        engine.cancelAll()
        await database.close()
        loops.shutdown()
        if let failure { throw failure }
    }

    var key: PrivateKey { get throws { try PrivateKey(hex: Devnet.keys[0]) } }

    /// A host that anchors without waiting between intervals.
    func host(
        _ name: String = "one", paths: [String] = [""], settings: [String: String] = [:], quick: Bool = true, resendNanos: UInt64? = nil
    ) throws -> ChainNotary {
        var values = [
            "BASE_L2_RPC": paths.map { devnet.url + $0 }.joined(separator: ","), "NOTARY_CONTRACT": "\(contract)",
            "BLOCKCHAIN_PRIVATE_KEY": Devnet.keys[0], "NOTARY_INTERVAL_SECONDS": "1",
        ]
        values.merge(settings) { $1 }
        guard let settings = try NotarySettings({ name in values[name].flatMap { $0.isEmpty ? nil : $0 } }) else {
            throw Devnet.Problem(message: "no settings")
        }
        var rules = quick ? Self.quickRules(feeCap: settings.feeCap) : nil
        if let resendNanos { rules?.resendNanos = resendNanos }
        return ChainNotary(
            settings, signer: try settings.signer(), database: database, engine: engine, host: name,
            rules: rules, pause: .milliseconds(50), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Of somebody who is patient for moments alone.
    static func quickRules(feeCap: UInt256) -> TransactionRules {
        let second: UInt64 = 1_000_000_000
        return TransactionRules(
            feeCap: feeCap, resendNanos: second / 5, replaceNanos: second / 2, strangerNanos: second, haltNanos: 30 * second)
    }

    /// Turns a host until the leaf is as far, mining as it goes; returns the receipt.
    func turn(
        _ host: ChainNotary, _ key: String, of tenant: TenantKey? = nil, to state: NotaryState, mining: Bool = true, turns: Int = 200
    ) async throws -> NotaryReceipt {
        for _ in 0..<turns {
            await host.turn()
            if let receipt = try await host.receipt(tenant: tenant ?? north, key: key), receipt.state >= state { return receipt }
            if mining { try await devnet.mine() }
            try await Task.sleep(for: .milliseconds(30))
        }
        let found = try await host.receipt(tenant: tenant ?? north, key: key)?.state
        throw Devnet.Problem(message: "\(key) came to \(String(describing: found)), expected \(state): \(host.figures.troubles)")
    }

    /// Waits until something holds.
    func until(_ what: String, _ holds: () async throws -> Bool) async throws {
        for _ in 0..<2_000 {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Devnet.Problem(message: "not within the time: \(what)")
    }

    /// What miners do with all that waits in the pool.
    enum PoolTreatment {
        /// It stays and comes into no block.
        case hold
        /// It is thrown out.
        case evict
    }

    /// A host whose transaction for the leaf "1" is sent and stands in the pool of a chain that makes no blocks by itself.
    func sent(_ settings: [String: String] = [:]) async throws -> ChainNotary {
        try await devnet.ask("devnet_set", #"{"auto":false}"#)
        let host = try host(settings: settings)
        _ = try await host.submit(tenant: north, key: "1", leaf: .random())
        _ = try await turn(host, "1", to: .sent, mining: false)
        return host
    }

    /// Does it to each transaction that waits at this moment.
    func treatPool(_ treatment: PoolTreatment) async throws {
        for pooled in try await devnet.ask("devnet_pool") {
            switch treatment {
            case .hold: try await devnet.ask("devnet_hold", "\"\(pooled)\", true")
            case .evict: try await devnet.ask("devnet_evict", "\"\(pooled)\"")
            }
        }
    }

    /// The attempts that are stored, and for how many nonces.
    func attempts() async throws -> (attempts: Int64, nonces: Int64) {
        let rows = try await database.host.query("SELECT count(*), count(DISTINCT nonce) FROM app.notary_attempts")
        return (rows.integer(row: 0, column: 0) ?? 0, rows.integer(row: 0, column: 1) ?? 0)
    }

    /// What transactions that are open complain of.
    func alarms() async throws -> [String] {
        let rows = try await database.host.query("SELECT alarm FROM app.notary_transactions WHERE alarm IS NOT NULL AND NOT abandoned")
        return (0..<rows.rowCount).compactMap { rows.text(row: $0, column: 0) }
    }

    /// How many roots stand in the stream on the chain.
    func anchored(_ host: ChainNotary) async throws -> UInt64 {
        guard let stream = try await host.store.stream() else { return 0 }
        return try await devnet.count(contract, notary: host.store.notary, stream: stream.stream)
    }

    /// The host that anchors is taken for dead; another one, or itself, goes on at once.
    func expireLease() async throws {
        _ = try await database.host.query("UPDATE app.notary_lease SET lease_until = '-infinity'")
    }

    /// Why the stream is halted; nil if it is not.
    func halted() async throws -> String? {
        let rows = try await database.host.query("SELECT halted FROM app.notary_streams")
        return rows.rowCount == 0 ? nil : rows.text(row: 0, column: 0)
    }
}
