import Foundation
import Testing

/// What the curtailment of the walk delivered: the figure itself, on the page, by the interface, of telemetry and of the machines.
extension SystemTests.SiteToInvoiceTests {
    /// Of what machines draw by their nameplates, what a sum of their readings may differ by.
    private static let drift = 0.05

    /// The delivered reduction is what the machines that obeyed no longer draw, each by its own telemetry; and it is the target, with no more
    /// than the last machine and what is shed for those who stand in goes beyond it.
    static func expectDelivered(_ page: BrowserPage, _ plan: ScheduledPlan, _ simulator: Simulator, before: Double) async throws {
        var last = ""
        let (sleepers, delivered): ([JSON], Double)
        do {
            (sleepers, delivered) = try await eventually("page and interface tell the sum of what each machine sheds") {
                () -> ([JSON], Double)? in
                let shown = try shownPower(try await page.text(of: "#plan-delivered"))
                let report = try await ask(page, plan.api + "/report")
                let told = report["delivered_watts"].double ?? .nan
                let sleepers = report["miners"].items.filter { $0["obeyed"].truth == true }
                let shed = sleepers.reduce(0) { $0 + ($1["shed_watts"].double ?? .nan) }
                last = "\(shown) on the page, \(told) W by the interface, \(shed) W of the machines"
                // The figure is of the last look at the plan, the machines' are of now: between two rounds of telemetry both are the same.
                return abs(shown.watts - told) <= shown.rounding && abs(told - shed) <= 1 ? (sleepers, told) : nil
            }
        } catch { throw TestFailure("\(error): \(last)") }
        #expect(delivered >= targetWatts * (1 - tolerance), "\(delivered) W")
        #expect(delivered <= targetWatts * (1 + mostBeyond), "\(delivered) W")

        // As telemetry has each of them now.
        let now = try await powers(page)
        #expect(now.count == count)
        let byTelemetry = sleepers.reduce(0) { $0 + ($1["baseline_watts"].double ?? .nan) - (now[$1["serial_number"].text] ?? .nan) }
        #expect(abs(byTelemetry - delivered) <= targetWatts * 0.001, "\(byTelemetry) W by telemetry, \(delivered) W told")
        // The whole fleet draws so much less than before, but for what the others' power moved by meanwhile.
        let after = now.values.reduce(0, +)
        #expect(abs(before - after - delivered) <= before * 0.01, "\(before) W before, \(after) W after, \(delivered) W told")
        // And the machines that sleep by their own word are those, with the nameplates of so much.
        let asleep = try await simulator.asleep()
        #expect(asleep == Set(sleepers.map { $0["serial_number"].text }))
        let nameplates = simulator.devices.filter { asleep.contains($0.serial) }.reduce(0) { $0 + $1.powerWatts }
        #expect(abs(nameplates - delivered) <= nameplates * drift, "\(nameplates) W by nameplates, \(delivered) W told")
    }

    /// Of the target, what may be shed beyond it.
    private static let mostBeyond = 0.02

    /// What each machine draws, in watts by serial number.
    private static func powers(_ page: BrowserPage) async throws -> [String: Double] {
        var powers: [String: Double] = [:]
        for number in 1...(count + 199) / 200 {
            for miner in try await ask(page, "/api/v1/hosting/miners?per_page=200&page=\(number)")["items"].items {
                powers[miner["serial_number"].text] = miner["power_watts"].double
            }
        }
        return powers
    }

    /// A power as a page writes it, `1.00 MW`, and half of its last digit, in watts.
    static func shownPower(_ text: String) throws -> (watts: Double, rounding: Double) {
        let parts = text.split(separator: " ")
        let units = ["W": 1.0, "kW": 1e3, "MW": 1e6]
        guard parts.count == 2, let value = Double(parts[0].replacing(",", with: "")), let unit = units[String(parts[1])]
        else { throw TestFailure("no power: \(text)") }
        let decimals = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
        return (value * unit, unit * pow(10, -Double(decimals)) / 2 + 1e-6)
    }
}
