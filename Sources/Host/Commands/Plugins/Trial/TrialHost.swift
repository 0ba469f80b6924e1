import Foundation
import HostData
import HostJobs
import HostOperate
import HostPlugins
import HostTenancy
import Logging

/// A whole host for one plugin, with a database of its own, on a port of this machine; gone when the trial is over.
final class TrialHost: Sendable {
    let parts: HostParts
    let client: LoopbackClient
    let events = TrialEvents()
    private let manifest: Manifest
    /// Of the plugins beside it.
    private let others: [Manifest]
    private let logins: [String: String]

    private init(parts: HostParts, port: Int, manifest: Manifest, others: [Manifest], logins: [String: String]) {
        self.parts = parts
        self.client = LoopbackClient(port: port)
        self.manifest = manifest
        self.others = others
        self.logins = logins
    }

    /// Starts the host, runs `body` and removes everything, whatever comes.
    /// - Parameters:
    ///   - bundle: The bundle's folder.
    ///   - settings: Of every instance; one JSON object.
    ///   - people: Who will ask.
    ///   - others: What every tenant has too, because the plugin reads their tables.
    /// - Throws: ``Failure`` if the bundle is refused or its instances do not start, and what `body` throws.
    static func with<T: Sendable>(
        bundle: String, settings: JSONValue, people: Set<TrialPerson>, others: [AcceptedBundle] = [], _ body: (TrialHost) async throws -> T
    ) async throws -> T {
        let accepted = try AcceptedBundle(bundle)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hashinsight-trial-\(UUID().uuidString.prefix(8))").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let installation = TrialInstallation(bundle: accepted, settingsJSON: settings.text, others: others, people: people)
        do {
            // PostgreSQL's own user must be able to enter.
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
            try installation.configuration.write(toFile: folder + "/tenants.yaml", atomically: true, encoding: .utf8)
        } catch {
            throw Failure(.cannotWrite, "\(folder) cannot be written: \(error.localizedDescription)")
        }
        let options = try HostOptions.parse(["--config", folder + "/tenants.yaml", "--data", folder + "/data"])
        let file = try TenantsFile.forCommand(options.config)
        let connection = try await HostConnection.open(options, isPrivate: true, logger: Logger(label: "database"))
        let parts = HostParts(connection, configPath: options.config)
        do {
            // Rows of a trial are numbered from 1, so that a test can name them.
            try await HostMigrator(pool: connection.database.host).migrate()
            _ = try await connection.database.host.query("UPDATE app.row_number_key SET key = NULL")
            // A job runs when a step says so, and not beside the steps by its schedule.
            _ = try await connection.database.host.query("ALTER TABLE app.job_schedules ALTER COLUMN paused SET DEFAULT true")
            let value = try await run(
                parts, file, accepted.manifest, others.map(\.manifest), loginsPath: folder + "/logins.tsv", body)
            await parts.close()
            return value
        } catch {
            await parts.close()
            throw error
        }
    }

    private static func run<T: Sendable>(
        _ parts: HostParts, _ file: TenantsFile, _ manifest: Manifest, _ others: [Manifest], loginsPath: String,
        _ body: (TrialHost) async throws -> T
    ) async throws -> T {
        let (ports, port) = AsyncStream<Int>.makeStream()
        var server = HostServer(
            parts: parts, address: try ListenAddress("127.0.0.1:0"), firstFile: file, demoLogins: loginsPath, isDevelopment: true)
        let (ending, end) = AsyncStream<Void>.makeStream()
        server.onListening = { port.yield($0) }
        server.runsUntil = { for await _ in ending {} }
        let running = Task { [server] in
            defer { port.finish() }
            try await server.run()
        }
        guard let number = await ports.first(where: { _ in true }) else {
            try await running.value
            throw Failure(.failed, "the host of the trial ended before it listened")
        }
        let outcome: Result<T, any Error>
        do { outcome = .success(try await serve(parts, manifest, others, port: number, loginsPath: loginsPath, body)) } catch {
            outcome = .failure(error)
        }
        end.finish()
        _ = await running.result
        return try outcome.get()
    }

    private static func serve<T: Sendable>(
        _ parts: HostParts, _ manifest: Manifest, _ others: [Manifest], port: Int, loginsPath: String, _ body: (TrialHost) async throws -> T
    ) async throws -> T {
        try await HostReadiness(parts: parts, pluginId: manifest.id, tenants: TrialPerson.Tenant.allCases.map(\.rawValue)).wait()
        let host = TrialHost(parts: parts, port: port, manifest: manifest, others: others, logins: try logins(loginsPath))
        let subscription = parts.events.subscribe(sight: .min ... .max, limit: 4_096)
        let gathering = Task { await host.events.gather(subscription) }
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(host)) } catch { outcome = .failure(error) }
        subscription.end()
        await gathering.value
        return try outcome.get()
    }

    private static func logins(_ path: String) throws -> [String: String] {
        var passwords: [String: String] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            if cells.count == 4 { passwords[String(cells[0])] = String(cells[1]) }
        }
        return passwords
    }

    /// Signs in.
    /// - Returns: The headers that make a request this person's.
    func session(of person: TrialPerson) async throws -> [String: String] {
        let email = TrialInstallation.email(person)
        let login = JSONValue.object(["email": .string(email), "password": .string(logins[email] ?? "")])
        let answer = try await client.send(
            "POST", "/api/v1/auth/login", headers: ["Content-Type": "application/json"], body: Array(login.text.utf8))
        guard answer.status == 200, let cookie = answer.header("set-cookie")?.split(separator: ";").first,
            let token = try? JSONValue.parse(answer.body)["csrf_token"]?.stringValue
        else { throw Failure(.failed, "\(email) cannot sign in: \(answer.status) \(String(decoding: answer.body, as: UTF8.self))") }
        return ["Cookie": String(cookie), "X-CSRF-Token": token]
    }

    /// Runs a job of a tenant once, now, with its own deadline.
    func run(job name: String, arguments: JSONValue?, tenant: TrialPerson.Tenant) async throws -> JobOutcome {
        guard let job = manifest.jobs.first(where: { $0.name == name }) else {
            throw Failure(.wrongInput, "the plugin has no job \(name); it has: \(manifest.jobs.map(\.name).joined(separator: ", "))")
        }
        guard let key = parts.directory.snapshot.tenant(id: tenant.rawValue)?.key.rawValue,
            let instance = parts.plugins.routes.instance(tenantKey: key, plugin: manifest.id)
        else { throw Failure(.failed, "the plugin does not run for \(tenant.rawValue)") }
        let deadlineNanos = monotonicNanos() + UInt64(job.deadlineSeconds) * 1_000_000_000
        let dueAt = Int64(Date().timeIntervalSince1970 * 1_000_000)
        return await instance.run(
            PluginJob(name: name, argumentsJSON: arguments?.text, runId: "1", attempt: 1, dueAtMicros: dueAt, fence: 1),
            deadlineNanos: deadlineNanos)
    }

    /// Runs a script in a plugin's schema as its owner, with all tenants' rows in sight: rows that no request of the plugin makes.
    func give(_ script: String, to plugin: String) async throws {
        guard let manifest = (others + [manifest]).first(where: { $0.id == plugin }) else {
            throw Failure(.wrongInput, "there is no plugin \(plugin) in this trial; name its bundle by --with")
        }
        try await parts.connection.database.host.withSession { session in
            try await SchemaPlan(manifest: manifest).run(script, session)
        }
    }
}
