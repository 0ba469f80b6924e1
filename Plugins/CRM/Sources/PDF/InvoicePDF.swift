import PluginKit

/// An invoice as a PDF, with what its page says. Pure.
struct InvoicePDF: Sendable {
    let document: JSONValue
    let provider: String
    let client: String
    let currency: String
    let isCreditNote: Bool
    /// Nil for a draft.
    let number: Int64?
    let issuedAt: Timestamp?
    let dueOn: String?
    let creditsNumber: Int64?

    static let (left, right) = (57, 538)
    private static let (quantityEnds, priceEnds) = (370, 450)
    static let (top, lowest) = (780, 90)
    private static let longestLine = 90

    func bytes(language: String) -> [UInt8] {
        let words = InvoiceWords(language: language)
        let heading = "\(isCreditNote ? words.creditNote : words.invoice) \(number.map(String.init) ?? words.draft)"
        var (pdf, y) = (PDFDocument(), Self.top)
        func text(_ name: String) -> String { document[name]?.string ?? "" }
        func put(_ label: String, _ value: String) {
            for (index, line) in Self.wrapped(value, to: Self.longestLine - 20).enumerated() {
                if y < Self.lowest {
                    pdf.newPage()
                    y = Self.top
                }
                if index == 0 { pdf.text(label, x: Self.left, y: y) }
                pdf.text(line, x: 200, y: y)
                y -= 15
            }
        }
        pdf.text(heading, x: Self.left, y: y, size: 20, isBold: true)
        y -= 24
        pdf.text(provider, x: Self.left, y: y, size: 12, isBold: true)
        let issuer = document["issuer"]
        func wrappedLines(_ text: String) -> [String] {
            text.split(separator: "\n").flatMap { Self.wrapped(String($0), to: Self.longestLine) }
        }
        for line in wrappedLines(issuer?["address"]?.string ?? "")
            + wrappedLines(issuer?["tax_id"]?.string.map { "\(words.taxId) \($0)" } ?? "")
        {
            y -= 15
            if y < Self.lowest {
                pdf.newPage()
                y = Self.top
            }
            pdf.text(line, x: Self.left, y: y)
        }
        y -= 30
        if let issuedAt { put(words.issued, DisplayTime.text(issuedAt)) }
        if let dueOn { put(words.due, dueOn) }
        let isPartial = document["is_partial"]?.boolean == true
        if let creditsNumber { put(isPartial ? words.creditsPart : words.credits, String(creditsNumber)) }
        put(words.client, client)
        for line in text("client_address").split(separator: "\n") { put("", String(line)) }
        put(words.period, "\(text("period_from")) – \(text("period_to"))")
        if let site = document["site"]?.string { put(words.site, site) }
        if let machines = document["machines"]?.integer { put(words.machines, String(machines)) }
        if let metering = document["metering"] {
            energy(metering, words, put)
            for (label, name) in [
                (words.machineHours, "machine_hours"), (words.curtailed, "curtailed_hours"), (words.down, "down_hours"),
                (words.missing, "missing_hours"),
            ] { put(label, metering[name]?.string ?? "") }
            for (label, name) in [(words.idle, "idle_hours"), (words.uncredited, "uncredited_hours")] {
                if let hours = metering[name]?.string, hours != "0" { put(label, hours) }
            }
            if let days = metering["answered_days"]?.integer, days > 0 { put(words.answeredDays, String(days)) }
        }
        if let mined = document["mined"] {
            put(words.mined, mined["basis"]?.string == RevenueBasis.metered.rawValue ? words.minedByHashrate : words.minedTyped)
        }
        if y < 330 {
            pdf.newPage()
            y = Self.top
        }
        y -= 15
        lines(words, &pdf, &y)
        y -= 15
        for (label, name) in [(words.bank, "bank_details"), (words.terms, "payment_terms")] {
            for (index, line) in (issuer?[name]?.string ?? "").split(separator: "\n").enumerated() {
                put(index == 0 ? label : "", String(line))
            }
        }
        minedDays(words, &pdf, &y)
        return pdf.bytes(title: "\(heading) – \(provider)")
    }

    /// What was measured and what is estimated, apart; an invoice from before they were kept apart has one figure for both.
    private func energy(_ metering: JSONValue, _ words: InvoiceWords, _ put: (String, String) -> Void) {
        func text(_ name: String) -> String { metering[name]?.string ?? "" }
        let untold = metering["untold_kwh"]?.string
        put(untold == nil ? words.collected : words.measured, text("kwh"))
        func estimated(_ label: String, _ value: String, _ rule: String, _ omitted: String) {
            put(label, metering[rule]?.string == UntoldRule.none.rawValue && value != "0" ? "\(value) (\(omitted))" : value)
        }
        if let untold { estimated(words.untold, untold, "untold_power", words.notBilled) }
        put(words.estimated, text("estimated_kwh"))
        put(words.curtailedEnergy, text("curtailed_kwh"))
        if let shed = metering["curtailed_estimated_kwh"]?.string, shed != "0" {
            estimated(words.curtailedEstimated, shed, "untold_curtailment", words.notCredited)
        }
        if let days = metering["unrecorded_days"]?.integer, days > 0 { put(words.unrecordedDays, String(days)) }
    }

    private func lines(_ words: InvoiceWords, _ pdf: inout PDFDocument, _ y: inout Int) {
        pdf.text(words.forWhat, x: Self.left, y: y, isBold: true)
        pdf.text(words.quantity, x: Self.quantityEnds, y: y, isBold: true, endsAtX: true)
        pdf.text(words.price, x: Self.priceEnds, y: y, isBold: true, endsAtX: true)
        pdf.text("\(words.amount) \(currency)", x: Self.right, y: y, isBold: true, endsAtX: true)
        y -= 6
        pdf.rule(x: Self.left, toX: Self.right, y: y)
        y -= 16
        for line in document["lines"]?.array ?? [] {
            if y < Self.lowest {
                pdf.newPage()
                y = Self.top
            }
            let days = line["from"]?.string.map { " \($0) – \(line["to"]?.string ?? "")" } ?? ""
            let part = line["of"]?.string.map { " (\(words.partOf) \($0))" } ?? ""
            pdf.text(words.line(line["kind"]?.string ?? "") + days + part, x: Self.left, y: y)
            for (name, end) in [("quantity", Self.quantityEnds), ("price", Self.priceEnds), ("amount", Self.right)] {
                pdf.text(line[name]?.string ?? "", x: end, y: y, endsAtX: true)
            }
            y -= 16
        }
        if y < Self.lowest + 48 {
            pdf.newPage()
            y = Self.top
        }
        pdf.rule(x: Self.left, toX: Self.right, y: y + 8)
        y -= 8
        let tax = "\(words.tax) \(document["tax_percent"]?.string ?? "0") %"
        for (label, name, isBold) in [
            (words.subtotal, "subtotal", false), (tax, "tax", false), ("\(words.total) \(currency)", "total", true),
        ] {
            pdf.text(label, x: Self.left, y: y, isBold: isBold)
            pdf.text(document[name]?.string ?? "", x: Self.right, y: y, isBold: isBold, endsAtX: true)
            y -= 16
        }
    }

    /// Lines of at most so many columns; a Chinese character takes two.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        var (lines, line, used) = ([String](), "", 0)
        for character in text {
            let width = character.unicodeScalars.contains { $0.value > 0x2E7F } ? 2 : 1
            if used + width > columns {
                lines.append(line)
                (line, used) = ("", 0)
            }
            line.append(character)
            used += width
        }
        return lines.isEmpty || !line.isEmpty ? lines + [line] : lines
    }
}
