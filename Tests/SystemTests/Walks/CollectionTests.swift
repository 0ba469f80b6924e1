import Foundation
import Testing

extension SystemTests.OneHouse {
    /// What devices do is what pages and the API say.
    @Suite("Collection tells the truth") struct CollectionTests {
        @Test("Dead, refusing, lying and dripping miners are told apart with a reason, the healthy one is untouched, and all recover")
        func misbehaving() async throws {
            let world = try World.current
            let gamma = try await world.host.login("gamma")
            try await world.collected(gamma)
            let behaviours: [(device: Int, behaviour: String, states: Set<String>)] = [
                (22, "dead", ["unreachable"]), (23, "refusing", ["refusing"]), (24, "garbage", ["malformed"]),
                (25, "oversized", ["malformed"]), (26, "never-ending", ["malformed", "unreachable", "ok", "hashing_low"]),
                (27, "implausible", ["malformed"]),
                (28, "blackholed", ["unreachable"]),
            ]
            func miner(_ device: Int) async throws -> JSON {
                let serial = world.simulator.devices[device].serial
                let found = try await gamma.get("/api/v1/hosting/miners?per_page=100").json["items"].items.first {
                    $0["serial_number"].text == serial
                }
                return try #require(found)
            }
            let healthy = try await miner(29)
            for one in behaviours { try await world.simulator.set(one.device, one.behaviour) }
            for one in behaviours {
                let seen = try await told("device \(one.device), \(one.behaviour), is \(one.states)", { try await miner(one.device) }) {
                    // A state that it had before counts only with a reading since.
                    one.states.contains($0["state"].text)
                        && ($0["state"].text != "ok" || $0["last_seen_at"].text > healthy["last_seen_at"].text)
                }
                // What never ends after a whole reply may count as that reply; it must only not hold the round up.
                #expect(one.states.contains("ok") || !seen["state_detail"].text.isEmpty, "\(one.behaviour): a reason for a person")
                #expect(seen["state_since"] != .null)
            }
            // Gone and endless are both unreachable; the reason tells them apart.
            try await world.simulator.set(22, "dripping")
            _ = try await told("device 22, dripping, did not end its answer", { try await miner(22) }) {
                $0["state"].text == "unreachable" && $0["state_detail"].text.contains("did not end in time")
            }
            _ = try await told("the rounds go on for the healthy one", { try await miner(29) }) {
                $0["last_seen_at"].text > healthy["last_seen_at"].text && $0["state"] == healthy["state"]
            }

            for one in behaviours { try await world.simulator.set(one.device, "healthy") }
            for one in behaviours {
                let well = try await told("device \(one.device) recovers from \(one.behaviour)", { try await miner(one.device) }) {
                    ["ok", "hashing_low", "paused"].contains($0["state"].text)
                }
                #expect(well["last_seen_at"] != .null)
            }
        }

        @Test("Values are such as the device told, the raw reply is shown, and telemetry has points, with gaps as null")
        func values() async throws {
            let world = try World.current
            let beta = try await world.host.login("beta")
            try await world.collected(beta)
            let miners = try await beta.get("/api/v1/hosting/miners?per_page=100").json["items"].items
            #expect(miners.count == 10)
            for miner in miners where ["ok", "hashing_low"].contains(miner["state"].text) {
                let device = try #require(world.simulator.devices.first { $0.serial == miner["serial_number"].text })
                let rate = try #require(miner["hashrate_ths"].double, "\(miner.encoded)")
                // The simulated readings drift around the captured ones by a few percent.
                #expect(
                    (device.hashrateTHs * 0.5...device.hashrateTHs * 1.5).contains(rate),
                    "\(device.model): \(rate) of \(device.hashrateTHs)")
                try compare(miner, with: CollectionTests.figures[device.model] ?? [])
                #expect(miner["last_seen_at"].text.hasSuffix("Z"))
            }
            let well = try #require(miners.first { $0["state"].text == "ok" })
            let path = "/hosting/miners/\(well["id"].text)"
            let page = try await beta.page(path)
            let raw = page.text.components(separatedBy: "<pre class=\"raw\"").dropFirst().first ?? ""
            #expect(page.status == 200 && raw.contains("STATUS"), "the last reply is shown as it came")
            // The page is open: from now on its reply is that of the last round, and the part that the page fetches brings it.
            func receivedAt(_ page: String) -> String {
                let reply = page.components(separatedBy: "id=\"miner-reply\" hx-swap-oob=\"true\"").dropFirst().first ?? ""
                return reply.components(separatedBy: "datetime=\"").dropFirst().first?.components(separatedBy: "\"").first ?? ""
            }
            let shown = receivedAt(page.text)
            #expect(!shown.isEmpty)
            _ = try await told("the shown reply follows the rounds", { .text(try await beta.page(path + "/now").text) }) {
                receivedAt($0.text) > shown
            }

            let points = try await beta.get("/api/v1" + path + "/telemetry?from=-1h&step=raw").json["items"].items
            #expect(points.contains { $0["hashrate_ths"].double ?? 0 > 0 })
            let day = try await told(
                "telemetry by five minutes", { try await beta.get("/api/v1" + path + "/telemetry?from=-24h&step=5m").json },
                patience: .seconds(150)
            ) {
                $0["items"].items.contains { $0["hashrate_ths"].double ?? 0 > 0 }
            }
            #expect((288...290).contains(day["items"].items.count))
            #expect(
                day["items"][0]["hashrate_ths"] == .null && !day["items"][0]["recorded_at"].text.isEmpty,
                "before it was first asked there is a gap")
            for wrong in ["from=yesterday", "from=-24h&to=-48h", "step=x", "from=-10000d&step=raw"] {
                #expect(try await beta.get("/api/v1" + path + "/telemetry?" + wrong).status == 400, "\(wrong)")
            }
        }

        /// What the captures of a model tell: the hottest chip (or the device, where it tells no chip), the fastest fan, and the power, nil
        /// where it tells none and it is estimated.
        private static let figures: [String: [(celsius: Double, rpm: Double, watts: Double?)]] = [
            "Antminer S21 (200 TH)": [(65, 6_000, 3_250)],
            // Two captures: one in the cold, one that stands still.
            "Antminer S19 Pro (110 TH)": [(27, 5_520, nil), (96, 6_120, nil)],
            "Antminer S19 XP (140 TH)": [(75, 2_940, nil)], "Antminer S17 Pro (53 TH)": [(80, 3_120, nil)],
            "Antminer T15 (23 TH)": [(55, 2_880, nil)], "Antminer S9 (13.5 TH)": [(62, 3_720, nil)],
            "Antminer S9k (13.5 TH)": [(85, 3_720, nil)], "Whatsminer M30S (86 TH)": [(99.79, 2_430, 3_230)],
            "Whatsminer M50S (126 TH)": [(81, 5_400, 3_200)], "Avalon A1246 (85 TH)": [(77, 5_392, 3_504)],
        ]

        /// Compares a miner with the captures of its model. The simulator's drift is at most 4.5 °C, 6 % of a fan's speed and 7 % of power.
        private func compare(_ miner: JSON, with figures: [(celsius: Double, rpm: Double, watts: Double?)]) throws {
            let celsius = try #require(miner["temperature_celsius"].double, "\(miner.encoded)")
            let rpm = try #require(miner["fan_rpm"].double, "\(miner.encoded)")
            let watts = try #require(miner["power_watts"].double, "\(miner.encoded)")
            let isEstimated = miner["power_is_estimated"].truth == true
            let fits = figures.contains { figure in
                guard abs(celsius - figure.celsius) <= 6, abs(rpm - figure.rpm) <= figure.rpm * 0.08 else { return false }
                guard let told = figure.watts else { return isEstimated && watts > 0 }
                return !isEstimated && abs(watts - told) <= told * 0.1
            }
            #expect(fits, "\(miner.encoded) is none of \(figures)")
        }

        /// Waits until what is looked at fits, and says what it was last.
        private func told(
            _ what: String, _ look: () async throws -> JSON, patience: Duration = .seconds(60), until fits: (JSON) -> Bool
        ) async throws -> JSON {
            var last = JSON.null
            do {
                return try await eventually(what, patience: patience) { () -> JSON? in
                    last = try await look()
                    return fits(last) ? last : nil
                }
            } catch {
                throw TestFailure("\(error); last seen: \(last.encoded.prefix(1_000))")
            }
        }
    }
}
