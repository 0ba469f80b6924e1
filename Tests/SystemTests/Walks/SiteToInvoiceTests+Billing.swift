import Foundation
import Testing

/// The month's invoices of the walk, and the client that reads its own.
extension SystemTests.SiteToInvoiceTests {
    /// Only a month that is over is billed: what was stored moves into one, and is from then on as old as it would be by then.
    static func monthPasses(_ installation: Installation) async throws -> BilledMonth {
        try await eventually("telemetry is rolled up", patience: .seconds(180)) {
            let counts = try await installation.superuserQuery(
                "SELECT (SELECT count(*) FROM p_hosting.telemetry_1d), (SELECT count(*) FROM p_hosting.fleet_1h)")
            return counts.first?.allSatisfy { Int($0) ?? 0 > 0 } == true ? true : nil
        }
        let month = BilledMonth(at: Date())
        for table in ["telemetry_1d", "fleet_1h"] {
            // A day each: the host's partitions begin at midnight too, so that a day which overlaps one of them lies in it.
            for (place, day) in month.days.enumerated() {
                _ = try await installation.superuserQuery(
                    """
                    DO $$ BEGIN
                        CREATE TABLE p_hosting.\(table)_past\(place) PARTITION OF p_hosting.\(table)
                            FOR VALUES FROM ('\(day.formatted(.iso8601))') TO ('\((day + 86_400).formatted(.iso8601))');
                    EXCEPTION WHEN invalid_object_definition THEN NULL; END $$
                    """)
            }
        }
        // The machines came a day before: on the day on which one comes, only the rounds in which it told that it slept count, and a fast
        // walk has few of them.
        for (table, columns, days) in [
            ("telemetry_1d", ["bucket"], month.daysBack), ("fleet_1h", ["bucket"], month.daysBack),
            ("curtailment_reductions", ["from_at", "until_at"], month.daysBack), ("miners", ["created_at"], month.daysBack + 1),
        ] {
            let moves = columns.map { "\($0) = \($0) - make_interval(hours => 24 * \(days))" }.joined(separator: ", ")
            _ = try await installation.superuserQuery("UPDATE p_hosting.\(table) SET \(moves)")
        }
        return month
    }

    /// The contracts' terms.
    private static let (pricePerKWh, creditPerKWh) = (0.08, 0.05)

    /// A contract with each client.
    static func agree(_ page: BrowserPage, _ host: RunningHost) async throws {
        for client in ["alpha", "beta"] {
            try await page.open(host.base + "/crm/contracts")
            try await page.fill("#kind", "all_in")
            try await page.fill("#client", client.capitalized + " Ltd")
            try await page.fill("#client_tenant", client)
            try await page.fill("#price_per_kwh", "\(pricePerKWh)")
            try await page.fill("#curtailment_credit_per_kwh", "\(creditPerKWh)")
            try await page.click("main form[method=post][action='/crm/contracts'] button[type=submit]")
            try await eventually("the contract is open") {
                try await page.evaluate("/^.crm.contracts.[^/]+$/.test(location.pathname)").truth == true ? true : nil
            }
        }
    }

    /// The month's invoices, to all clients at once.
    static func bill(_ page: BrowserPage, _ host: RunningHost, _ month: BilledMonth) async throws {
        try await page.open(host.base + "/crm/billing")
        try await page.fill("#month", month.text)
        try await page.click("main form button[value=run]")
        do {
            try await eventually("there are two drafts") { try await page.text(of: "#draft-count") == "2" ? true : nil }
        } catch { throw TestFailure("\(error): \(try await page.text(of: "main"))") }
        try await page.fill("#month", month.text)
        try await page.click("main form button[value=issue]")
        try await eventually("both are issued") { try await page.text(of: "#issued").contains(" 2. ") ? true : nil }
    }

    /// The client's own invoice with the credit, the readings behind it, and nothing of the other's.
    ///
    /// - Parameter energy: What the plan's report says that each of its machines did not draw, in kWh by serial number.
    static func read(
        _ page: BrowserPage, _ host: RunningHost, _ installation: Installation, of client: String, not other: String,
        credited energy: [String: Double]
    ) async throws {
        try await page.open(host.base + "/crm/invoices")
        let text = try await page.text(of: "main")
        #expect(text.contains(client.capitalized + " Ltd") && !text.contains(other.capitalized + " Ltd"))
        try await page.click("main table a.row-link")
        try await eventually("the invoice is open") { try await page.text(of: "#invoice-lines").isEmpty ? nil : true }
        let path = try await page.evaluate("location.pathname").text
        try await expectApart(page, installation)
        let document = try await page.evaluate("fetch('/api/v1\(path)').then(one => one.json())")["document"]
        try expectCredit(document, energy.values.reduce(0, +))
        try await expectShown(page, document)
        let readings = try await page.evaluate("fetch('/api/v1\(path)/readings').then(one => one.json())")
        // A reading for each of its miners and days.
        let total = readings["total"].integer ?? 0
        #expect(total >= count / 2 * 28 && total % (count / 2) == 0, "\(total)")
        try await expectReadings(page, host.base + path, energy, credit: document)
        #expect(try await host.login(other).get("/api/v1" + path).status == 404)
    }

    /// The page shows the document's lines and its total, to the cent, and says of the credit what it is for.
    private static func expectShown(_ page: BrowserPage, _ document: JSON) async throws {
        let rows = try await page.evaluate(
            "[...document.querySelectorAll('#invoice-lines tbody tr')].map(row => [...row.cells].map(one => one.innerText))"
        )
        .items.map { row in row.items.map(\.text) }
        // Words by the reader's language, amounts with its separators.
        func number(_ text: String) -> Double { Double(text.replacing(",", with: "").replacing("−", with: "-")) ?? .nan }
        let lines = document["lines"].items
        #expect(rows.count == lines.count && rows.contains { $0[0].localizedCaseInsensitiveContains("curtail") }, "\(rows)")
        for (row, line) in zip(rows, lines) {
            #expect(row[1] == line["quantity"].text && row[2] == line["price"].text, "\(row)")
            #expect(number(row[3]) == Double(line["amount"].text), "\(row)")
        }
        let total = try await page.text(of: "#invoice-total data")
        #expect(number(total) == Double(document["total"].text), "\(total)")
    }

    /// The readings below the invoice, page by page: what each machine drew and what it shed, which together is what is credited.
    private static func expectReadings(_ page: BrowserPage, _ invoice: String, _ energy: [String: Double], credit document: JSON)
        async throws
    {
        let headings = try await page.evaluate("[...document.querySelectorAll('#readings thead th')].map(one => one.textContent)")
        #expect(headings[4].text == "Curtailed (kWh)", "\(headings.encoded)")
        var (drawn, shed) = ([String: Double](), [String: Double]())
        var next = invoice + "?per_page=200"
        while !next.isEmpty {
            try await page.open(next)
            // A dash where nothing was estimated of what a machine does not tell; below what was shed stands what of it is estimated.
            let cells = "[0, 1, 2, 3, 4].map(place => one.cells[place].innerText.split('\\n')[0].replaceAll(',', '').replace('–', '0'))"
            for row in try await page.evaluate("[...document.querySelectorAll('#readings tbody tr')].map(one => \(cells))").items {
                let kWh = try (1...4).map { try #require(Double(row[$0].text), "\(row.encoded)") }
                // What was told with what was estimated.
                drawn[row[0].text] = kWh[0] + kWh[1] + kWh[2]
                shed[row[0].text] = kWh[3]
            }
            next = try await page.evaluate("(document.querySelector('nav.pager a[rel=next]') || {href: ''}).href").text
        }
        #expect(drawn.count == count / 2 && drawn.values.allSatisfy { $0 > 0 }, "\(drawn.count)")
        // Those that slept, each with what the plan says of it, which a reading has with six digits on each of two days at most.
        #expect(energy.values.contains { $0 > 0 })
        for (serial, kWh) in shed { #expect(abs(kWh - (energy[serial] ?? 0)) <= 1e-6 + 1e-9, "\(serial): \(kWh)") }
        let line = try #require(document["lines"].items.first { $0["kind"].text == "curtailment_credit" })
        let credited = try #require(Double(line["quantity"].text))
        #expect(abs(credited - shed.values.reduce(0, +)) <= 0.5e-3 + 1e-9, "\(credited) kWh")
    }

    /// Day by day what a machine told and what was estimated are what the roll-ups say, and the page says that something is estimated: some
    /// of the fleet's firmwares tell no watts.
    private static func expectApart(_ page: BrowserPage, _ installation: Installation) async throws {
        let (note, kWh) = (try await page.text(of: "#untold"), try await page.text(of: "#untold-kwh"))
        #expect(note.contains("billed as estimated") && !kWh.isEmpty && note.contains(kWh), "\(note)")
        let wrong = try await installation.superuserQuery(
            """
            SELECT count(*), count(*) FILTER (WHERE d.untold > 0),
                count(*) FILTER (WHERE abs(d.kwh + d.untold - t.power_watts_sum::numeric * c.share) > 0.000002),
                count(*) FILTER (WHERE abs(d.untold - t.estimated_watts::numeric * c.share) > 0.000002),
                count(*) FILTER (WHERE s.power_is_estimated AND d.untold = 0)
            FROM p_crm.meterings me
            JOIN p_crm.metering_readings r ON r.tenant_id = me.tenant_id AND r.metering_id = me.id
            CROSS JOIN LATERAL unnest(r.day_kwh, r.day_untold_kwh) WITH ORDINALITY AS d (kwh, untold, place)
            CROSS JOIN LATERAL (SELECT (r.first_day + d.place::int - 1)::timestamp AT TIME ZONE 'UTC' AS begins) b
            JOIN p_hosting.telemetry_1d t ON t.tenant_id = me.client_tenant_id AND t.miner_id = r.miner_id AND t.bucket = b.begins
            JOIN p_hosting.miner_states s ON s.tenant_id = me.client_tenant_id AND s.miner_id = r.miner_id
            CROSS JOIN LATERAL (
                SELECT sum(CASE WHEN f.miners_total_count >= 54 THEN 1 ELSE f.miners_total_count / 60.0 END)
                    / greatest(sum(f.miners_total_count), t.samples) / 1000 AS share
                FROM p_hosting.fleet_1h f
                WHERE f.tenant_id = me.client_tenant_id AND f.bucket >= b.begins AND f.bucket < b.begins + interval '24 hours'
            ) c
            """)
        let counts = try #require(wrong.first).map { Int($0) ?? -1 }
        #expect(counts.count == 5 && counts[0] >= count && counts[1] > 0 && counts[1] < counts[0], "\(counts)")
        #expect(counts.dropFirst(2) == [0, 0, 0], "\(counts)")
    }

    /// The invoice's money, worked out anew of the energy that the plan reported and the contract's terms.
    private static func expectCredit(_ document: JSON, _ kWh: Double) throws {
        func line(_ kind: String) throws -> (quantity: Double, price: Double, amount: Double) {
            let line = try #require(document["lines"].items.first { $0["kind"].text == kind }, "\(document.encoded)")
            return (
                try #require(Double(line["quantity"].text)), try #require(Double(line["price"].text)),
                try #require(Double(line["amount"].text))
            )
        }
        let (credit, energy) = (try line("curtailment_credit"), try line("energy"))
        #expect(kWh > 0 && credit.price == creditPerKWh && energy.price == pricePerKWh)
        // Each machine's kWh of a day have six digits, of 250 machines on two days at most; an invoice's kWh have three.
        let rounding = Double(count) * 0.5e-6 + 0.5e-3
        #expect(abs(credit.quantity - kWh) <= rounding + 1e-9, "\(credit.quantity) kWh of \(kWh)")
        // To the cent: what the report says at the contract's price is nowhere more than half a cent from what is credited.
        #expect(abs(credit.amount + kWh * creditPerKWh) <= 0.005 + rounding * creditPerKWh, "\(credit.amount) for \(kWh) kWh")
        #expect(credit.amount < 0)
        func measured(_ name: String) -> Double { Double(document["metering"][name].text) ?? .nan }
        #expect(measured("kwh") > 0 && measured("untold_kwh") > 0)
        #expect(abs(energy.quantity - measured("kwh") - measured("untold_kwh") - measured("estimated_kwh")) <= 0.5e-3 + 1e-9)
        let estimated = measured("curtailed_estimated_kwh")
        #expect(estimated >= 0 && estimated <= measured("curtailed_kwh"), "\(estimated)")
        #expect(abs(energy.amount - energy.quantity * pricePerKWh) <= 0.005 + 1e-9)
        let sum = Double(document["total"].text) ?? .nan
        #expect(abs(sum - (energy.amount + credit.amount)) < 1e-6, "\(document.encoded)")
    }
}
