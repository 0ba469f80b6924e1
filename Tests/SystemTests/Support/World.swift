import Foundation

/// The demo in small: simulated miners, hosts on one data folder, sites and miners of every client.
final class World: Sendable {
    let installation: Installation
    let simulator: Simulator
    let hosts: [RunningHost]

    /// Miners of each client, by their places in the fleet.
    static let shares: [(client: String, provider: String, devices: Range<Int>)] = [
        ("alpha", "north", 0..<12), ("beta", "north", 12..<22), ("gamma", "south", 22..<30), ("delta", "south", 30..<36),
        ("epsilon", "south", 36..<40),
    ]

    var host: RunningHost { hosts[0] }

    init(installation: Installation, simulator: Simulator, hosts: [RunningHost]) {
        self.installation = installation
        self.simulator = simulator
        self.hosts = hosts
    }

    /// Starts everything and fills it.
    static func start(hosts count: Int = 1, installation given: Installation? = nil) async throws -> World {
        let installation = try given ?? .withExamples()
        let simulator = try await Simulator.start(count: 40, in: installation.folder)
        var hosts: [RunningHost] = []
        do {
            for _ in 0..<count {
                let host = try installation.start()
                hosts.append(host)
                try await host.ready()
            }
            let world = World(installation: installation, simulator: simulator, hosts: hosts)
            try await world.fill()
            return world
        } catch {
            for host in hosts { await host.stop() }
            await simulator.stop()
            throw error
        }
    }

    /// Makes sites and miners of every client, as a provider would by the API.
    func fill() async throws {
        for provider in ["north", "south"] {
            let client = try await host.login(provider)
            let site = try await client.post(
                "/api/v1/hosting/sites", ["name": .text("Hall of \(provider)"), "location": "Narvik, Norway", "capacity_mw": 12])
            guard site.status == 201 else { throw TestFailure("no site: \(site.status) \(site.text)\n\(host.tail)") }
            for share in World.shares where share.provider == provider {
                let items = share.devices.map { draft(simulator.devices[$0], client: share.client, site: site.json["id"]) }
                let made = try await client.post("/api/v1/hosting/miners", ["items": .list(items)])
                guard made.status == 201, made.json["created"].integer == items.count else {
                    throw TestFailure("no miners for \(share.client): \(made.status) \(made.text)")
                }
            }
        }
    }

    func draft(_ device: Simulator.Device, client: String, site: JSON = .null) -> JSON {
        [
            "client": .text(client), "serial_number": .text(device.serial), "model": .text(device.model), "address": .text(device.address),
            "port": .number(Double(device.port)), "site_id": site,
        ]
    }

    /// Waits until a tenant's miners have been asked at least once.
    func collected(_ client: Client) async throws {
        try await eventually("every miner has been asked") {
            let miners = try await client.get("/api/v1/hosting/miners?per_page=100").json["items"].items
            return !miners.isEmpty && miners.allSatisfy { $0["last_seen_at"] != .null } ? true : nil
        }
    }

    func stop() async {
        for host in hosts { await host.stop() }
        await simulator.stop()
        installation.remove()
    }
}
