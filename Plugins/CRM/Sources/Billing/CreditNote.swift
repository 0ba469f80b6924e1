import PluginKit

/// What a credit note takes back of an invoice: all that is left of it, or parts of its lines, with the tax on them. Pure.
///
/// Parts are added up exactly, since a line has hundredths. The tax is worked out on all that was taken back, less the tax of the notes before, so
/// that the taxes of all notes add up to the invoice's, whatever the parts are and however each would be rounded by itself.
struct CreditNote: Sendable {
    /// Of one line of the invoice, from 1: what of its amount is taken back, with the amount's sign.
    struct Part: Sendable, Equatable {
        let line: Int
        let amount: Decimal
    }

    let invoice: CreditedInvoice
    let parts: [Part]
    /// As the invoice has them; the note's own have the other sign.
    let subtotal: Decimal
    let tax: Decimal

    /// All that is left. Throws `.conflict` where nothing is.
    init(allOf invoice: CreditedInvoice) throws(PluginError) {
        guard !invoice.isCreditedWhole else {
            throw PluginError(.conflict, "There is nothing left of this invoice to take back: its credit notes have all of it.")
        }
        let isFirst = invoice.notes == 0
        let parts = invoice.lines.enumerated().filter { isFirst || !$0.element.left.isZero }.map {
            Part(line: $0.offset + 1, amount: $0.element.left)
        }
        self.init(invoice, parts)
    }

    /// These parts. Throws `InputFaults` for what the invoice has not, or not any more.
    init(_ asked: [CreditDraft.Part], of invoice: CreditedInvoice) throws {
        var (parts, faults) = ([Part](), [FieldFault]())
        for part in asked {
            switch Self.read(part, of: invoice, taken: parts) {
            case .success(let part): parts.append(part)
            case .failure(let fault): faults.append(fault)
            }
        }
        if faults.isEmpty {
            let sum = parts.reduce(Decimal.zero) { $0 + $1.amount }
            let left = invoice.leftOfSubtotal
            if sum.isZero || !Self.isWithin(sum, left) {
                faults.append(FieldFault("lines", found: sum.text, expected: Self.expectation(left, "of the invoice's subtotal")))
            }
        }
        guard faults.isEmpty else { throw InputFaults(faults: faults) }
        self.init(invoice, parts)
    }

    private init(_ invoice: CreditedInvoice, _ parts: [Part]) {
        (self.invoice, self.parts) = (invoice, parts)
        let subtotal = parts.reduce(Decimal.zero) { $0 + $1.amount }
        let taxed = (invoice.creditedSubtotal + subtotal) * invoice.taxPercent * Bill.percent
        let isLast = (invoice.leftOfSubtotal - subtotal).isZero
        let tax = (isLast ? invoice.tax : taxed.rounded(decimals: Money.decimals)) - invoice.creditedTax
        self.subtotal = subtotal
        // Where a draft before was deleted the notes' tax may be a hundredth more than due: it is made up by the next note, never turned round.
        self.tax = tax.isNegative == subtotal.isNegative ? tax : .zero
    }

    /// Whether it leaves something of the invoice, or follows a note that did.
    var isPartial: Bool { subtotal != invoice.subtotal || invoice.notes > 0 }

    private static func read(_ part: CreditDraft.Part, of invoice: CreditedInvoice, taken: [Part]) -> Result<Part, FieldFault> {
        guard let number = part.line, invoice.lines.indices.contains(number - 1), !taken.contains(where: { $0.line == number }) else {
            let expected = "the number of a line, from 1 to \(invoice.lines.count), each once"
            return .failure(FieldFault(part.lineField, found: part.lineText, expected: expected))
        }
        let left = invoice.lines[number - 1].left
        guard let text = part.amountText else {
            return left.isZero
                ? .failure(FieldFault(part.lineField, found: part.lineText, expected: "a line of which something is left"))
                : .success(Part(line: number, amount: left))
        }
        guard let amount = Decimal(text), amount.scale <= Money.decimals, !amount.isZero, isWithin(amount, left) else {
            return .failure(FieldFault(part.amountField, found: text, expected: expectation(left, "of the line")))
        }
        return .success(Part(line: number, amount: amount.rounded(decimals: Money.decimals)))
    }

    /// Whether an amount lies between nothing and what is left, on its side of zero.
    private static func isWithin(_ amount: Decimal, _ left: Decimal) -> Bool {
        left.isNegative ? amount <= .zero && amount >= left : amount >= .zero && amount <= left
    }

    private static func expectation(_ left: Decimal, _ whole: String) -> String {
        left.isZero
            ? "nothing: all \(whole) was taken back"
            : "a decimal with at most two digits behind the point, beyond 0 and up to \(left.text), which is left \(whole)"
    }
}
