import Foundation
import Testing

/// The provider watches what it imported: all machines counted, their rates summed, one of them looked at.
extension SystemTests.SiteToInvoiceTests {
    /// Of a fleet's nameplates, what its readings may differ by: each machine has its own luck, and its rate and power move.
    private static let drift = 0.05

    /// All miners are seen hashing, on the page as by the interface, at the rate of the machines that were started; what the fleet draws.
    static func watch(_ page: BrowserPage, _ host: RunningHost, _ simulator: Simulator) async throws -> Double {
        try await page.open(host.base + "/hosting")
        let watts = try await eventually("all \(count) miners are seen hashing, and told on the page", patience: .seconds(120)) {
            () -> Double? in
            guard let watts = try await hashing(page), try await shownStates(page).values.reduce(0, +) == count else { return nil }
            return watts
        }
        try await eventually("the page counts each state as the interface does") {
            let (shown, told) = (try await shownStates(page), try await toldStates(page))
            return shown == told && Set(told.keys).isSubset(of: ["ok", "hashing_low"]) && told.values.reduce(0, +) == count ? true : nil
        }
        let nameplate = simulator.devices.reduce(0) { $0 + $1.hashrateTHs }
        let summary = try await ask(page, "/api/v1/hosting/summary")
        #expect(summary["miners"].integer == count && summary["last_seen_at"] != .null)
        // Each machine was taken for the model that it is.
        #expect(abs((summary["nameplate_hashrate_ths"].double ?? 0) - nameplate) < 0.01, "\(summary.encoded) of \(nameplate)")
        let rate = try await eventually("the page tells the fleet's rate as the interface does") { () -> Double? in
            let told = try await ask(page, "/api/v1/hosting/summary")["hashrate_ths"].double ?? .nan
            let (value, unit) = (try await page.text(of: "#fleet-hashrate"), try await page.text(of: "#fleet-hashrate ~ .tile-unit"))
            guard unit == "PH/s", let shown = Double(value.replacing(",", with: "")) else { return nil }
            return abs(shown * 1_000 - told) <= 5 + 1e-6 ? told : nil
        }
        #expect(abs(rate - nameplate) <= nameplate * drift, "\(rate) TH/s of machines of \(nameplate)")
        try await expectMiner(page, host, try #require(simulator.devices.first { $0.model == firmwares[0].models[1].named }))
        return watts
    }

    /// One machine's page: its own figures, and a chart with what was recorded of it.
    private static func expectMiner(_ page: BrowserPage, _ host: RunningHost, _ device: Simulator.Device) async throws {
        let found = try await ask(page, "/api/v1/hosting/miners?q=\(device.serial)")
        #expect(found["total"].integer == 1, "\(found.encoded)")
        try await page.open(host.base + "/hosting/miners/\(found["items"][0]["id"].text)")
        #expect(try await page.text(of: "h1") == device.serial)
        try await page.settle()
        let drawn = "(Chart.getChart(document.querySelector('#history canvas')) || {data: {datasets: [{data: []}]}}).data.datasets[0].data"
        let rates = try await eventually("the chart shows what was recorded") { () -> [Double]? in
            let rates = try await page.evaluate("\(drawn).filter(one => one.y !== null).map(one => one.y)").items.compactMap(\.double)
            return rates.isEmpty ? nil : rates
        }
        #expect(rates.allSatisfy { abs($0 - device.hashrateTHs) <= 2 * drift * device.hashrateTHs }, "\(rates) of \(device.hashrateTHs)")
    }

    /// Some of the fleet's firmwares tell no watts: the history says how much of the energy is estimated, by the interface and below the chart.
    static func expectEstimatesTold(_ page: BrowserPage, _ host: RunningHost) async throws {
        try await page.open(host.base + "/hosting")
        try await page.settle()
        try await eventually("the chart of power says that a part is estimated") {
            try await page.text(of: "#history figcaption").contains("kWh are estimated") ? true : nil
        }
        let told = try await ask(page, "/api/v1/hosting/summary/history?from=-24h&step=5m")
        let (all, estimated) = (told["energy_kwh"].double ?? .nan, told["estimated_kwh"].double ?? .nan)
        #expect(estimated > 0 && estimated < all, "\(estimated) of \(all) kWh")
        for bucket in told["items"].items {
            guard let watts = bucket["power_watts"].double else { continue }
            #expect((0...watts).contains(bucket["estimated_watts"].double ?? .nan), "\(bucket.encoded)")
        }
    }

    /// The counts of the page's table of states.
    private static func shownStates(_ page: BrowserPage) async throws -> [String: Int] {
        let rows =
            "[...document.querySelectorAll('#fleet a[id^=state-]')].map(one => [one.id.slice(6), one.closest('tr').cells[1].innerText])"
        return Dictionary(
            try await page.evaluate(rows).items.map { ($0[0].text, Int($0[1].text.replacing(",", with: "")) ?? -1) },
            uniquingKeysWith: +)
    }

    private static func toldStates(_ page: BrowserPage) async throws -> [String: Int] {
        let items = try await ask(page, "/api/v1/hosting/summary/states")["items"].items
        return Dictionary(items.map { ($0["state"].text, $0["value"].integer ?? -1) }, uniquingKeysWith: +)
    }

    /// What the fleet draws, once all of it hashes.
    static func hashing(_ page: BrowserPage) async throws -> Double? {
        let summary = try await ask(page, "/api/v1/hosting/summary")
        let well = (summary["states"]["ok"].integer ?? 0) + (summary["states"]["hashing_low"].integer ?? 0)
        return well == count ? summary["power_watts"].double : nil
    }

    /// What the interface answers.
    static func ask(_ page: BrowserPage, _ path: String) async throws -> JSON {
        try await page.evaluate("fetch('\(path)').then(one => one.json())")
    }
}
