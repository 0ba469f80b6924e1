import Foundation
import TestSupport
import Testing

extension SystemTests {
    /// Invoices where several people, and a mail server, have to do with them at once.
    @Suite("Invoices between two operators and a mail server") struct InvoiceTests {
        private static let count = 24

        @Test("Issued from all sides at once, some refused: every number once, none left out, and one mail for what is overdue")
        func walk() async throws {
            let server = try ScriptedSMTPServer()
            defer { server.stop() }
            let installation = try Self.installation()
            defer { installation.remove() }
            let host = try await installation.start(environment: server.environment).ready()
            do {
                let operators = [try await host.login("north"), try await host.login("second")]
                try await eventually("CRM is served") {
                    try await operators[0].get("/api/v1/crm/contracts").status == 200 ? true : nil
                }
                try await Self.share(operators[0])
                let drafts = try await Self.drafts(operators[0])
                try await Self.issue(drafts, operators)
                try await Self.tamper(installation)
                try await Self.creditParts(drafts[0], operators)
                try await Self.credit(drafts[0], operators)
                try await Self.prices(operators)
                try await Self.remind(installation, server, operators[0])
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            await host.stop()
        }

        static func installation() throws -> Installation {
            let plugins = "plugins: {hosting: {networks: [127.8.0.0/16]}, crm: {}}"
            let members = "members: [{email: north@demo.test, role: owner}, {email: second@demo.test, role: admin}]"
            let tenants =
                "  - {id: operator, kind: operator, members: [{email: operator@demo.test, role: owner}]}\n"
                + "  - {id: north, kind: provider, name: North Mining, \(members), \(plugins)}\n"
                + "  - {id: alpha, kind: client, parent: north, members: [{email: alpha@demo.test, role: owner}], \(plugins)}\n"
            let installation = try Installation(tenants: tenants)
            // A plugin of this installation alone, whose reminders need no hour.
            let bundle = installation.folder + "/CRM.plugin"
            let original = URL(fileURLWithPath: Product.bundle("CRM")).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: original, toPath: bundle)
            let text = try String(contentsOfFile: bundle + "/plugin.yaml", encoding: .utf8)
            let quick = text.replacing("name: remind, every: 1h", with: "name: remind, every: 2s")
            guard quick != text else { throw TestFailure("CRM's manifest has no job 'remind, every: 1h' any more") }
            try quick.write(toFile: bundle + "/plugin.yaml", atomically: true, encoding: .utf8)
            try installation.write(
                plugins: [
                    "hosting": installation.folder + "/Hosting.plugin", "analytics": Product.bundle("Analytics"),
                    "crm": bundle + ", grants: {mail: any}",
                ], tenants: tenants)
            return installation
        }

        /// A share of what machines mined, where Analytics is installed and not on: by hashrate there is none, which is told; what is typed is taken.
        private static func share(_ north: Client) async throws {
            #expect(try await north.get("/api/v1/analytics/market/pools").status == 404, "Analytics is not on")
            let contract = try await north.post(
                "/api/v1/crm/contracts",
                [
                    "client": "Ana Mining", "client_tenant": "alpha", "kind": "revenue_share", "revenue_share_percent": "25",
                    "revenue_basis": "metered",
                ])
            let id = contract.json["id"].text
            let month = ["period_from": "2026-01-01", "period_to": "2026-01-31"] as [String: JSON]
            let refused = try await north.post("/api/v1/crm/contracts/\(id)/billing", .object(month))
            #expect(refused.json["problems"].items.map(\.["code"].text) == ["no_market"], "\(refused.text)")
            #expect(refused.text.contains("not switched on for this account"))
            let typed = try await north.post(
                "/api/v1/crm/contracts/\(id)/billing", .object(month.merging(["mined_revenue": "5000"]) { $1 }))
            #expect(typed.json["problems"].items.map(\.["code"].text) == ["no_machines"], "that client has none: \(typed.text)")
            let draft = try await north.post(
                "/api/v1/crm/invoices",
                .object(
                    month.merging([
                        "contract_id": .text(id), "machines": "2", "power_watts": "3000", "hours": "744", "mined_revenue": "5000",
                    ]) { $1 }))
            #expect(draft.json["document"]["total"].text == "1250.00" && draft.json["document"]["mined"]["basis"].text == "typed")
            for path in ["invoices/\(draft.json["id"].text)", "contracts/\(id)"] {
                #expect(try await north.delete("/api/v1/crm/\(path)").status == 204, "\(path)")
            }
        }

        /// Drafts of one contract, whose client is mailed.
        private static func drafts(_ north: Client) async throws -> [String] {
            let contract = try await north.post(
                "/api/v1/crm/contracts",
                [
                    "client": "Ana Mining", "client_tenant": "alpha", "kind": "flat", "fee_per_machine": "100", "payment_days": "0",
                    "invoice_email": "ana@elsewhere.example", "reminders": "on",
                ])
            guard contract.status == 201 else { throw TestFailure("no contract: \(contract.status) \(contract.text)") }
            var drafts: [String] = []
            for number in 1...count {
                let draft = try await north.post(
                    "/api/v1/crm/invoices",
                    [
                        "contract_id": .text(contract.json["id"].text), "period_from": "2026-01-01", "period_to": "2026-01-31",
                        "machines": .text(String(number)), "power_watts": "3000", "hours": "744",
                    ])
                guard draft.status == 201 else { throw TestFailure("no draft: \(draft.status) \(draft.text)") }
                drafts.append(draft.json["id"].text)
            }
            return drafts
        }

        /// Both operators issue all of them at once: each is issued once, whoever comes second is refused, and no number is lost by that.
        private static func issue(_ drafts: [String], _ operators: [Client]) async throws {
            let answers = try await withThrowingTaskGroup(of: (String, Answer).self) { group in
                for draft in drafts {
                    for one in operators {
                        group.addTask { (draft, try await one.post("/api/v1/crm/invoices/\(draft)/issue", [:])) }
                    }
                }
                return try await group.reduce(into: [(String, Answer)]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.1.status == 200 || $0.1.status == 409 }, "\(Set(answers.map(\.1.status)))")
            let issued = answers.filter { $0.1.status == 200 }
            #expect(Set(issued.map(\.0)).count == count && issued.count == count, "each once")
            #expect(issued.compactMap { $0.1.json["number"].integer }.sorted() == Array(1...count))
        }

        /// What was issued stays as it is, whatever SQL the plugin's own role runs: also where invoice and number are touched at once.
        private static func tamper(_ installation: Installation) async throws {
            let key = try await installation.superuserQuery("SELECT key FROM app.tenants WHERE id = 'north'")[0][0]
            let context =
                "SET ROLE rt_crm; SET app.tenant = '\(key)'; SET app.sight_low = '\(key)'; SET app.sight_high = '\(key)'; SET search_path = p_crm"
            let digest = "SELECT count(*), md5(string_agg(i::text, ',' ORDER BY id)) FROM p_crm.invoices i"
            let before = try await installation.superuserQuery(digest)
            for attack in [
                "UPDATE invoices SET total = 0 WHERE number = 1", "UPDATE invoices SET client = 'Somebody' WHERE number = 1",
                "UPDATE invoices SET document = '{}' WHERE number = 1", "UPDATE invoices SET issued_at = now() WHERE number = 1",
                "UPDATE invoices SET number = 99 WHERE number = 1", "UPDATE invoices SET number = NULL, issued_at = NULL WHERE number = 1",
                "DELETE FROM invoices WHERE number = 1", "DELETE FROM invoice_numbers WHERE number = 1",
                "WITH n AS (DELETE FROM invoice_numbers WHERE number = 1) DELETE FROM invoices WHERE number = 1",
                "WITH n AS (DELETE FROM invoice_numbers WHERE number = 1) UPDATE invoices SET number = NULL, issued_at = NULL WHERE number = 1",
                "WITH n AS (UPDATE invoice_numbers SET issued_at = now()) UPDATE invoices SET issued_at = now() WHERE number = 1",
                "TRUNCATE invoices, invoice_numbers",
            ] {
                await #expect(throws: TestFailure.self, "\(attack)") { _ = try await installation.superuserQuery("\(context); \(attack)") }
            }
            #expect(try await installation.superuserQuery(digest) == before)
            // Not for want of sight: what is no part of an invoice is changed.
            _ = try await installation.superuserQuery("\(context); UPDATE contracts SET payment_days = 0")
        }

        /// Both take parts back of one line at once, far more than it has: what is made is never beyond it, and leaves no room for another one.
        ///
        /// Drafts they stay, so that no number of the others is another one.
        private static func creditParts(_ invoice: String, _ operators: [Client]) async throws {
            let path = "/api/v1/crm/invoices/\(invoice)"
            let document = try await operators[0].get(path).json["document"]
            let whole = try #require(Double(document["lines"].items[0]["amount"].text))
            let part = String(format: "%.2f", whole / 4)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for turn in 0..<12 {
                    group.addTask {
                        try await operators[turn % 2].post(path + "/credit", ["lines": .list([["line": 1, "amount": .text(part)]])])
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { [201, 409, 422].contains($0.status) }, "\(answers.map(\.text))")
            let made = answers.filter { $0.status == 201 }.count
            #expect((1...4).contains(made), "\(made) of 12")
            let notes = try await operators[0].get(path).json["credit_notes"].items
            #expect(notes.count == made)
            let taken = notes.reduce(0) { $0 - (Double($1["total"].text) ?? .nan) }
            #expect(abs(taken - Double(made) * whole / 4) < 0.005 * Double(made) && taken <= whole + 0.001, "\(taken) of \(whole)")
            // What is left is taken back by one of two, and nothing by the other.
            async let one = operators[0].post(path + "/credit", [:])
            async let other = operators[1].post(path + "/credit", [:])
            #expect([try await one.status, try await other.status].sorted() == (made == 4 ? [409, 409] : [201, 409]))
            for note in try await operators[0].get(path).json["credit_notes"].items {
                #expect(try await operators[0].delete("/api/v1/crm/invoices/\(note["id"].text)").status == 204)
            }
        }

        /// Two notes for one invoice at once: one is made. It takes the next number.
        private static func credit(_ invoice: String, _ operators: [Client]) async throws {
            async let one = operators[0].post("/api/v1/crm/invoices/\(invoice)/credit", [:])
            async let other = operators[1].post("/api/v1/crm/invoices/\(invoice)/credit", [:])
            let answers = [try await one, try await other]
            #expect(answers.map(\.status).sorted() == [201, 409])
            let note = answers.first { $0.status == 201 }?.json["id"].text ?? ""
            let issued = try await operators[1].post("/api/v1/crm/invoices/\(note)/issue", [:])
            #expect(issued.json["number"].integer == count + 1, "\(issued.text)")
        }

        /// Two prices for the same days at once: one is stored.
        private static func prices(_ operators: [Client]) async throws {
            let price: JSON = ["starts_on": "2026-01-01", "ends_on": "2026-12-31", "price_per_kwh": "0.05"]
            async let one = operators[0].post("/api/v1/crm/prices", price)
            async let other = operators[1].post("/api/v1/crm/prices", price)
            #expect([try await one.status, try await other.status].sorted() == [201, 422])
            #expect(try await operators[0].get("/api/v1/crm/prices").json["total"].integer == 1)
        }

        /// What was due a while ago is mailed about once, by its last level; what was taken back or paid is not.
        private static func remind(_ installation: Installation, _ server: ScriptedSMTPServer, _ north: Client) async throws {
            let invoices = try await north.get("/api/v1/crm/invoices?per_page=100").json["items"].items
            func invoice(_ number: Int) -> String { invoices.first { $0["number"].integer == number }?["id"].text ?? "" }
            // Which number the credited one got was decided when all were issued at once.
            let credited = invoices.first { $0["payment_status"].text == "credited" }
            let taken = try #require(credited?["number"].integer)
            let others = (1...count).filter { $0 != taken }
            let (settled, late) = (others[0], others[1])
            let total = invoices.first { $0["number"].integer == settled }?["total"].text ?? ""
            let paid = try await north.post(
                "/api/v1/crm/invoices/\(invoice(settled))/payments", ["paid_on": "2026-02-01", "amount": .text(total)])
            #expect(paid.status == 201 && paid.json["payment_status"].text == "paid", "\(paid.text)")
            for number in [settled, taken, late] {
                _ = try await installation.superuserQuery("UPDATE p_crm.invoices SET due_on = due_on - 20 WHERE number = \(number)")
            }
            try await eventually("a reminder is in the mailbox", patience: .seconds(60)) { server.mails.isEmpty ? nil : true }
            let ran = "SELECT count(*) FROM app.job_history WHERE plugin = 'crm' AND job = 'remind'"
            let before = Int(try await installation.query(ran)[0][0]) ?? 0
            try await eventually("the job has run again and again", patience: .seconds(60)) {
                (Int(try await installation.query(ran)[0][0]) ?? 0) >= before + 3 ? true : nil
            }
            #expect(server.mails.count == 1)
            let mail = try #require(server.mails.first)
            #expect(mail.recipients == ["ana@elsewhere.example"] && mail.sender == "noreply@host.example")
            let text = String(decoding: mail.bytes, as: UTF8.self)
            #expect(text.contains("Subject: Reminder 2: invoice \(late) is overdue since") && text.contains(/2[01] days ago/), "\(text)")
            let row = try await north.get("/api/v1/crm/invoices/\(invoice(late))").json
            #expect(row["payment_status"].text == "overdue")
            #expect(try await north.page("/crm/invoices/\(invoice(late))").text.contains("ana@elsewhere.example"))
        }
    }
}
