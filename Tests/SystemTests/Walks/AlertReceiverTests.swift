import Crypto
import Foundation
import Synchronization
import TestSupport
import Testing

extension SystemTests {
    /// Alerts at those who are told: a mail server and a webhook's receiver, both of this machine.
    @Suite("Alerts arrive by mail and signed webhook, again after a refusal, again while they stand, and not in quiet hours")
    struct AlertReceiverTests {
        private static let secret = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()
        private static let count = 3

        @Test("an unreachable miner is told once by each channel, after a 500 again under the same id, repeated, and its recovery as well")
        func walk() async throws {
            let mails = try ScriptedSMTPServer()
            defer { mails.stop() }
            let refusals = Atomic<Int>(1)
            let receiver = ScriptedHTTPServer { _ in
                // The first delivery meets a receiver in trouble.
                refusals.wrappingSubtract(1, ordering: .relaxed).newValue >= 0 ? .answer(status: 500) : .answer(status: 204)
            }
            defer { receiver.stop() }
            let installation = try Self.installation(receiver)
            defer { installation.remove() }
            let simulator = try await Simulator.start(count: Self.count, in: installation.folder)
            let host: RunningHost
            do {
                host = try await installation.start(environment: mails.environment).ready()
            } catch {
                await simulator.stop()
                throw error
            }
            do {
                let north = try await host.login("north")
                try await Self.found(north, simulator)
                #expect(
                    try await north.put("/api/v1/tenants/north/plugins/hosting/secrets/alert_webhook_secret", ["value": .text(Self.secret)])
                        .status == 204)
                let rule = try await self.rule(north, receiver)
                try await Self.makeFanRule(north)
                let id = try await firstNotice(north, simulator, mails, receiver, installation)
                try await repeated(rule, mails, receiver, installation)
                try await recovered(north, simulator, mails, receiver, installation, rule: rule)
                try await quiet(north, rule, simulator, mails, receiver, installation)
                let ids = receiver.requests.map { $0.headers["webhook-id"] ?? "" }
                #expect(ids.filter { $0 == id }.count == 2 && Set(ids).count == ids.count - 1, "only what was refused came twice: \(ids)")
            } catch {
                await host.stop()
                await simulator.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            await host.stop()
            await simulator.stop()
        }

        // MARK: The walk

        /// What the miner's silence brings; gives the id of the webhook.
        private func firstNotice(
            _ north: Client, _ simulator: Simulator, _ mails: ScriptedSMTPServer, _ receiver: ScriptedHTTPServer,
            _ installation: Installation
        ) async throws -> String {
            #expect(mails.mails.isEmpty && receiver.requests.isEmpty)
            try await simulator.set(Self.withFan, "stopped-fan")
            try await simulator.set(0, "dead")
            let mail = try await eventually("the mail is there") { mails.mails.first }
            let text = Self.text(mail)
            #expect(mail.recipients == ["north@demo.test"] && mail.sender == "noreply@host.example")
            #expect(text.contains("Subject: [critical] Down: 1 new, 1 open\r\n"), "\(text)")
            #expect(text.contains("Miners that cannot be reached") && text.contains(simulator.devices[0].serial), "\(text)")

            let first = try await eventually("the webhook is there") { receiver.requests.first }
            let id = try Self.verified(first)
            let body = JSON(parsing: Data(first.body))
            #expect(body["type"].text == "hosting.alert" && body["data"]["rule"]["name"].text == "Down")
            #expect(body["data"]["opened"]["total"].integer == 1 && body["data"]["is_repeat"].truth == false)
            #expect(body["data"]["opened"]["miners"].items[0]["serial_number"].text == simulator.devices[0].serial)

            // It was refused: it waits for a minute, and its list says why.
            let waiting = try await eventually("the refusal is listed") {
                let all = try await north.get("/api/v1/hosting/alert-deliveries").json["items"].items
                return all.first { $0["channel"].text == "webhook" && $0["last_error"].text.contains("500") }
            }
            #expect(waiting["state"].text == "waiting" && waiting["attempts"].integer == 1)
            let next = try await installation.superuserQuery(
                "SELECT extract(epoch FROM next_attempt_at - now())::int FROM p_hosting.alert_deliveries WHERE channel = 'webhook'")
            #expect((30...61).contains(Int(next.first?.first ?? "") ?? 0), "\(next)")
            try await Self.due(installation, "alert_deliveries SET next_attempt_at = now() WHERE state = 'waiting'")
            let second = try await eventually("it comes again") { receiver.requests.dropFirst().first }
            #expect(try Self.verified(second) == id, "under the same id")
            #expect(second.body == first.body)
            try await eventually("it is delivered") {
                let all = try await north.get("/api/v1/hosting/alert-deliveries").json["items"].items
                return all.allSatisfy { $0["state"].text == "sent" } ? true : nil
            }
            try await Self.expectStoppedFan(north, simulator)
            #expect(mails.mails.count == 1 && receiver.requests.count == 2, "each once")
            return id
        }

        /// An hour later it stands still, and nobody has acknowledged it.
        private func repeated(
            _ rule: String, _ mails: ScriptedSMTPServer, _ receiver: ScriptedHTTPServer, _ installation: Installation
        ) async throws {
            try await Self.hourPasses(installation, rule)
            let mail = try await eventually("it is told again") { mails.mails.dropFirst().first }
            let text = Self.text(mail)
            #expect(text.contains("Subject: [critical] Down: 1 open\r\n") && text.contains("Still open (1)"), "\(text)")
            let hook = try await eventually("by webhook as well") { receiver.requests.dropFirst(2).first }
            _ = try Self.verified(hook)
            let body = JSON(parsing: Data(hook.body))["data"]
            #expect(body["is_repeat"].truth == true && body["standing"]["total"].integer == 1 && body["opened"]["total"].integer == 0)
        }

        private func recovered(
            _ north: Client, _ simulator: Simulator, _ mails: ScriptedSMTPServer, _ receiver: ScriptedHTTPServer,
            _ installation: Installation, rule: String
        ) async throws {
            try await simulator.set(Self.withFan, "healthy")
            try await simulator.set(0, "healthy")
            try await eventually("its end is known") {
                let rows = try await installation.superuserQuery(
                    "SELECT count(*) FROM p_hosting.alerts WHERE resolved_at IS NOT NULL AND rule_id = \(rule)")
                return rows.first == ["1"] ? true : nil
            }
            try await Self.expectFanTurns(north, simulator)
            // Two notices of a rule are five minutes apart.
            #expect(mails.mails.count == 2)
            try await Self.hourPasses(installation, rule)
            let mail = try await eventually("the recovery is told") { mails.mails.dropFirst(2).first }
            #expect(Self.text(mail).contains("Subject: [critical] Down: 1 recovered, 0 open\r\n"), "\(Self.text(mail))")
            let hook = try await eventually("by webhook as well") { receiver.requests.dropFirst(3).first }
            _ = try Self.verified(hook)
            #expect(JSON(parsing: Data(hook.body))["data"]["recovered"]["total"].integer == 1)
        }

        /// In quiet hours nothing is told; after them it is.
        private func quiet(
            _ north: Client, _ rule: String, _ simulator: Simulator, _ mails: ScriptedSMTPServer, _ receiver: ScriptedHTTPServer,
            _ installation: Installation
        ) async throws {
            let now = Date().timeIntervalSince1970 / 60
            func clock(_ minute: Double) -> JSON {
                let day = Int(minute) % 1_440
                return .text(String(format: "%02d:%02d", day / 60, day % 60))
            }
            // As clocks in India show it, half an hour off the others.
            let hours: JSON = ["quiet_from": clock(now + 330 - 60), "quiet_until": clock(now + 330 + 60), "time_zone": "Asia/Kolkata"]
            #expect(try await north.put("/api/v1/hosting/alert-rules/\(rule)", hours).status == 200)
            try await Self.hourPasses(installation, rule)
            try await simulator.set(1, "dead")
            try await eventually("it is on the list") {
                try await north.get("/api/v1/hosting/alerts").json["total"].integer == 1 ? true : nil
            }
            // Several looks at it, two seconds apart.
            let looks = "SELECT count(*) FROM app.job_history WHERE plugin = 'hosting' AND job = 'alerts'"
            let before = Int(try await installation.query(looks)[0][0]) ?? 0
            try await eventually("rules were looked at again and again") {
                (Int(try await installation.query(looks)[0][0]) ?? 0) >= before + 4 ? true : nil
            }
            #expect(mails.mails.count == 3 && receiver.requests.count == 4, "nobody is told")
            #expect(try await north.put("/api/v1/hosting/alert-rules/\(rule)", ["quiet_from": "", "quiet_until": ""]).status == 200)
            let mail = try await eventually("when they are over it is told") { mails.mails.dropFirst(3).first }
            #expect(
                Self.text(mail).contains("Subject: [critical] Down: 1 new, 1 open\r\n")
                    && Self.text(mail).contains(simulator.devices[1].serial))
            let hook = try await eventually("by webhook as well") { receiver.requests.dropFirst(4).first }
            _ = try Self.verified(hook)
        }

        // MARK: What it stands on

        /// North alone, which may reach the receiver; rules are looked at every two seconds.
        private static func installation(_ receiver: ScriptedHTTPServer) throws -> Installation {
            let tenants = """
                  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}
                  - {id: north, kind: provider, members: [{email: north@demo.test, role: owner}], plugins: {hosting: {networks: [\(Loopback.fleetAddress)/32]}}}

                """
            let installation = try Installation(tenants: tenants)
            let manifest = installation.folder + "/Hosting.plugin/plugin.yaml"
            let text = try String(contentsOfFile: manifest, encoding: .utf8)
            let quick = text.replacing("name: alerts, every: 60s", with: "name: alerts, every: 2s")
            guard quick != text else { throw TestFailure("Hosting's manifest has no job 'alerts, every: 60s' any more") }
            try quick.write(toFile: manifest, atomically: true, encoding: .utf8)
            let grants =
                "grants: {devices: true, mail: members, egress: {hosts: [\"http://127.0.0.1:\(receiver.port)\"], networks: [127.0.0.0/8]}}"
            try installation.write(plugins: ["hosting": installation.folder + "/Hosting.plugin, \(grants)"], tenants: tenants)
            return installation
        }

        private static func found(_ north: Client, _ simulator: Simulator) async throws {
            let items = simulator.devices.map { device -> JSON in
                [
                    "client": "north", "serial_number": .text(device.serial), "model": .text(device.model),
                    "address": .text(device.address),
                    "port": .number(Double(device.port)),
                ]
            }
            let made = try await north.post("/api/v1/hosting/miners", ["items": .list(items)])
            guard made.status == 201 else { throw TestFailure("no miners: \(made.text)") }
            try await eventually("all miners are seen") {
                let summary = try await north.get("/api/v1/hosting/summary").json
                let well = (summary["states"]["ok"].integer ?? 0) + (summary["states"]["hashing_low"].integer ?? 0)
                return well == count ? true : nil
            }
        }

        private func rule(_ north: Client, _ receiver: ScriptedHTTPServer) async throws -> String {
            let made = try await north.post(
                "/api/v1/hosting/alert-rules",
                [
                    "name": "Down", "kind": "offline", "severity": "critical", "delay_minutes": 0, "repeat_minutes": 60,
                    "mail_to": .list(["north@demo.test"]), "webhook_url": .text(receiver.url("/alerts")), "tells_recovery": true,
                ])
            guard made.status == 201 else { throw TestFailure("the rule was refused: \(made.text)") }
            return made.json["id"].text
        }

        private static func text(_ mail: ScriptedSMTPServer.Mail) -> String { String(decoding: mail.bytes, as: UTF8.self) }

        /// The id of a webhook whose signature is right, as a receiver would check it by the Standard Webhooks specification.
        private static func verified(_ request: ScriptedHTTPServer.Received) throws -> String {
            guard let id = request.headers["webhook-id"], let time = request.headers["webhook-timestamp"], let seconds = Double(time),
                let signature = request.headers["webhook-signature"], signature.hasPrefix("v1,"),
                let given = Data(base64Encoded: String(signature.dropFirst(3))),
                let key = Data(base64Encoded: String(secret.dropFirst("whsec_".count)))
            else { throw TestFailure("headers are missing: \(request.headers)") }
            #expect(request.method == "POST" && request.target == "/alerts")
            #expect(request.headers["content-type"] == "application/json")
            #expect(abs(Date().timeIntervalSince1970 - seconds) < 60)
            #expect(
                HMAC<SHA256>.isValidAuthenticationCode(
                    given, authenticating: Data("\(id).\(time).".utf8) + Data(request.body), using: SymmetricKey(data: key)))
            return id
        }

        private static func due(_ installation: Installation, _ change: String) async throws {
            _ = try await installation.superuserQuery("UPDATE p_hosting.\(change)")
        }

        private static func hourPasses(_ installation: Installation, _ rule: String) async throws {
            try await due(installation, "alerts SET notified_at = notified_at - interval '1 hour' WHERE rule_id = \(rule)")
            for time in ["last_repeated_at", "last_notified_at"] {
                try await due(installation, "alert_rules SET \(time) = \(time) - interval '1 hour' WHERE id = \(rule)")
            }
        }
    }
}
