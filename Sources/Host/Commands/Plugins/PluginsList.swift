import ArgumentParser
import Foundation
import HostData
import HostPlugins
import HostTenancy
import Logging

/// `hashinsight plugins list`: the bundles of the configuration and the installed ones, without running their code.
struct PluginsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the configured and the installed plugins, with signer and which version serves.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        let id: String
        var version: String?
        var abi: String?
        var toolchain: String?
        /// Of the configuration; nil for an installed version.
        var path: String?
        var digest: String?
        var signedBy: String?
        var keyId: String?
        var installedAt: String?
        var installedBy: String?
        var serving = false
        /// What it asks for in addition and nobody has consented to, while ``before`` serves; empty if it waits for nothing.
        var waitsFor: [String] = []
        /// Tables of others that it can do without and does without, each with why.
        var lacks: [String: String] = [:]
        /// The version in whose place it was put.
        var before: String?
        var accepted = false
        var issues: [String] = []
        /// How the last upgrade to this version stands.
        var upgrade: String?
        /// Where its code runs: `host` or `worker`, for tenants that say nothing else.
        var isolation = IsolationMode.host.rawValue
        /// Which tenants share a worker: `tenant`, `plugin`, or a number of workers.
        var workers: String?
        /// Tenants whose entry says otherwise, by id.
        var isolationByTenant: [String: String] = [:]
        /// Tenants whose instance of this version was moved to a worker, by id, and why.
        var demoted: [String: String] = [:]

        var isolationText: String {
            let others = isolationByTenant.sorted { $0.key < $1.key }.map { tenant, mode in
                "\(tenant): \(mode)" + (demoted[tenant].map { " (demoted: \($0))" } ?? "")
            }
            return ([workers.map { "\(isolation) (\($0))" } ?? isolation] + others).joined(separator: ", ")
        }

        var state: String { accepted ? !waitsFor.isEmpty ? "waits" : serving ? "serves" : "beside" : "refused" }
    }

    func run() async throws {
        try await Failure.exiting {
            let file = try TenantsFile.forCommand(host.config)
            // Of the bundles that the configuration names, by digest.
            let manifests = Self.manifests(file)
            let (installed, rollouts, snapshot, obstacles, befores, lacking) = try await HostConnection.with(host) { connection in
                try await Failure.ofBundles {
                    let store = RolloutStore(database: connection.database)
                    let rollouts = try await store.all()
                    var obstacles: [String: String] = [:]
                    for rollout in rollouts where rollout.state == .running {
                        obstacles[rollout.plugin] = LongRunJudge().obstacle(try await store.tally(of: rollout))
                    }
                    var befores: [String: String] = [:]
                    for (digest, manifest) in manifests { befores[digest] = try await store.versionBefore(digest, of: manifest.id) }
                    return (
                        try await BundleStore(database: connection.database, folder: connection.pluginsFolder).bundles(), rollouts,
                        try await Self.tenants(connection.database), obstacles, befores, try await Self.lacking(file, connection)
                    )
                }
            }
            let serving = Set(installed.filter(\.isServing).map(\.plugin))
            var rows = file.plugins.compactMap { configured($0, file, isServing: !serving.contains($0.id)) }
            rows += installed.map { row($0, file) }
            for entry in file.plugins where !rows.contains(where: { $0.id == entry.id }) {
                rows.append(Row(id: entry.id, issues: ["listed without a path, and not installed"]))
            }
            rows.sort { ($0.id, $0.path == nil ? 1 : 0) < ($1.id, $1.path == nil ? 1 : 0) }
            for index in rows.indices {
                let rollout = rollouts.first { $0.plugin == rows[index].id && $0.newer.digest == rows[index].digest }
                rows[index].upgrade = rollout.map { rollout in
                    let obstacle = obstacles[rollout.plugin].map { "; does not finish by itself: \($0)" } ?? ""
                    return "\(rollout.state.rawValue): \(rollout.summary)\(obstacle)"
                }
                tellIsolation(&rows[index], file, snapshot)
                if rows[index].serving { rows[index].lacks = lacking[rows[index].digest ?? ""] ?? [:] }
                rows[index].before = befores[rows[index].digest ?? ""]
                if rows[index].before != nil, let manifest = manifests[rows[index].digest ?? ""] {
                    rows[index].waitsFor = RolloutCommand.missingConsent(manifest, file, snapshot)
                }
            }
            if output.json { return try Talk.result(json: rows) }
            Talk.table(
                [["PLUGIN", "VERSION", "STATE", "ISOLATION", "DIGEST", "SIGNED BY", "FROM"]]
                    + rows.map {
                        [
                            $0.id, $0.version ?? "-", $0.state, $0.isolationText, String(($0.digest ?? "-").prefix(12)), $0.signedBy ?? "-",
                            $0.path ?? $0.installedAt.map { "installed \($0)" } ?? "-",
                        ]
                    })
            for row in rows where !row.waitsFor.isEmpty {
                Talk.say(
                    "\(row.id): \(row.version ?? "-") waits for consent, none of its migrations has run; \(row.before ?? "-") serves meanwhile where a host has its copy. It asks for \(row.waitsFor.joined(separator: ", ")) in addition; consent with: hashinsight plugins grant \(row.id)"
                )
            }
            for row in rows { for line in Self.lines(lacks: row.lacks) { Talk.say("\(row.id): \(line)") } }
            for row in rows { if let upgrade = row.upgrade { Talk.say("\(row.id): upgrade \(upgrade)") } }
            for row in rows where !row.accepted { Talk.say("\(row.id):\n  " + row.issues.joined(separator: "\n  ")) }
        }
    }

    private static func manifests(_ file: TenantsFile) -> [String: Manifest] {
        let bundles = file.plugins.compactMap { $0.path.flatMap { try? BundleReader.read(file.absolute($0)) } }
        return Dictionary(bundles.map { ($0.digest, $0.manifest) }) { first, _ in first }
    }

    private static func tenants(_ database: Database) async throws -> DirectorySnapshot {
        let directory = TenantDirectory(database: database, logger: Logger(label: "plugins"))
        try await directory.refresh()
        return directory.snapshot
    }

    /// The plugin's entry says where its code runs, a tenant's where it does for that tenant; both from what was applied last. Whoever broke the contract
    /// in the host is in a worker.
    private func tellIsolation(_ row: inout Row, _ file: TenantsFile, _ snapshot: DirectorySnapshot) {
        let entry = file.plugins.first { $0.id == row.id }
        let usual = entry?.isolation ?? .host
        row.isolation = usual.rawValue
        for tenant in snapshot.tenants {
            guard let instance = snapshot.instance(tenant: tenant.id, plugin: row.id) else { continue }
            var mode = instance.isolation ?? usual
            if mode == .host, instance.isEnabled, let demotion = instance.demotion, demotion.version == row.digest {
                mode = .worker
                row.demoted[tenant.id] = demotion.reason
            }
            if mode != usual { row.isolationByTenant[tenant.id] = mode.rawValue }
        }
        if usual == .worker || row.isolationByTenant.values.contains(IsolationMode.worker.rawValue) {
            row.workers = (entry?.workers ?? .tenant).description
        }
    }

    private func configured(_ entry: TenantsFile.PluginEntry, _ file: TenantsFile, isServing: Bool) -> Row? {
        guard let path = entry.path else { return nil }
        let report = BundleCheckReport.check(file.absolute(path))
        let manifest = report.bundle?.manifest
        var row = Row(
            id: entry.id, version: manifest.map { "\($0.version)" }, abi: manifest.map { "\($0.abi)" }, toolchain: manifest?.toolchain,
            path: path, digest: report.bundle?.digest, serving: isServing, accepted: report.isAccepted, issues: report.issues)
        do throws(BundleError) {
            let trust = try file.bundlePolicy().trust(try BundleContents.read(file.absolute(path)), directory: path)
            row.signedBy = trust.signer
            row.keyId = trust.keyId
        } catch {
            // What is wrong with its shape has been said by the report.
            let said = Set(row.issues)
            row.issues += error.issues.map(\.description).filter { !said.contains($0) }
            row.accepted = false
        }
        return row
    }

    private func row(_ bundle: InstalledBundle, _ file: TenantsFile) -> Row {
        let policy = file.bundlePolicy()
        let isTrusted = policy.isDevelopment || policy.trustedKeys.contains { $0.id == bundle.keyId }
        let time = Date(timeIntervalSince1970: Double(bundle.installedAtMicros) / 1e6).formatted(.iso8601)
        return Row(
            id: bundle.plugin, version: bundle.version, digest: bundle.digest, signedBy: bundle.signedBy, keyId: bundle.keyId,
            installedAt: time, installedBy: bundle.installedBy, serving: bundle.isServing, accepted: isTrusted,
            issues: isTrusted ? [] : ["\(bundle.version) is signed with \(bundle.keyId ?? "no key"), which trusted_keys does not have"])
    }
}
