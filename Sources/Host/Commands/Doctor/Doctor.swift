import ArgumentParser
import Ethereum
import Foundation
import HostCache
import HostEgress
import HostNotary
import HostPlugins
import HostTenancy
import PostgresClient

/// `hashinsight doctor`: looks at everything that a host needs and says what is missing and what to do.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check configuration, database, bundles and limits of this machine.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    struct Finding: Encodable {
        enum State: String, Encodable { case fine, warning, wrong }
        let what: String
        let state: State
        let detail: String
    }

    func run() async throws {
        try await Failure.exiting {
            var findings = configurationFindings() + limitFindings() + [mailFinding()]
            findings.append(await cacheFinding())
            findings.append(await notaryFinding())
            findings += await PinningFindings.read()
            findings += await workerFindings()
            findings += await databaseFindings()
            if output.json {
                try Talk.result(json: findings)
            } else {
                for finding in findings { Talk.result("\(finding.state.rawValue.uppercased())\t\(finding.what): \(finding.detail)") }
            }
            if findings.contains(where: { $0.state == .wrong }) { throw ExitCode(Failure.Kind.failed.rawValue) }
        }
    }

    private func configurationFindings() -> [Finding] {
        do {
            let file = try TenantsFile.read(path: host.config)
            return [Finding(what: host.config, state: .fine, detail: "\(file.tenants.count) tenants")]
                + file.plugins.compactMap { plugin in
                    guard let path = plugin.path.map(file.absolute) else { return nil }
                    let exists = FileManager.default.fileExists(atPath: path + "/plugin.yaml")
                    return Finding(
                        what: "plugin \(plugin.id)", state: exists ? .fine : .wrong,
                        detail: exists ? path : "\(path) holds no plugin.yaml; build the bundles or correct `path`")
                }
        } catch {
            return [Finding(what: host.config, state: .wrong, detail: "\(error)")]
        }
    }

    private func limitFindings() -> [Finding] {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let isEnough = limit.rlim_max >= 16_384
        return [
            Finding(
                what: "open files", state: isEnough ? .fine : .warning,
                detail: isEnough
                    ? "\(limit.rlim_max)"
                    : "\(limit.rlim_max) at most; each device being read needs one: raise `ulimit -Hn` to 16384 or more")
        ]
    }

    /// What the environment says of the mail server; nothing is sent.
    private func mailFinding() -> Finding {
        do {
            guard let server = try MailEnvironment.server(Environment()) else {
                return Finding(what: "mail", state: .fine, detail: "none is sent; for plugins that do, set \(MailServerSettings.expected)")
            }
            let from = "\(server), from \(server.from.address)" + (server.user.map { ", signed in as \($0)" } ?? "")
            guard server.security == .none else { return Finding(what: "mail", state: .fine, detail: from) }
            return Finding(
                what: "mail", state: .warning,
                detail: server.isLoopback
                    ? "\(from): to this machine alone" : "\(from): everybody between can read mails and password; leave out tls=off")
        } catch {
            return Finding(what: "mail", state: .wrong, detail: "\(error)")
        }
    }

    /// Whether Redis, if one is named, can be reached and takes writes.
    private func cacheFinding() async -> Finding {
        do {
            guard let address = try CacheEnvironment.redis(Environment()) else {
                return Finding(what: "cache", state: .fine, detail: "in the memory of this host; REDIS_URL names one for all hosts")
            }
            let cache = RedisCache(address, installation: "doctor")
            defer { cache.close() }
            do throws(CacheError) { try await cache.probe() } catch {
                return Finding(what: "cache", state: .warning, detail: "\(error.message); until it is back each host's memory serves")
            }
            let isOpen = if case .tcp = address.way { !address.isLocal } else { false }
            return Finding(
                what: "cache", state: isOpen ? .warning : .fine,
                detail: isOpen ? "\(address): everybody between can read values and password; take rediss://" : "\(address)")
        } catch {
            return Finding(what: "cache", state: .wrong, detail: "\(error)")
        }
    }

    /// Whether the chain that is named, if one is, can be reached and the key opened; nothing is signed.
    private func notaryFinding() async -> Finding {
        do {
            guard let settings = try NotaryEnvironment.settings(Environment()) else {
                return Finding(what: "notary", state: .fine, detail: "nothing is anchored; for that, set \(UnconfiguredNotary.expected)")
            }
            let signer = try await NotaryEnvironment.signer(settings)
            let engine = try HTTPEngine()
            defer { engine.cancelAll() }
            let chain = ChainClient(chainID: settings.chainID, addresses: settings.nodes, engine: engine)
            do throws(NodeFault) {
                let seen = try await chain.observe(signer.address, transactions: [])
                let troubles =
                    NotaryTrouble.found(in: seen, account: signer.address, lowBalance: settings.lowBalance, now: Date())
                    + (await notaryTroubles(settings, signer.address, chain))
                let account = "chain \(settings.chainID), account \(signer.address) with \(seen.balance) wei"
                return Finding(
                    what: "notary", state: troubles.isEmpty ? .fine : .warning,
                    detail: ([account] + troubles.map(\.text)).joined(separator: "; "))
            } catch {
                let known = await notaryTroubles(settings, signer.address, chain).map(\.text)
                let all = ["\(error); leaves wait until the chain is back"] + known
                return Finding(what: "notary", state: .warning, detail: all.joined(separator: "; "))
            }
        } catch {
            return Finding(what: "notary", state: .wrong, detail: "\(error)")
        }
    }

    /// What the database knows of the notary, and a head that nodes tell twice although the stream has left it behind; nothing where the
    /// database cannot tell, which is a finding of its own.
    private func notaryTroubles(_ settings: NotarySettings, _ account: Address, _ chain: ChainClient) async -> [NotaryTrouble] {
        let found = try? await HostConnection.with(host) { connection in
            let store = NotaryStore(
                database: connection.database, chainID: settings.chainID, contract: settings.contract, notary: account, host: "doctor")
            let watch = NotaryWatch(store: store, chain: chain)
            let stored = try await watch.stored() + watch.left()
            // One node may be a block behind for a moment.
            guard (try? await watch.headBehind()) != nil else { return stored }
            try await Task.sleep(for: .seconds(5))
            return stored + ((try? await watch.headBehind()).map { [NotaryTrouble.behind(head: $0)] } ?? [])
        }
        return found ?? []
    }

    /// Starts one worker that loads nothing and asks what protects it.
    private func workerFindings() async -> [Finding] {
        do {
            return try await WorkerProtections.read().map { protection in
                Finding(
                    what: "workers: \(protection.name)", state: protection.missingReason == nil ? .fine : .warning,
                    detail: protection.missingReason.map { "this machine does not offer it: \($0)" } ?? "in force")
            }
        } catch {
            return [Finding(what: "workers", state: .wrong, detail: error.message)]
        }
    }

    private func databaseFindings() async -> [Finding] {
        do {
            return try await HostConnection.with(host) { connection in
                let rows = try await connection.database.host.query(
                    "SELECT current_setting('server_version_num')::int, current_setting('server_version'), rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
                )
                let version = rows.integer(row: 0, column: 0) ?? 0
                let isSuperuser = rows.boolean(row: 0, column: 2) ?? false
                return [
                    Finding(
                        what: "PostgreSQL", state: version >= 150_014 ? .fine : .warning,
                        detail:
                            "\(rows.text(row: 0, column: 1) ?? "?")\(version >= 150_014 ? "" : "; 15.14 or newer closes a leak of statistics past row security")"
                    ),
                    Finding(
                        what: "the host's role", state: isSuperuser || rows.boolean(row: 0, column: 3) != true ? .warning : .fine,
                        detail: isSuperuser
                            ? "is a superuser, which row security does not bind: use an ordinary role with CREATEROLE"
                            : rows.boolean(row: 0, column: 3) == true
                                ? "no superuser, may create roles" : "may not create the plugins' roles: ALTER ROLE … CREATEROLE"),
                ] + (await StatementFindings.read(connection)) + (await DatabaseFindings.read(connection))
            }
        } catch {
            return [Finding(what: "database", state: .wrong, detail: "\(error)")]
        }
    }
}
