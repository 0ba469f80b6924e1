import PluginKit
import TestSupport
import Testing

@testable import CRM

@Suite struct CreditNoteTests {
    private static let given =
        #"{"client":"A","currency":"USD","lines":[{"kind":"energy","quantity":"1000","price":"0.08","amount":"80.00"},{"kind":"base","quantity":"2","price":"1.005","amount":"2.01"},{"kind":"uptime_credit","amount":"-0.50"}],"metering":{"kwh":"1000"},"subtotal":"81.51","tax_percent":"8.25","tax":"6.72","total":"88.23"}"#

    private static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    private static func invoice(_ notes: [CreditNote] = [], of text: String = given) throws -> CreditedInvoice {
        try CreditedInvoice(try json(text), notes: try notes.map { try json($0.text) })
    }

    private static func asked(_ parts: [(Int?, String?)]) -> [CreditDraft.Part] {
        parts.enumerated().map { place, part in
            CreditDraft.Part(
                line: part.0, lineText: part.0.map { String($0) }, amountText: part.1, lineField: "lines[\(place)].line",
                amountField: "lines[\(place)].amount")
        }
    }

    private static func faults(_ parts: [(Int?, String?)], after notes: [CreditNote] = []) throws -> [String] {
        let invoice = try invoice(notes)
        let error = #expect(throws: InputFaults.self) { try CreditNote(asked(parts), of: invoice) }
        return error?.faults.map(\.field) ?? []
    }

    @Test("a note for all is the invoice with every amount turned round")
    func whole() throws {
        let note = try CreditNote(allOf: try Self.invoice())
        let read = try Self.json(note.text)
        #expect(read["total"]?.string == "-88.23" && read["tax"]?.string == "-6.72" && read["client"]?.string == "A")
        #expect(read["lines"]?.array?.map { $0["amount"]?.string } == ["-80.00", "-2.01", "0.50"])
        #expect(read["lines"]?.array?[1]["price"]?.string == "1.005" && read["metering"] != nil && read["is_partial"] == nil)
        let after = try Self.invoice([note])
        #expect(after.isCreditedWhole && after.lines.allSatisfy(\.left.isZero))
        #expect(#expect(throws: PluginError.self) { try CreditNote(allOf: after) }?.code == .conflict)
        // Notes of before have no numbers of lines: each stands in its place.
        let old = try Self.json(note.text.replacing(/,"line":[0-9]/, with: ""))
        #expect(try CreditedInvoice(try Self.json(Self.given), notes: [old]).lines.allSatisfy(\.left.isZero))
        #expect(throws: PluginError.self) { try CreditedInvoice(.null, notes: []) }
    }

    @Test("a part has no quantity and tells what it is of; a whole line has both; the rest is what is left")
    func parts() throws {
        let first = try CreditNote(Self.asked([(1, "12.50"), (2, nil)]), of: try Self.invoice())
        let read = try Self.json(first.text)
        let lines = try #require(read["lines"]?.array)
        #expect(lines[0]["line"]?.integer == 1 && lines[0]["amount"]?.string == "-12.50" && lines[0]["of"]?.string == "80.00")
        #expect(lines[0]["quantity"] == nil && lines[0]["price"] == nil)
        #expect(lines[1]["line"]?.integer == 2 && lines[1]["amount"]?.string == "-2.01" && lines[1]["quantity"]?.string == "2")
        // 14.51 at 8.25 percent is 1.197075.
        #expect(read["subtotal"]?.string == "-14.51" && read["tax"]?.string == "-1.20" && read["total"]?.string == "-15.71")
        #expect(read["is_partial"]?.boolean == true && read["metering"] == nil)
        let rest = try CreditNote(allOf: try Self.invoice([first]))
        #expect(rest.parts == [CreditNote.Part(line: 1, amount: "67.50"), CreditNote.Part(line: 3, amount: "-0.50")])
        #expect(first.subtotal + rest.subtotal == "81.51" && first.tax + rest.tax == "6.72")
    }

    @Test("what the invoice has not, or not any more, is told by the field that asks for it")
    func refused() throws {
        for (parts, fields) in [
            ([(1, "80.01")], ["lines[0].amount"]), ([(1, "-1")], ["lines[0].amount"]), ([(1, "0")], ["lines[0].amount"]),
            ([(1, "1.005")], ["lines[0].amount"]), ([(1, "much")], ["lines[0].amount"]), ([(1, "")], ["lines[0].amount"]),
            ([(0, nil)], ["lines[0].line"]), ([(4, nil)], ["lines[0].line"]), ([(nil, "1")], ["lines[0].line"]),
            ([(1, "1"), (1, "2")], ["lines[1].line"]), ([(3, "0.10")], ["lines[0].amount"]), ([(3, "-0.51")], ["lines[0].amount"]),
            ([(4, nil), (1, "81")], ["lines[0].line", "lines[1].amount"]),
            // A credit that is taken back alone would be asked for, and not given.
            ([(3, "-0.50")], ["lines"]),
            // Each is within its line, and together they are beyond the subtotal, which the credit has made less.
            ([(1, nil), (2, nil)], ["lines"]), ([(2, "0.50"), (3, nil)], ["lines"]),
        ] as [([(Int?, String?)], [String])] {
            #expect(try Self.faults(parts) == fields, "\(parts)")
        }
        let first = try CreditNote(Self.asked([(1, "79.00"), (2, "2.01")]), of: try Self.invoice())
        #expect(try Self.faults([(1, "1.01")], after: [first]) == ["lines[0].amount"])
        #expect(try Self.faults([(2, nil)], after: [first]) == ["lines[0].line"])
    }

    @Test(
        "whatever parts are taken back, also after drafts were deleted: no line, subtotal or total goes beyond the invoice, and the last note closes it"
    )
    func bounds() throws {
        let seed = UInt64.random(in: .min ... .max)
        var source = SeededRandom(seed)
        func cents(_ range: ClosedRange<Int>) -> Decimal {
            Decimal(isNegative: false, digits: .powerOfTen(0), scale: 2) * Decimal(Int.random(in: range, using: &source))
        }
        func within(_ part: Decimal, _ whole: Decimal) -> Bool {
            whole.isNegative ? part <= .zero && part >= whole : part >= .zero && part <= whole
        }
        for round in 0..<200 {
            let amounts = (0..<Int.random(in: 1...5, using: &source)).map { _ in
                Bool.random(using: &source) || Bool.random(using: &source) ? cents(0...20_000) : -cents(0...3_000)
            }
            let subtotal = amounts.reduce(Decimal.zero, +)
            let percent = Int.random(in: 0...2_500, using: &source)
            let tax = (subtotal * Decimal(percent) * "0.0001").rounded(decimals: 2)
            let lines = amounts.map { #"{"kind":"energy","quantity":"1","price":"1","amount":"\#($0.rounded(decimals: 2).text)"}"# }
            let text =
                #"{"currency":"USD","lines":[\#(lines.joined(separator: ","))],"subtotal":"\#(subtotal.text)","tax_percent":"\#((Decimal(percent) * "0.01").text)","tax":"\#(tax.text)","total":"\#((subtotal + tax).text)"}"#
            let place = "seed \(seed), round \(round)"
            var notes: [CreditNote] = []
            func check() throws {
                let now = try Self.invoice(notes, of: text)
                #expect(now.lines.allSatisfy { within($0.credited, $0.amount) }, "\(place)")
                #expect(within(now.creditedSubtotal, subtotal) && within(now.creditedTax, tax), "\(place)")
            }
            for _ in 0..<8 {
                let invoice = try Self.invoice(notes, of: text)
                let parts = invoice.lines.indices.filter { _ in Bool.random(using: &source) }.map { index -> (Int?, String?) in
                    let size = Bool.random(using: &source) ? cents(0...300) : cents(0...22_000)
                    return (index + 1, Bool.random(using: &source) ? nil : (invoice.lines[index].amount.isNegative ? -size : size).text)
                }
                if let note = try? CreditNote(Self.asked(parts), of: invoice) { notes.append(note) }
                try check()
                if notes.count > 1, Int.random(in: 0..<6, using: &source) == 0 {
                    notes.remove(at: Int.random(in: notes.indices, using: &source))
                }
                try check()
            }
            let last = try Self.invoice(notes, of: text)
            guard !last.isCreditedWhole else { continue }
            notes.append(try CreditNote(allOf: last))
            #expect(notes.reduce(Decimal.zero) { $0 + $1.subtotal } == subtotal, "\(place)")
            #expect(notes.reduce(Decimal.zero) { $0 + $1.tax } == tax, "\(place)")
            #expect(try Self.invoice(notes, of: text).isCreditedWhole, "\(place)")
        }
    }
}
