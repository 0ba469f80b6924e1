import Testing

/// Meanwhile a fan of another machine stands still and turns again. Its rule tells nobody: mails and webhooks are of the other one alone.
extension SystemTests.AlertReceiverTests {
    /// The machine.
    static let withFan = 2

    static func makeFanRule(_ north: Client) async throws {
        let made = try await north.post(
            "/api/v1/hosting/alert-rules",
            ["name": "Fans", "kind": "fan", "threshold": 1_000, "severity": "warning", "delay_minutes": 0, "repeat_minutes": 0])
        guard made.status == 201 else { throw TestFailure("the rule was refused: \(made.text)") }
    }

    /// The alarm says that it turns no times a minute, the miner and its page which one it is.
    static func expectStoppedFan(_ north: Client, _ simulator: Simulator) async throws {
        let alert = try await eventually("the fan is told") { try await fanAlerts(north, "open").first }
        #expect(alert["serial_number"].text == simulator.devices[withFan].serial && alert["value"].double == 0, "\(alert.encoded)")
        let miner = try await miner(north, simulator)
        #expect(miner["stopped_fans"] == .list([1]), "\(miner.encoded)")
        let page = try await north.get("/hosting/miners/\(miner["id"].text)")
        #expect(page.text.contains("<dt>Fan 1</dt><dd><span class=\"state state-low\">0 rpm · stands still</span></dd>"), "\(page.text)")
    }

    static func expectFanTurns(_ north: Client, _ simulator: Simulator) async throws {
        try await eventually("its end is known") { try await fanAlerts(north, "past").first }
        #expect(try await fanAlerts(north, "open").isEmpty)
        #expect(try await miner(north, simulator)["stopped_fans"] == .list([]))
    }

    private static func fanAlerts(_ north: Client, _ state: String) async throws -> [JSON] {
        try await north.get("/api/v1/hosting/alerts?state=\(state)").json["items"].items.filter { $0["kind"].text == "fan" }
    }

    private static func miner(_ north: Client, _ simulator: Simulator) async throws -> JSON {
        let found = try await north.get("/api/v1/hosting/miners?q=\(simulator.devices[withFan].serial)").json["items"].items
        guard found.count == 1 else { throw TestFailure("not one miner: \(found)") }
        return try await north.get("/api/v1/hosting/miners/\(found[0]["id"].text)").json
    }
}
