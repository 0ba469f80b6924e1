import Synchronization
import TestSupport
import Testing

extension SystemTests.InvoiceTests {
    @Test("A mailbox that is full or gone holds no other reminder up, a refused sender fails none, and one that failed is sent again")
    func remindersOfMany() async throws {
        let isSenderTaken = Switch()
        let server = try ScriptedSMTPServer {
            switch true {
            case $0.line.contains("<full@"): .say("452 4.2.2 mailbox full")
            case $0.line.contains("<gone@"): .say("550 5.1.1 no such user")
            case $0.verb == "MAIL" && !isSenderTaken.isOn: .say("550 5.7.1 not you")
            default: .usual
            }
        }
        defer { server.stop() }
        let installation = try Self.installation()
        defer { installation.remove() }
        let host = try await installation.start(environment: server.environment).ready()
        do {
            let north = try await host.login("north")
            try await eventually("CRM is served") { try await north.get("/api/v1/crm/contracts").status == 200 ? true : nil }
            for name in ["full", "gone", "ana"] { try await Self.overdue("\(name)@elsewhere.example", north) }
            _ = try await installation.superuserQuery("UPDATE p_crm.invoices SET due_on = due_on - 5")
            try await eventually("the reminder is let go", patience: .seconds(60)) {
                try await Self.reminders(installation).contains { $0[4].contains("not you") } ? true : nil
            }
            try await installation.pause(plugin: "crm", job: "remind")
            let before = try await Self.reminders(installation)
            #expect(before.count == 3 && before.allSatisfy { $0[1...3] == ["0", "f", "f"] }, "none was tried: \(before)")
            isSenderTaken.turnOn()
            // The first in line is the full one, as it would be of the oldest invoice.
            _ = try await installation.superuserQuery(
                """
                UPDATE p_crm.reminders SET claimed_at = now() - CASE split_part(email, '@', 1) WHEN 'full' THEN interval '3 hours'
                    WHEN 'gone' THEN interval '2 hours' ELSE interval '1 hour' END
                """)
            try await installation.resume(plugin: "crm", job: "remind")
            try await eventually("the last one is in its mailbox", patience: .seconds(60)) { server.mails.isEmpty ? nil : true }
            try await eventually("all were tried", patience: .seconds(60)) {
                try await Self.reminders(installation).allSatisfy { $0[1] == "1" } ? true : nil
            }
            try await installation.pause(plugin: "crm", job: "remind")
            let after = try await Self.reminders(installation)
            try await installation.resume(plugin: "crm", job: "remind")
            #expect(after.map { $0[0] } == ["ana@elsewhere.example", "full@elsewhere.example", "gone@elsewhere.example"])
            #expect(after.map { $0[2] } == ["f", "f", "t"], "who is gone failed: \(after)")
            #expect(after.map { $0[3] } == ["f", "t", "f"], "who is full is tried in an hour: \(after)")
            #expect(server.mails.map(\.recipients) == [["ana@elsewhere.example"]])
            try await Self.sendAgain(installation, server, north)
        } catch {
            await host.stop()
            throw TestFailure("\(error)\n\(host.tail)")
        }
        await host.stop()
    }

    /// Of each: the address, how often it was tried, whether it failed, whether it waits for most of an hour, and why.
    private static func reminders(_ installation: Installation) async throws -> [[String]] {
        try await installation.superuserQuery(
            """
            SELECT email, attempts, failure IS NOT NULL, coalesce(retry_at - claimed_at BETWEEN '45 minutes' AND '1 hour', false),
                coalesce(problem, '-')
            FROM p_crm.reminders ORDER BY email
            """)
    }

    /// The address is corrected and the reminder sent again.
    private static func sendAgain(_ installation: Installation, _ server: ScriptedSMTPServer, _ north: Client) async throws {
        let contract = try await installation.superuserQuery("SELECT id FROM p_crm.contracts WHERE invoice_email LIKE 'gone@%'")[0][0]
        let invoice = try await installation.superuserQuery("SELECT id FROM p_crm.invoices WHERE contract_id = \(contract)")[0][0]
        #expect(try await north.put("/api/v1/crm/contracts/\(contract)", ["invoice_email": "here@elsewhere.example"]).status == 200)
        #expect(try await north.post("/api/v1/crm/invoices/\(invoice)/reminders/1/retry", [:]).status == 204)
        try await eventually("it is in the mailbox of the new address", patience: .seconds(60)) { server.mails.count == 2 ? true : nil }
        #expect(server.mails.last?.recipients == ["here@elsewhere.example"])
    }

    /// An issued invoice whose client is mailed at the address.
    private static func overdue(_ address: String, _ north: Client) async throws {
        let contract = try await north.post(
            "/api/v1/crm/contracts",
            [
                "client": .text(address), "kind": "flat", "fee_per_machine": "100", "payment_days": "0", "invoice_email": .text(address),
                "reminders": "on",
            ])
        let draft = try await north.post(
            "/api/v1/crm/invoices",
            [
                "contract_id": .text(contract.json["id"].text), "period_from": "2026-01-01", "period_to": "2026-01-31", "machines": "1",
                "power_watts": "3000", "hours": "744",
            ])
        let issued = try await north.post("/api/v1/crm/invoices/\(draft.json["id"].text)/issue", [:])
        guard issued.status == 200 else { throw TestFailure("not issued: \(issued.status) \(issued.text)") }
    }

    /// Off until it is turned on. Any thread.
    private final class Switch: Sendable {
        private let state = Atomic<Bool>(false)
        var isOn: Bool { state.load(ordering: .acquiring) }
        func turnOn() { state.store(true, ordering: .releasing) }
    }
}
