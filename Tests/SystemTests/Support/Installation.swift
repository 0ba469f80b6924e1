import Foundation
import Glibc

/// A data folder with its configuration, which one host or several run on.
final class Installation: Sendable {
    let folder: String
    var data: String { folder + "/data" }
    var config: String { folder + "/tenants.yaml" }
    var logins: String { folder + "/demo-logins.tsv" }
    let databaseURL: String?

    /// - Parameters:
    ///   - plugins: Lines of `plugins:`; Hosting with a round of a few seconds if none is given.
    ///   - tenants: Lines of `tenants:`; those of the demo if none are given.
    init(plugins: [String: String]? = nil, tenants: String? = nil, databaseURL: String? = nil) throws {
        let files = FileManager.default
        folder = files.temporaryDirectory.appendingPathComponent("hashinsight-\(UUID().uuidString.prefix(8))").path
        self.databaseURL = databaseURL
        // The private database's own user must be able to enter.
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try Installation.copyHosting(to: folder + "/Hosting.plugin")
        try write(plugins: plugins ?? ["hosting": folder + "/Hosting.plugin"], tenants: tenants ?? DemoTenants.yaml())
    }

    /// The demo with the examples in C and in Rust beside Hosting, for every tenant.
    static func withExamples() throws -> Installation {
        let installation = try Installation()
        try installation.write(
            plugins: [
                "hosting": installation.folder + "/Hosting.plugin", "greeter": Product.bundle("Greeter"),
                "counter": Product.bundle("Counter"),
            ], tenants: DemoTenants.yaml(with: ["greeter", "counter"]))
        return installation
    }

    /// Writes the configuration anew.
    /// - Parameter head: What stands before the plugins; in development mode, where bundles need no signature, unless it says otherwise.
    func write(plugins: [String: String], tenants: String, head: String = "development: true\n") throws {
        let lines = plugins.sorted { $0.key < $1.key }.map { "  - {id: \($0.key), path: \($0.value)}\n" }.joined()
        try "version: 1\n\(head)plugins:\n\(lines)tenants:\n\(tenants)".write(toFile: config, atomically: true, encoding: .utf8)
    }

    /// With Blockchain beside the plugins whose tables it reads, and a run of it every two seconds instead of every minute.
    func writeNotarizing() throws {
        let bundle = folder + "/Blockchain.plugin"
        let original = URL(fileURLWithPath: Product.bundle("Blockchain")).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: original, toPath: bundle)
        let manifest = try String(contentsOfFile: bundle + "/plugin.yaml", encoding: .utf8)
        let quick = manifest.replacing("name: notarize, every: 1m", with: "name: notarize, every: 2s")
        guard quick != manifest else { throw TestFailure("Blockchain's manifest has no job 'notarize, every: 1m' any more") }
        try quick.write(toFile: bundle + "/plugin.yaml", atomically: true, encoding: .utf8)
        try write(
            plugins: [
                "hosting": folder + "/Hosting.plugin", "analytics": Product.bundle("Analytics"), "crm": Product.bundle("CRM"),
                "blockchain": bundle,
            ],
            tenants: DemoTenants.yaml(with: ["crm", "blockchain"]))
    }

    /// The real bundle; its miners are asked every three seconds instead of every minute, so that tests need not wait.
    private static func copyHosting(to path: String) throws {
        // The folder behind a link, if it is one: a copy of the link would have its target changed.
        let bundle = URL(fileURLWithPath: Product.bundle("Hosting")).resolvingSymlinksInPath().path
        try FileManager.default.copyItem(atPath: bundle, toPath: path)
        let manifest = try String(contentsOfFile: path + "/plugin.yaml", encoding: .utf8)
        let quick = manifest.replacingOccurrences(of: "name: collect, every: 60s", with: "name: collect, every: 3s")
        guard quick != manifest else { throw TestFailure("Hosting's manifest has no job 'collect, every: 60s' any more") }
        try quick.write(toFile: path + "/plugin.yaml", atomically: true, encoding: .utf8)
    }

    /// Starts a host.
    func start(port: UInt16? = nil, arguments: [String] = [], environment: [String: String] = [:]) throws -> RunningHost {
        try RunningHost(self, port: port ?? Loopback.freePort(), arguments: arguments, environment: environment)
    }

    /// Runs a command of the command line on this installation.
    func run(_ arguments: String..., config: String? = nil) async throws -> Product.Outcome {
        var all = arguments + ["--config", config ?? self.config, "--data", data]
        if let databaseURL { all += ["--database", databaseURL] }
        return try await Product.run(all)
    }

    /// Runs a command at a terminal, where somebody types `answer` to what it asks.
    func answer(_ answer: String, to arguments: [String]) async throws -> Product.Outcome {
        var all = arguments + ["--config", config, "--data", data]
        if let databaseURL { all += ["--database", databaseURL] }
        return try await Product.run(all, typing: answer + "\n")
    }

    /// Rows of a query as the host's own role, cells by tabs: for what no interface shows.
    func query(_ sql: String) async throws -> [[String]] {
        var arguments = ["-X", "-A", "-t", "-q", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql]
        var environment: [String: String] = [:]
        if let databaseURL {
            arguments += ["-d", databaseURL]
        } else {
            arguments += ["-h", data + "/postgres/socket", "-U", "hashinsight", "-d", "hashinsight"]
            environment["PGPASSWORD"] = try String(contentsOfFile: data + "/postgres.password", encoding: .utf8)
        }
        let outcome = try await Product.run("/usr/bin/psql", arguments, environment: environment)
        guard outcome.exitCode == 0 else { throw TestFailure("psql: \(outcome.talk)") }
        return outcome.output.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Rows of a query as the superuser of the private database, for what the host itself may not do.
    func superuserQuery(_ sql: String) async throws -> [[String]] {
        let psql = [
            "/usr/bin/psql", "-X", "-A", "-t", "-q", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", data + "/postgres/socket", "-d",
            "hashinsight", "-c", sql,
        ]
        let isRoot = getuid() == 0
        let outcome = try await Product.run(
            isRoot ? "/usr/sbin/runuser" : "/usr/bin/env", (isRoot ? ["-u", "postgres", "--"] : []) + psql,
            environment: ["USER": NSUserName()])
        guard outcome.exitCode == 0 else { throw TestFailure("psql: \(outcome.talk)") }
        return outcome.output.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    /// A copy of the example in C, of a version.
    func greeter(_ name: String, version: String = "1.0.0") throws -> String {
        let path = "\(folder)/\(name).plugin"
        try FileManager.default.copyItem(atPath: Product.bundle("Greeter"), toPath: path)
        let manifest = try String(contentsOfFile: path + "/plugin.yaml", encoding: .utf8)
        try manifest.replacingOccurrences(of: "version: 1.0.0", with: "version: \(version)").write(
            toFile: path + "/plugin.yaml", atomically: true, encoding: .utf8)
        return path
    }

    /// The password of a member, by the file of demo logins.
    func password(_ email: String) throws -> String {
        for line in try String(contentsOfFile: logins, encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            if cells.count == 4, cells[0] == email { return String(cells[1]) }
        }
        throw TestFailure("\(logins) has no \(email)")
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
