import Foundation
import TestSupport

/// Hosts on one database that are killed and started again, and members who go to whichever is there.
actor StormHosts {
    private let installation: Installation
    private let environment: [String: String]
    private var hosts: [RunningHost?]
    private var members: [String: Client] = [:]
    private(set) var kills = 0

    init(_ installation: Installation, count: Int, environment: [String: String]) {
        self.installation = installation
        self.environment = environment
        hosts = Array(repeating: nil, count: count)
    }

    /// Starts those that do not run, and waits until they are ready.
    func start() async throws {
        for index in hosts.indices {
            // The first makes the schema; what ended by itself is a fault of its own.
            if let host = hosts[index], let code = host.process.exitCode() { throw TestFailure("a host ended with \(code)\n\(host.tail)") }
            let host = try hosts[index] ?? installation.start(environment: environment)
            hosts[index] = host
            try await host.ready()
        }
    }

    /// Kills one, as a power cut would; another begins in its place, and is not waited for.
    func kill(_ random: inout SeededRandom) async throws -> String {
        let index = hosts.indices.randomElement(using: &random)!
        guard let host = hosts[index] else { return "nobody to kill" }
        if let code = host.process.exitCode() { throw TestFailure("a host ended with \(code)\n\(host.tail)") }
        await host.crash()
        hosts[index] = try installation.start(environment: environment)
        kills += 1
        return "kill \(index)"
    }

    /// Asks whichever host answers, in a tenant's name; nil where none does.
    func ask(_ tenant: String, _ body: @Sendable (Client) async throws -> Answer) async -> Answer? {
        for host in hosts.compactMap(\.self).shuffled() {
            guard let ready = try? await host.client.get("/health/ready"), ready.status == 200 else { continue }
            do {
                // A session holds on every host.
                let member = if let known = members[tenant] { known.at(port: host.port) } else { try await host.login(tenant) }
                members[tenant] = member
                let answer = try await body(member)
                if answer.status < 500 { return answer }
            } catch {
                continue
            }
        }
        return nil
    }

    var tails: String { hosts.compactMap { $0?.tail }.joined(separator: "\n---\n") }

    func stop() async {
        for host in hosts { await host?.stop() }
    }
}
