import Foundation
import Testing

/// The demo of `make run` on a port, a folder and addresses of its own, beside whatever else runs.
struct Demo: Sendable {
    let folder: String
    private let data: String
    private let client: Client
    private let fleet: String

    init(_ folder: String) throws {
        self.folder = folder
        data = folder + "/data"
        client = Client(port: try Loopback.freePort())
        fleet = try Loopback.freeDemoFleet()
    }

    private var listen: String { "127.0.0.1:\(client.port)" }
    /// For make.
    var variables: [String] { ["LISTEN=\(listen)", "DATA=\(data)", "FLEET=\(fleet)"] }
    /// For the script itself.
    var arguments: [String] { ["debug", listen, data, fleet] }

    /// Runs a command in a process group of its own for `body`; whatever is left of it afterwards is ended.
    func during(_ executable: String, _ arguments: [String], _ body: (ChildProcess) async throws -> Void) async throws {
        let output = "\(folder)/demo-\(UUID().uuidString.prefix(4))"
        let process = try ChildProcess(executable, arguments, outputPath: output, leadsGroup: true)
        func end() async {
            let left = KnownProcess.tree(of: process.processId).union(postmaster)
            process.signal(SIGTERM)
            await process.waitForExit(patience: .seconds(60))
            for one in left { one.kill() }
        }
        do { try await body(process) } catch {
            await end()
            throw TestFailure("\(error)\n\(process.standardError.suffix(3_000))")
        }
        await end()
    }

    /// Waits until the script says where to go.
    func awaitWelcome(_ process: ChildProcess) async throws {
        try await eventually("the demo runs", patience: .seconds(180)) {
            if let code = process.exitCode() { throw TestFailure("it ended with \(code)") }
            return process.standardError.contains("HashInsight runs at http://\(listen)") ? true : nil
        }
    }

    /// 300 miners, of five clients under two providers, each seen by whom it is for.
    func checkShares() async throws {
        var serials: [String: Set<String>] = [:]
        for client in ["alpha", "beta", "gamma", "delta", "epsilon", "north", "south"] {
            let member = try await login(client)
            var items: [JSON] = []
            for page in 1...2 { items += try await member.get("/api/v1/hosting/miners?per_page=200&page=\(page)").json["items"].items }
            serials[client] = Set(items.map(\.["serial_number"].text))
            if !["north", "south"].contains(client) { #expect(items.allSatisfy { $0["client"].text == client }, "\(client)") }
        }
        #expect(
            serials.mapValues(\.count) == ["alpha": 75, "beta": 55, "gamma": 60, "delta": 55, "epsilon": 55, "north": 130, "south": 170])
        #expect(serials["north"] == serials["alpha"]?.union(serials["beta"] ?? []))
        #expect(Set(serials.values.joined()).count == 300)
    }

    /// Each miner is asked once a minute; the first answers are shown as figures and kept as telemetry.
    func checkTelemetry() async throws {
        for name in ["alpha", "beta", "north"] {
            let member = try await login(name)
            let miner = try await eventually("\(name) sees a miner's hashrate", patience: .seconds(180)) { () -> String? in
                let items = try await member.get("/api/v1/hosting/miners?per_page=200&sort=hashrate_ths&order=desc").json["items"].items
                return items.first { $0["hashrate_ths"].double ?? 0 > 0 }?["id"].text
            }
            try await eventually("\(name) sees its telemetry") {
                let points = try await member.get("/api/v1/hosting/miners/\(miner)/telemetry?from=-1h&step=raw").json["items"].items
                return points.contains { $0["hashrate_ths"].double ?? 0 > 0 } ? true : nil
            }
        }
    }

    /// All of the demo's processes: make, the scripts, the simulator, the host and its workers, PostgreSQL.
    func processes(_ process: ChildProcess) throws -> Set<KnownProcess> {
        let all = KnownProcess.tree(of: process.processId).union(postmaster)
        #expect(all.count { $0.name == "hashinsight" } >= 2, "the host and the simulator of \(all)")
        #expect(!postmaster.isEmpty, "PostgreSQL of \(all)")
        return all
    }

    func expectGone(_ processes: Set<KnownProcess>) async throws {
        try await eventually("all of \(processes) have ended; left: \(processes.filter(\.isAlive))") {
            processes.contains(where: \.isAlive) ? nil : true
        }
    }

    private var postmaster: Set<KnownProcess> { Postmaster(data: data).map { KnownProcess.tree(of: $0.processId) } ?? [] }

    private func login(_ name: String) async throws -> Client {
        let email = name + "@demo.test"
        for line in try String(contentsOfFile: data + "/demo-logins.tsv", encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            if cells.count == 4, cells[0] == email { return try await client.login(email, String(cells[1])) }
        }
        throw TestFailure("demo-logins.tsv has no \(email)")
    }
}
